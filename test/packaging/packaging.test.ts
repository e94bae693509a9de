import { execFileSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { extractAll, listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { load } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildAll } from '../../build/build.ts';
import { repository } from '../../build/folders.ts';
import { launchApp } from '../../build/launch-app.ts';
import { ConsolePage } from '../support/console-page.ts';
import { makeStubElectron } from './stub-electron.ts';

const require = createRequire(import.meta.url);
const configurationFile = path.join(repository, 'electron-builder.yml');
const configuration = load(readFileSync(configurationFile, 'utf8')) as {
  electronFuses: Record<string, boolean>;
  [key: string]: unknown;
};
const { version: electronVersion } = JSON.parse(
  readFileSync(path.join(repository, 'node_modules/electron/package.json'), 'utf8'),
) as { version: string };

/** A module of electron-builder's own packages, which come with it. */
const ownModule = (name: string): string => path.join(repository, 'node_modules', name);

/** electron-builder's own check, which it makes before it packs. */
async function validate(candidate: object): Promise<void> {
  const { validateConfiguration } = require(ownModule('app-builder-lib/out/util/config/config.js')) as {
    validateConfiguration(configuration: object, log: object): Promise<void>;
  };
  const { DebugLogger } = require(ownModule('builder-util')) as {
    DebugLogger: new (isEnabled: boolean) => object;
  };
  await validateConfiguration(structuredClone(candidate), new DebugLogger(false));
}

describe('the configuration of the installers', () => {
  test('fits electron-builder’s own schema', async () => {
    await expect(validate(configuration)).resolves.toBeUndefined();
    await expect(validate({ ...configuration, noSuchThing: true })).rejects.toThrow('noSuchThing');
  });

  test('names every installer that is promised', () => {
    expect(configuration).toMatchObject({
      win: {
        target: [
          { target: 'nsis', arch: ['x64', 'arm64'] },
          { target: 'msi', arch: ['x64', 'arm64'] },
        ],
      },
      mac: {
        target: [
          { target: 'dmg', arch: ['universal'] },
          { target: 'zip', arch: ['universal'] },
        ],
        hardenedRuntime: true,
        notarize: true,
      },
      linux: { target: ['AppImage', 'deb'] },
      protocols: [{ schemes: ['switchyard'] }],
    });
  });

  test('has every file that it names', () => {
    const { win, mac, linux } = configuration as unknown as Record<
      'win' | 'mac' | 'linux',
      Record<string, string>
    >;
    const named = [win['icon'], mac['icon'], mac['entitlements'], mac['entitlementsInherit'], linux['icon']];
    for (const file of named) expect(existsSync(path.join(repository, file ?? 'none')), file).toBe(true);
  });
});

describe('a package for Linux, packed on a stub of Electron', () => {
  let folder = '';
  let archive = '';
  let names: string[] = [];

  beforeAll(async () => {
    await buildAll({ ifStale: true });
    folder = mkdtempSync(path.join(os.tmpdir(), 'switchyard-pack-'));
    makeStubElectron(path.join(folder, 'electron'), electronVersion);
    const cli = path.join(repository, 'node_modules/electron-builder/cli.js');
    const options = [
      `-c.electronDist=${path.join(folder, 'electron')}`,
      `-c.directories.output=${path.join(folder, 'release')}`,
    ];
    execFileSync(process.execPath, [cli, '--linux', '--dir', '--x64', ...options], {
      cwd: repository,
      stdio: 'pipe',
      timeout: 240_000,
    });
    archive = path.join(folder, 'release/linux-unpacked/resources/app.asar');
    names = listPackage(archive, { isPack: false }).map((name) => name.split(path.sep).join('/'));
  }, 300_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

  test('holds the bundles, package.json and the native package, and nothing else', () => {
    const tops = new Set(names.map((name) => name.split('/').slice(1, 3).join('/')));
    expect([...tops].sort()).toEqual([
      'node_modules',
      'node_modules/better-sqlite3',
      'out',
      'out/main',
      'out/partner-api',
      'out/preload',
      'out/renderer',
      'package.json',
    ]);
    for (const file of [
      '/out/main/index.js',
      '/out/main/writer-worker.js',
      '/out/main/reader-worker.js',
      '/out/partner-api/embedded.js',
      '/out/preload/index.cjs',
      '/out/renderer/index.html',
    ]) {
      expect(names).toContain(file);
    }
  });

  test('holds no source, no test and no map', () => {
    expect(names.filter((name) => /\.(ts|tsx|map|md|c|cpp|hpp|gyp|test\.js|spec\.js)$/.test(name))).toEqual(
      [],
    );
  });

  test('has the native binary of its platform alone, unpacked', () => {
    const prebuilds = '/node_modules/better-sqlite3/prebuilds';
    expect(names.filter((name) => name.endsWith('.node'))).toEqual([`${prebuilds}/linux-x64.node`]);
    const unpacked = globSync('**/*', { cwd: `${archive}.unpacked` }).filter((name) => name.includes('.'));
    expect(unpacked).toEqual([`${prebuilds.slice(1)}/linux-x64.node`]);
  });

  test('has its fuses as configured', async () => {
    const wire = await getCurrentFuseWire(path.join(folder, 'release/linux-unpacked/switchyard'));
    const on = '1'.charCodeAt(0);
    const set = Object.fromEntries(
      Object.keys(configuration.electronFuses).map((name) => {
        const option = FuseV1Options[(name[0]?.toUpperCase() + name.slice(1)) as keyof typeof FuseV1Options];
        return [name, wire[option] === on];
      }),
    );
    expect(set).toEqual(configuration.electronFuses);
    expect(configuration.electronFuses).toMatchObject({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
    });
  });

  test('boots: the packed main bundle opens a window and the sample workspace', async () => {
    const unpacked = path.join(folder, 'app');
    extractAll(archive, unpacked);
    const app = await launchApp({ bundle: path.join(unpacked, 'out/main/index.js') });
    try {
      const console = new ConsolePage(app);
      await console.openSample();
      await console.go('Customers');
      await console.grid.getByRole('row').nth(10).waitFor();
      expect(await app.cspViolations()).toEqual([]);
    } finally {
      await app.close();
    }
  }, 120_000);
});
