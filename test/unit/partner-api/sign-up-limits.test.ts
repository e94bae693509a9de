import { expect, test } from 'vitest';
import {
  mostByLink,
  mostFromAddress,
  openSignUpLimits,
} from '../../../partner-api/onboarding/sign-up-limits.ts';

const minute = 60_000;

test('an address signs up so many companies within an hour, whichever link it takes, and the next when the first is an hour old', () => {
  let time = 0;
  const limits = openSignUpLimits({ now: () => time });
  for (let number = 0; number < mostFromAddress; number++) {
    expect(limits.take(number % 2 ? 'one' : null, '192.0.2.1')).toBe(0);
    time += minute;
  }
  expect(limits.take('other', '192.0.2.1')).toBe((60 - mostFromAddress) * minute);
  expect(limits.take('other', '192.0.2.2')).toBe(0);
  time = 60 * minute;
  expect(limits.take('other', '192.0.2.1')).toBe(0);
  expect(limits.take('other', '192.0.2.1')).toBe(minute);
});

test('a link takes so many companies within an hour from all addresses together, and the others go on', () => {
  let time = 0;
  const limits = openSignUpLimits({ now: () => time });
  for (let number = 0; number < mostByLink; number++) expect(limits.take('one', `192.0.2.${number}`)).toBe(0);
  expect(limits.take('one', '198.51.100.1')).toBe(60 * minute);
  expect(limits.take('two', '198.51.100.1')).toBe(0);
  expect(limits.take(null, '198.51.100.1')).toBe(0);
  time = 60 * minute;
  expect(limits.take('one', '198.51.100.1')).toBe(0);
});
