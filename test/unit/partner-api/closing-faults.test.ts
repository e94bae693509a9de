import { expect, it } from 'vitest';
import { faultWithoutAddress } from '../../../partner-api/closing/closings.ts';

it.each([
  'The mail server refused the message: 550 5.1.1 <Move@Hushed.example>: no such user',
  'The mail server refused the message: 550 5.1.1 unknown user move',
  'The mail server refused the message: 550 we don’t relay to hushed.example',
])('a refusal that names a project’s address is kept by its code alone: %s', (said) => {
  const kept = faultWithoutAddress(said, 'move@hushed.example');
  expect(kept).toContain('(550)');
  expect(kept.toLowerCase()).not.toMatch(/move|hushed/);
});

it('a refusal that names nobody is kept as it was said', () => {
  const said = 'The mail server couldn’t take the message: 451 try later';
  expect(faultWithoutAddress(said, 'move@hushed.example')).toBe(said);
});
