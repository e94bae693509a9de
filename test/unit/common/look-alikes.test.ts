import { expect, test } from 'vitest';
import { lookAlikeDomain } from '../../../common/domain/look-alikes.ts';

test.each([
  ['ann@paypal.example', undefined],
  ['ann@bäckerei-größl.example', undefined],
  ['ann@пример.example', undefined],
  ['ann@pаypal.example', 'mixes Latin and Cyrillic letters'],
  ['ann@gοogle.example', 'mixes Latin and Greek letters'],
  ['ann@аррӏе.example', 'Cyrillic letters that look like Latin ones'],
  ['ann@xn--pypal-4ve.example', 'hides letters of another script'],
])('the domain of %j: %s', (email, said) => {
  if (said === undefined) expect(lookAlikeDomain(email)).toBeUndefined();
  else expect(lookAlikeDomain(email)).toContain(said);
});
