import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Account, Tokens } from '../../../common/partner-api/session.ts';
import { Vault } from '../../../main/credentials/vault.ts';
import type { PartnerClient } from '../../../main/partner/client.ts';
import { PartnerFailure } from '../../../main/partner/failure.ts';
import { Session, type SessionOptions } from '../../../main/partner/session.ts';
import type { Cipher } from '../../../main/ports.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const account: Account = { id: 'a', login: 'admin', name: 'Ingrid Halvorsen', role: 'admin', scope: null };
const tokensNamed = (name: string): Tokens => ({
  accessToken: `access ${name}`,
  refreshToken: `refresh ${name}`,
  expiresIn: 600,
  account,
});
const expired = () =>
  new PartnerFailure(
    { code: 'session-expired', message: 'It has ended.', retry: 'sign-in' },
    { status: 401 },
  );
const never = new AbortController().signal;

/** A cipher whose answers can be held back. */
class HeldCipher implements Cipher {
  held: Promise<void> = Promise.resolve();
  available = () => Promise.resolve({ protection: 'stand-in' as const, note: 'in a test' });
  decrypt = (sealed: Buffer) => Promise.resolve(sealed.toString());
  async encrypt(text: string): Promise<Buffer> {
    await this.held;
    return Buffer.from(text);
  }
}

let folder: string;
let clock: ManualClock;
let vault: Vault;
let cipher: HeldCipher;
let renewal: PromiseWithResolvers<Tokens>;
let asked: PromiseWithResolvers<void>;
let changes: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchyard-session-'));
  clock = new ManualClock();
  cipher = new HeldCipher();
  vault = await Vault.open({ folder, cipher, clock, onNotice: () => undefined });
  renewal = Promise.withResolvers();
  asked = Promise.withResolvers();
  changes = 0;
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function options(): SessionOptions {
  const client = {
    refresh: () => {
      asked.resolve();
      return renewal.promise;
    },
    signOut: () => Promise.resolve(),
  } as unknown as PartnerClient;
  return {
    client,
    vault,
    vaultKey: 'session',
    account,
    clock,
    log: () => undefined,
    onChange: () => changes++,
  };
}

/** A session whose access token has run out, with a renewal under way. */
async function renewing(): Promise<{ session: Session; used: Promise<string> }> {
  const session = await Session.begin(options(), tokensNamed('old'));
  clock.advance(600_000);
  const used = session.use((token) => Promise.resolve(token), never);
  used.catch(() => undefined);
  await asked.promise;
  return { session, used };
}

describe('a fresh sign-in while the old session is being renewed', () => {
  test.each([
    ['is refused', () => renewal.reject(expired())],
    ['succeeds', () => renewal.resolve(tokensNamed('renewed'))],
  ])('stays when the renewal %s', async (_what, answer) => {
    const { session, used } = await renewing();
    await session.signIn(tokensNamed('fresh'));
    answer();
    expect(await used).toBe('access fresh');
    expect(session.signedIn).toBe(true);
    expect(await session.use((token) => Promise.resolve(token), never)).toBe('access fresh');
    expect(JSON.parse((await vault.read('session')) ?? '')).toMatchObject({ refreshToken: 'refresh fresh' });
  });

  test('stays when a call with the renewed token is refused', async () => {
    const session = await Session.begin(options(), tokensNamed('old'));
    renewal.resolve(tokensNamed('renewed'));
    const used = session.use(async (token) => {
      if (token === 'access renewed') await session.signIn(tokensNamed('fresh'));
      throw expired();
    }, never);
    await expect(used).rejects.toMatchObject({ status: 401 });
    expect(session.signedIn).toBe(true);
  });
});

describe('signing out', () => {
  test('while a renewal is being kept stays signed out, in the vault too', async () => {
    const { session, used } = await renewing();
    const late = Promise.withResolvers<void>();
    cipher.held = late.promise;
    renewal.resolve(tokensNamed('renewed'));
    await renewal.promise;
    const out = session.signOut();
    late.resolve();
    await out;
    await expect(used).rejects.toMatchObject({ error: { code: 'session-expired' } });
    expect(session.signedIn).toBe(false);
    expect(await vault.read('session')).toBeNull();
  });
});

test('a renewal that is refused ends the session once', async () => {
  const { session, used } = await renewing();
  renewal.reject(expired());
  await expect(used).rejects.toMatchObject({ error: { code: 'session-expired' } });
  expect(session.signedIn).toBe(false);
  expect(changes).toBe(1);
  expect(await vault.read('session')).toBeNull();
});
