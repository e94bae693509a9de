import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { installedChromium } from '../../../build/find-chromium.ts';

describe('the browser that stands in for Electron’s windows', () => {
  const before = process.env['CHROME_PATH'];
  afterEach(() => {
    if (before === undefined) delete process.env['CHROME_PATH'];
    else process.env['CHROME_PATH'] = before;
  });

  test('is the one that CHROME_PATH names', () => {
    process.env['CHROME_PATH'] = process.execPath;
    expect(installedChromium()).toBe(process.execPath);
  });

  test.runIf(process.platform === 'linux')('is the headless shell only where nothing is to be seen', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'switchyard-path-'));
    const searched = process.env['PATH'];
    try {
      delete process.env['CHROME_PATH'];
      process.env['PATH'] = folder;
      for (const name of ['chromium', 'chromium-headless-shell'])
        writeFileSync(path.join(folder, name), '#!/bin/sh\n', { mode: 0o755 });
      expect(installedChromium(true)).toBe(path.join(folder, 'chromium-headless-shell'));
      expect(installedChromium(false)).toBe(path.join(folder, 'chromium'));
    } finally {
      process.env['PATH'] = searched;
      rmSync(folder, { recursive: true });
    }
  });

  test('is never another one than CHROME_PATH names: a wrong one is an error that says so', () => {
    process.env['CHROME_PATH'] = import.meta.dirname;
    expect(() => installedChromium()).toThrow(`CHROME_PATH is ${import.meta.dirname}`);
  });
});
