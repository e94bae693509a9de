import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ConsoleProcess } from '../../support/console-process.ts';
import { password, TestPartnerApi } from '../../support/test-partner-api.ts';
import { effectsOnServer } from '../../support/what-is-kept.ts';

const root = path.resolve(import.meta.dirname, '../../..');
/** Root may write everywhere: as root, what must not write runs as nobody. */
const isRoot = process.getuid?.() === 0;
const nobody = 65_534;
const dropped = isRoot ? { uid: nobody, gid: nobody } : {};

/** Why nothing can be forbidden here; null where it can. */
function whyNot(): string | null {
  if (process.platform === 'win32') return 'Windows knows no such modes';
  const reading = ['-e', 'require("node:fs").readFileSync(process.argv[1])', path.join(root, 'package.json')];
  const { status } = spawnSync(process.execPath, reading, dropped);
  return status === 0 ? null : 'nobody may not read this checkout';
}
const reason = whyNot();
if (reason !== null) console.warn(`Folders that can’t be written aren’t tried: ${reason}.`);

/** Sets the modes of a folder and all in it: readable by all, and writable by its owner or by nobody. */
function allowWriting(folder: string, isAllowed: boolean): void {
  for (const name of ['', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })]) {
    const file = path.join(folder, name);
    chmodSync(file, (statSync(file).isDirectory() ? 0o555 : 0o444) | (isAllowed ? 0o200 : 0));
  }
}

const fields = (name: string) => ({ partnerId: null, name, email: 'office@riverside.example' });

describe.skipIf(reason !== null)('a folder that can’t be written', () => {
  let api: TestPartnerApi;
  let app: ConsoleProcess;

  beforeEach(async () => {
    api = await TestPartnerApi.start();
    app = await ConsoleProcess.start();
  });
  afterEach(async () => {
    allowWriting(app.folder, true);
    await app.remove();
    await api.remove();
  });

  test('of a console that has worked before: it comes up, says which folder, and has everything once it may write', async () => {
    await app.give('workspace.connect', { url: api.url, login: 'admin', password });
    await app.settled();
    await app.give('sync.workOffline', { offline: true });
    const { mutationIds } = await app.give('customer.create', fields('Before It Was Forbidden'));
    await app.kill();
    allowWriting(app.folder, false);

    await app.run(dropped);
    const told = (app.sync?.notices ?? []).map(({ sentence }) => sentence).join(' ');
    expect(app.sync?.phase).toBe('closed');
    expect(told).toMatch(
      /couldn’t be opened\. .*can’t be opened for writing.*left as it is\. Check who may write there/,
    );
    expect(told).toContain(app.folder);
    await app.kill();

    allowWriting(app.folder, true);
    await app.run();
    await app.give('sync.workOffline', { offline: false });
    await app.settled();
    expect(effectsOnServer(api.folder).get(mutationIds[0] ?? '')).toBe(1);
  });

  test('of a console’s first start: connecting says which folder, and nothing is half set up', async () => {
    await app.kill();
    allowWriting(app.folder, false);
    await app.run(dropped);
    const connecting = app.give('workspace.connect', { url: api.url, login: 'admin', password });
    await expect(connecting).rejects.toThrow(/^cache: .*can’t be opened for writing/);
    await expect(connecting).rejects.toThrow(app.folder);
    expect((await app.give('app.start')).workspace).toBeNull();
    await app.kill();
    allowWriting(app.folder, true);
    await app.run();
    await app.give('workspace.connect', { url: api.url, login: 'admin', password });
    await app.settled();
  });
});

describe.skipIf(reason !== null)('a partner API whose data folder can’t be written', () => {
  const above = mkdtempSync(path.join(tmpdir(), 'switchyard-forbidden-'));
  afterEach(() => {
    allowWriting(above, true);
    rmSync(above, { recursive: true, force: true });
  });

  async function start(folder: string): Promise<{ code: number | null; errors: string }> {
    const args = ['partner-api/cli.ts', '--data', folder, '--port', '0'];
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ['ignore', 'ignore', 'pipe'],
      ...dropped,
    });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    await once(child, 'close');
    return { code: child.exitCode, errors };
  }

  test('doesn’t start, and says in a sentence which it is', async () => {
    const used = path.join(above, 'used');
    mkdirSync(used);
    const api = await TestPartnerApi.start({ dataDir: used });
    await api.remove();
    chmodSync(above, 0o755);
    allowWriting(above, false);
    for (const folder of [used, path.join(above, 'fresh')]) {
      const { code, errors } = await start(folder);
      expect(code).toBe(1);
      expect(errors).toContain(
        'The data folder or the port can’t be used. Choose a folder that can be written',
      );
      expect(errors).not.toContain('    at ');
    }
    expect(existsSync(path.join(above, 'fresh'))).toBe(false);
    expect(existsSync(path.join(used, 'partner-api.db'))).toBe(true);
  });
});
