import { once } from 'node:events';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installedElectron } from '../../../build/electron-binary.ts';
import { launchApp, type LaunchedApp } from '../../../build/launch-app.ts';

interface Seen {
  navigations: string[];
  windows: string[];
  keys: string[];
  second: string[];
  permissions: string[];
  version: string;
  hasKeychain: boolean;
  sealed: string;
}
/** What the small app's preload gives to its page. */
interface Small {
  echo(value: unknown): Promise<{ value: unknown; from: string; isMap: boolean }>;
  fail(): Promise<never>;
  nobody(): Promise<never>;
  seen(): Promise<Seen>;
  heard(): unknown[][];
  refused(name: string): string;
}
declare const small: Small;

describe.skipIf(installedElectron() !== undefined)('an app on the Chromium stand-in', () => {
  let app: LaunchedApp;
  const seen = (): Promise<Seen> => app.page.evaluate(() => small.seen());

  beforeAll(async () => {
    app = await launchApp({ bundle: path.join(import.meta.dirname, 'small-app/main.js') });
  });
  afterAll(() => app.close());

  test('serves its own scheme with its headers, and runs the preload before the page, which has no require', async () => {
    expect(await app.page.title()).toBe('ran undefined');
    expect(await app.page.evaluate(() => innerWidth + ' ' + innerHeight)).toBe('700 500');
    expect((await seen()).version).toBe('1.2.3');
  });

  test('passes values both ways by structured clone', async () => {
    const answer = await app.page.evaluate(async () => {
      const sent = new Map<string, unknown>([
        ['at', new Date(5)],
        ['none', undefined],
        ['bytes', Uint8Array.of(1, 2)],
      ]);
      const { value, from, isMap } = await small.echo(sent);
      const map = value as typeof sent;
      return [
        isMap,
        from,
        map instanceof Map,
        map.has('none'),
        map.get('at') instanceof Date,
        String(map.get('bytes')),
      ];
    });
    expect(answer).toEqual([true, 'app://small/index.html', true, true, true, '1,2']);
    const error = await app.page.evaluate(() => small.echo(() => 1).catch((thrown: Error) => thrown.name));
    expect(error).toBe('DataCloneError');
  });

  test('passes events to the page', async () => {
    await expect
      .poll(() =>
        app.page.evaluate(() =>
          small.heard().map(([map, big]) => `${(map as Map<string, unknown>).has('a')} ${String(big)}`),
        ),
      )
      .toEqual(['true 7']);
  });

  test('rejects what a handler rejects, and a channel that nobody handles, in Electron’s words', async () => {
    const failure = (name: 'fail' | 'nobody') =>
      app.page.evaluate((which) => small[which]().catch((thrown: Error) => thrown.message), name);
    expect(await failure('fail')).toBe("Error invoking remote method 'fail': TypeError: it broke");
    expect(await failure('nobody')).toContain("No handler registered for 'nobody'");
  });

  test('gives the preload what it has and refuses the rest by name', async () => {
    expect(await app.page.evaluate(() => small.refused('sendSync'))).toBe(
      'ipcRenderer.sendSync is not in the Chromium stand-in',
    );
  });

  test('puts navigation and new windows before the app’s guards', async () => {
    await app.page.evaluate(() => void (location.href = 'https://elsewhere.example/'));
    await expect.poll(async () => (await seen()).navigations).toEqual(['https://elsewhere.example/']);
    expect(await app.page.evaluate(() => window.open('https://popup.example/'))).toBeNull();
    await expect.poll(async () => (await seen()).windows).toEqual(['https://popup.example/']);
    await app.page.evaluate(() => {
      const link = document.createElement('a');
      Object.assign(link, { href: 'https://blank.example/', target: '_blank' });
      document.body.append(link);
      link.click();
    });
    await expect.poll(async () => (await seen()).windows).toContain('https://blank.example/');
    await expect.poll(() => app.page.context().pages().length).toBe(1);
    expect(app.page.url()).toBe('https://small/index.html');
  });

  test('asks the app about permissions', async () => {
    expect((await seen()).permissions).toContain('geolocation');
    expect(
      await app.page.evaluate(async () => (await navigator.permissions.query({ name: 'geolocation' })).state),
    ).toBe('denied');
  });

  test('reports violations of the policy that happened before anyone looked', async () => {
    await app.page.evaluate(() => {
      try {
        document.body.innerHTML = '<b>no</b>';
      } catch {
        // Trusted Types refuse it, which is what is looked for.
      }
    });
    await expect
      .poll(() => app.cspViolations())
      .toContainEqual(expect.stringContaining('require-trusted-types-for'));
  });

  test('gives accelerators to the menu, after the page had its say', async () => {
    await app.page.keyboard.press('ControlOrMeta+g');
    await expect.poll(async () => (await seen()).keys).toEqual(['go']);
    await app.page.evaluate(() => addEventListener('keydown', (event) => event.preventDefault()));
    await app.page.keyboard.press('ControlOrMeta+g');
    expect((await seen()).keys).toEqual(['go']);
  });

  test('claims no keychain, and seals nothing', async () => {
    expect(await seen()).toMatchObject({
      hasKeychain: false,
      sealed: 'The Chromium stand-in reaches no keychain',
    });
  });

  test('lets one instance run, and tells it of the second one’s arguments', async () => {
    expect(await app.startSecond(['small://customer/1'])).toEqual({ exitCode: 0 });
    await expect.poll(async () => (await seen()).second).toEqual(['small://customer/1']);
  });

  test('ends in order when its Chromium is closed from outside', async () => {
    const gone = once(app.process, 'exit');
    const browser = await app.page.context().browser()?.newBrowserCDPSession();
    browser?.send('Browser.close').catch(() => undefined);
    expect(await gone).toEqual([0, null]);
    await app.restart();
  });

  test('ends in order on SIGTERM', async () => {
    const gone = once(app.process, 'exit');
    app.process.kill('SIGTERM');
    expect(await gone).toEqual([0, null]);
    await app.restart();
    expect(await app.page.title()).toBe('ran undefined');
  });
});
