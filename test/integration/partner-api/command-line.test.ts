import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { programFile } from '../../support/program-files.ts';
import { call } from './caller.ts';

const root = path.resolve(import.meta.dirname, '../../..');
let folder = '';
let number = 0;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'switchyard-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const freshData = () => path.join(folder, `data-${++number}`);

/** The program, what it says, and how it ends. */
const run = (...args: string[]) => runFile(programFile('partner-api'), ...args);

function runFile(file: string, ...args: string[]) {
  const child = spawn(process.execPath, [file, ...args], { cwd: root });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const ended = once(child, 'close').then(() => ({ code: child.exitCode, output, errors }));
  const listening = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', () => {
      const url = /^listening on (\S+)$/m.exec(output)?.[1];
      if (url) resolve(url);
    });
    void ended.then(() => reject(new Error(`ended: ${errors}`)));
  });
  listening.catch(() => undefined);
  return { child, ended, listening, output: () => output };
}

async function stop(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM') {
  const closed = once(child, 'close');
  child.kill(signal);
  await closed;
  return child.exitCode;
}

const signIn = (url: string, login: string, password: string) =>
  call(url, 'POST', '/v1/auth/sign-in', { body: { login, password } });

describe('the command line', () => {
  test('it says where it listens, and makes passwords that it shows once', async () => {
    const data = freshData();
    // From its source, as `npm run partner-api` starts it.
    const first = runFile('partner-api/cli.ts', '--data', data, '--port', '0');
    const url = await first.listening;
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const passwords = new Map(
      [...first.output().matchAll(/^login (\S+) password (\S+)$/gm)].map((match) => [match[1], match[2]]),
    );
    expect([...passwords.keys()].sort()).toEqual(['admin', 'operator', 'reader']);
    expect((await signIn(url, 'admin', passwords.get('admin') ?? '')).status).toBe(200);
    expect(await stop(first.child, 'SIGINT')).toBe(0);

    const second = run('--data', data, '--port', '0');
    const again = await second.listening;
    expect(second.output()).not.toContain('password');
    expect((await signIn(again, 'admin', passwords.get('admin') ?? '')).status).toBe(200);
    expect(await stop(second.child)).toBe(0);
  });

  test('it fills a new database with a world of the size asked for, and leaves an old one alone', async () => {
    const data = freshData();
    const world = ['--seed', 'world', '--customers', '300', '--sites', '500', '--probes', '700'];
    const first = run('--data', data, '--port', '0', '--password', 'pw', ...world);
    const tokens = await signIn(await first.listening, 'reader', 'pw');
    const { body } = await call<{ totals: object }>(await first.listening, 'GET', '/v1/snapshot?limit=1', {
      token: String(tokens.body.accessToken),
    });
    expect(body.totals).toEqual({
      brand: 1,
      billingAccount: 0,
      partner: 2,
      customer: 300,
      site: 500,
      probe: 700,
      project: 0,
      license: 0,
      invite: 0,
      onboardingLink: 0,
      notice: 0,
      accessRequest: 0,
      visitTemplate: 0,
      visit: 0,
    });
    expect(first.output()).toContain('100 %');
    await stop(first.child);
    const second = run('--data', data, '--port', '0', '--seed', 'sample');
    await second.listening;
    expect(second.output()).toContain('holds a database already');
    await stop(second.child);
  });

  test.each([
    [['--port', '0'], '--data is needed'],
    [['--data', 'x', '--port', 'eighty'], '--port takes a whole number'],
    [['--data', 'x', '--seed', 'moon'], '--seed takes sample or world'],
    [['--data', 'x', '--sites', '2000000'], '--sites takes a whole number'],
    [['--data', 'x', '--colour', 'blue'], '--colour'],
    [['--data', 'x', '--rate-limit', '0'], '--rate-limit takes a whole number'],
    [['--data', 'x', '--log-level', 'loud'], '--log-level (and LOG_LEVEL in the environment) takes silent'],
    [['--data', 'x', '--metrics-token', 'short'], '--metrics-token (and METRICS_TOKEN in the environment)'],
    [['--data', 'x', '--metrics-port', '70000'], '--metrics-port takes a whole number'],
    [['--data', 'x', '--max-requests', '0'], '--max-requests takes a whole number'],
    [['--data', 'x', '--max-delay', 'never'], '--max-delay takes a whole number from 50 to 60000'],
    [['--data', 'x', '--shutdown-seconds', '-1'], '--shutdown-seconds'],
    [['--data', 'x', '--trust-proxy', '10.0.0.2, proxy'], '--trust-proxy takes addresses or subnets'],
    [['--data', 'x', '--password-cost', '4'], '--password-cost takes a whole number from 10 to 22'],
    [['--data', 'x', '--set-account', 'europe'], '--set-account needs what to change'],
    [['--data', 'x', '--role', 'admin'], 'belong to --set-account'],
    [['--data', 'x', '--set-account', 'europe', '--role', 'king'], '--role takes admin, operator, read-only'],
    [['--data', 'x', '--set-account', 'europe', '--disabled', 'perhaps'], '--disabled takes yes or no'],
  ])('%j is refused with what to write instead', async (args, message) => {
    const { code, errors } = await run(...args).ended;
    expect(code).toBe(2);
    expect(errors).toContain(message);
    expect(errors).toContain('Usage:');
    expect(errors).not.toContain('    at ');
  });

  test('it changes an account of a data folder while a server runs on it', async () => {
    const data = freshData();
    const running = run('--data', data, '--port', '0', '--password', 'pw', '--seed', 'sample');
    const url = await running.listening;
    const token = String((await signIn(url, 'europe', 'pw')).body.accessToken);
    const set = ['--data', data, '--set-account', 'europe'];
    const changed = await run(...set, '--role', 'read-only', '--brand', 'Nordlys Iberia').ended;
    expect(changed).toMatchObject({ code: 0, errors: '' });
    expect(changed.output).toBe('europe is Read-only, sees Nordlys Iberia and the brands below it\n');
    const me = { role: 'read-only', scope: { name: 'Nordlys Iberia' } };
    expect((await call(url, 'GET', '/v1/me', { token })).body).toMatchObject(me);

    const wide = await run(...set, '--brand', 'none', '--disabled', 'yes').ended;
    expect(wide.output).toBe('europe is Read-only, sees everything, and is disabled\n');
    expect((await call(url, 'GET', '/v1/me', { token })).status).toBe(401);
    await stop(running.child);
  });

  test.each([
    [['--set-account', 'nobody', '--role', 'admin'], 'There is no account nobody. There are admin, europe,'],
    [['--set-account', 'europe', '--brand', 'Moon'], 'There is no brand Moon. There are Nordlys Managed IT,'],
  ])('%j changes nothing and says what there is', async (args, sentence) => {
    const data = freshData();
    const first = run('--data', data, '--port', '0', '--password', 'pw', '--seed', 'sample');
    await first.listening;
    await stop(first.child);
    const { code, errors } = await run('--data', data, ...args).ended;
    expect(code).toBe(1);
    expect(errors).toContain(sentence);
    expect(errors).toContain('Nothing was changed.');
  });

  test('an account can’t be changed where there is no database', async () => {
    const { code, errors } = await run('--data', freshData(), '--set-account', 'a', '--role', 'admin').ended;
    expect(code).toBe(1);
    expect(errors).toContain('There is no database in');
  });

  test('a new password at a start leaves what was changed of an account', async () => {
    const data = freshData();
    const first = run('--data', data, '--port', '0', '--password', 'pw', '--seed', 'sample');
    await first.listening;
    await stop(first.child);
    await run('--data', data, '--set-account', 'operator', '--role', 'read-only', '--brand', 'Nordlys Asia')
      .ended;
    const second = run('--data', data, '--port', '0', '--password', 'another');
    for (const [login, role, name] of [
      ['operator', 'read-only', 'Nordlys Asia'],
      ['europe', 'operator', 'Nordlys Europe'],
    ] as const)
      expect((await signIn(await second.listening, login, 'another')).body.account).toMatchObject({
        role,
        scope: { name },
      });
    await stop(second.child);
  });

  test('it lists its options', async () => {
    const { code, output } = await run('--help').ended;
    expect(code).toBe(0);
    expect(output).toContain('--rate-limit N');
  });

  test('a port that is in use, a folder that is a file and a file that is no database are named in a sentence', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const inUse = await run('--data', freshData(), '--port', String((other.address() as AddressInfo).port))
      .ended;
    other.close();
    const file = path.join(folder, 'a-file');
    writeFileSync(file, 'text');
    const noFolder = await run('--data', file, '--port', '0').ended;
    const damaged = mkdtempSync(path.join(folder, 'damaged-'));
    writeFileSync(path.join(damaged, 'partner-api.db'), 'no database at all'.repeat(100));
    const noDatabase = await run('--data', damaged, '--port', '0').ended;
    for (const [{ code, errors }, sentence] of [
      [inUse, 'The port is in use'],
      [noFolder, 'can’t be used'],
      [noDatabase, 'The database is damaged or no database'],
    ] as const) {
      expect(code).toBe(1);
      expect(errors).toContain(sentence);
      expect(errors).not.toContain('    at ');
    }
  });
});
