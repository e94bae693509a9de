import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Vault } from '../../../main/credentials/vault.ts';
import { WorkspaceRegistry } from '../../../main/partner/workspace-registry.ts';
import type { Cipher, Notice } from '../../../main/ports.ts';
import { defaultSettings, SettingsKeeper } from '../../../main/settings/settings.ts';
import { ManualClock } from '../../support/manual-clock.ts';

let folder: string;
const clock = new ManualClock();
const notices: Notice[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchyard-files-'));
  notices.length = 0;
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const cipher: Cipher = {
  available: () => Promise.resolve({ protection: 'stand-in', note: 'in a test' }),
  encrypt: (text) => Promise.resolve(Buffer.from(`sealed:${[...text].reverse().join('')}`)),
  decrypt: (sealed) =>
    sealed.toString().startsWith('sealed:')
      ? Promise.resolve([...sealed.toString().slice(7)].reverse().join(''))
      : Promise.reject(new Error('another machine')),
};
const openVault = () => Vault.open({ folder, cipher, clock, onNotice: (notice) => notices.push(notice) });
const openSettings = (store = { store: {} as Record<string, unknown> }) =>
  SettingsKeeper.open({ folder, openStore: () => store, clock });

const garbage: [string, string][] = [
  ['no JSON', 'þÿ{{{'],
  ['an empty file', ''],
  ['a list', '[1,2]'],
  ['JSON cut in the middle', '{"secrets":{"a":"YQ'],
  ['null', 'null'],
];

describe('the vault', () => {
  test('keeps secrets across restarts, and never in clear text', async () => {
    const vault = await openVault();
    await Promise.all([vault.keep('a', 'first secret'), vault.keep('b', 'second secret')]);
    const again = await openVault();
    expect(await again.read('a')).toBe('first secret');
    expect(await again.read('b')).toBe('second secret');
    expect(await readFile(join(folder, 'vault.json'), 'utf8')).not.toContain('secret"');
    expect(await readFile(join(folder, 'vault.json'), 'utf8')).not.toContain('first');
  });

  test('forgets a secret for good', async () => {
    const vault = await openVault();
    await vault.keep('a', 'one');
    await vault.forget('a');
    expect(await (await openVault()).read('a')).toBeNull();
  });

  test('does what is asked in the order in which it’s asked, however long the keychain takes', async () => {
    const vault = await openVault();
    const slow = Promise.withResolvers<void>();
    const { encrypt } = cipher;
    cipher.encrypt = async (text) => {
      if (text === 'slow') await slow.promise;
      return encrypt(text);
    };
    const all = Promise.all([vault.keep('a', 'slow'), vault.forget('a'), vault.keep('b', 'quick')]);
    slow.resolve();
    await all;
    cipher.encrypt = encrypt;
    expect(await vault.read('a')).toBeNull();
    expect(await (await openVault()).read('b')).toBe('quick');
  });

  test.skipIf(process.platform === 'win32')('can be read by its owner alone', async () => {
    await (await openVault()).keep('a', 'one');
    expect((await stat(join(folder, 'vault.json'))).mode & 0o077).toBe(0);
  });

  test.each(garbage)('with %s in its file moves it aside, says so, and starts empty', async (_what, text) => {
    await writeFile(join(folder, 'vault.json'), text);
    const vault = await openVault();
    expect(await vault.read('a')).toBeNull();
    expect(notices).toHaveLength(1);
    expect(notices[0]?.sentence).toContain('moved aside');
    const aside = (await readdir(folder)).find((name) => name.startsWith('vault.json.damaged-'));
    expect(await readFile(join(folder, aside ?? ''), 'utf8')).toBe(text);
    await vault.keep('a', 'works again');
    expect(await (await openVault()).read('a')).toBe('works again');
  });

  test('says that a secret of another machine can’t be decrypted, and gives none', async () => {
    const secrets = { a: Buffer.from('other').toString('base64') };
    await writeFile(join(folder, 'vault.json'), JSON.stringify({ secrets }));
    expect(await (await openVault()).read('a')).toBeNull();
    expect(notices.map(({ sentence }) => sentence).join()).toContain('Sign in again');
  });
});

describe('settings', () => {
  test('are their defaults on a first start, without a notice', async () => {
    const settings = await openSettings();
    expect(settings.current()).toEqual(defaultSettings);
    expect(settings.notice).toBeNull();
  });

  test('hold what the file has, and defaults for what it hasn’t', async () => {
    await writeFile(join(folder, 'settings.json'), JSON.stringify({ theme: 'dark' }));
    expect((await openSettings()).current()).toEqual({ ...defaultSettings, theme: 'dark' });
  });

  test('that changed are in the store', async () => {
    const store = { store: {} as Record<string, unknown> };
    const settings = await openSettings(store);
    settings.change({ density: 'compact' });
    settings.rememberWindow({ width: 1200, height: 800, maximized: false });
    expect(store.store).toMatchObject({ density: 'compact', theme: 'system', window: { width: 1200 } });
    expect(settings.windowPlace()).toEqual({ width: 1200, height: 800, maximized: false });
  });

  test('don’t keep a window place that makes no sense', async () => {
    const settings = await openSettings();
    settings.rememberWindow({ width: 0, height: Number.NaN, maximized: false });
    expect(settings.windowPlace()).toBeNull();
  });

  test.each([...garbage, ['a theme that isn’t one', '{"theme":"plaid"}']])(
    'with %s in their file move it aside before the store opens it, say so, and go back to defaults',
    async (_what, text) => {
      await writeFile(join(folder, 'settings.json'), text);
      let found: string[] = [];
      const settings = await SettingsKeeper.open({
        folder,
        clock,
        openStore: () => ({ store: {} }),
      });
      found = await readdir(folder);
      expect(settings.current()).toEqual(defaultSettings);
      expect(settings.notice?.sentence).toContain('The settings file couldn’t be read');
      expect(found).toEqual([expect.stringMatching(/^settings\.json\.damaged-/)]);
    },
  );
});

describe('the list of workspaces', () => {
  test.each(garbage)('with %s in its file moves it aside, says so, and knows none', async (_what, text) => {
    await (await WorkspaceRegistry.open(folder, clock)).forget('none');
    await writeFile(join(folder, 'workspaces', 'workspaces.json'), text);
    const registry = await WorkspaceRegistry.open(folder, clock);
    expect(registry.opened()).toBeNull();
    expect(registry.notice?.sentence).toContain('Connect again');
  });

  test('loses none of several changes at once: an operator who goes offline while the account is renamed', async () => {
    const account = { id: 'a', login: 'admin', name: 'Ingrid', role: 'admin' as const, scope: null };
    const server = { id: 'server-1', kind: 'server' as const, name: 'Riverside', url: 'https://r.example' };
    const registry = await WorkspaceRegistry.open(folder, clock);
    await registry.keepOpen({ ...server, lastAccount: account, present: true });
    await Promise.all([
      registry.change('server-1', { offline: true }),
      registry.change('server-1', { lastAccount: { ...account, name: 'Ingrid Halvorsen' } }),
      registry.keepOpen({ ...server, name: 'Riverside MSP', lastAccount: account, present: true }),
    ]);
    const again = await WorkspaceRegistry.open(folder, clock);
    expect(again.opened()).toMatchObject({ name: 'Riverside MSP', offline: true, present: true });
  });

  test('gives no account the choice of its folder', async () => {
    const registry = await WorkspaceRegistry.open(folder, clock);
    const place = registry.cacheFolder('server-1', {
      id: '../../../etc',
      login: 'a',
      name: 'A',
      role: 'admin',
      scope: null,
    });
    expect(place.startsWith(join(folder, 'workspaces', 'server-1', 'partner-account'))).toBe(true);
    expect(place).not.toContain('..');
  });
});
