import { expect, test } from 'vitest';
import { describeError } from '../../../partner-api/http/log.ts';

const token = `swa_${'T0kn-'.repeat(9).slice(0, 43)}`;

test.each([
  ['no mail for post@hollingworth.example, sorry', 'no mail for [e-mail], sorry'],
  ['no mail for <józef.ó’brien@poczta.example>', 'no mail for <józef.ó’[e-mail]>'],
  [`unknown token ${token}`, 'unknown token [secret]'],
  [`authorization: Bearer abc.def/${token}`, 'authorization: Bearer [secret]'],
  ['connect postgres://me:hunter2@db.internal:5432/x', 'connect postgres://[secret]@db.internal:5432/x'],
  ['GET https://idp.example/token?code=4711&state=x failed', 'GET https://idp.example/token?[query] failed'],
  [
    'at run (/srv/node_modules/@fastify/x/index.js:3:14)',
    'at run (/srv/node_modules/@fastify/x/index.js:3:14)',
  ],
])('%s is logged as %s', (message, logged) => {
  expect(describeError(new Error(message)).message).toBe(logged);
});

test('what a library puts beside an error’s message isn’t logged, its code and its cause are', () => {
  const cause = new Error('duplicate key');
  const error = Object.assign(new Error('insert failed', { cause }), {
    ...{
      code: '23505',
      detail: 'Key (email)=(post@hollingworth.example) already exists.',
      table: 'customer',
    },
  });
  const said = describeError(error);
  expect(said).toMatchObject({ type: 'Error', code: '23505', cause: { message: 'duplicate key' } });
  expect(JSON.stringify(said)).not.toMatch(/hollingworth|customer/);
  expect(describeError('post@hollingworth.example')).toMatchObject({ message: '[e-mail]' });
});
