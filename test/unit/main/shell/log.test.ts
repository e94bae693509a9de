import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openLog } from '../../../../main/shell/log.ts';

const disk = vi.hoisted(() => ({ isFull: false }));
vi.mock('node:fs', async (original) => {
  const fs = await original<Record<string, unknown> & { writeSync(...args: unknown[]): number }>();
  const writeSync = (...args: unknown[]): number => {
    if (disk.isFull) throw new Error('ENOSPC: no space left on device');
    return fs.writeSync(...args);
  };
  return { ...fs, writeSync };
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-log-'));
});
afterEach(() => {
  disk.isFull = false;
  rmSync(folder, { recursive: true, force: true });
});

const lines = () =>
  readFileSync(join(folder, 'logs/switchyard.log'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { text: string });

describe('the log', () => {
  test('goes on where it ended, and is its owner’s alone', () => {
    openLog(folder, false)('info', 'one');
    openLog(folder, false)('error', 'two', 'a detail');
    expect(lines()).toMatchObject([{ text: 'one' }, { text: 'two', level: 'error', detail: 'a detail' }]);
    if (process.platform !== 'win32')
      expect(statSync(join(folder, 'logs/switchyard.log')).mode & 0o077).toBe(0);
  });

  test('stays bounded while the app runs', () => {
    const log = openLog(folder, false, 500);
    for (let n = 0; n < 100; n++) log('info', `line ${n}`);
    expect(readdirSync(join(folder, 'logs')).sort()).toEqual(['switchyard.log', 'switchyard.log.1']);
    for (const name of readdirSync(join(folder, 'logs')))
      expect(statSync(join(folder, 'logs', name)).size).toBeLessThan(700);
    expect(lines().at(-1)?.text).toBe('line 99');
  });

  test('loses a line on a full disk, and not the app', () => {
    const log = openLog(folder, false);
    disk.isFull = true;
    log('error', 'lost');
    disk.isFull = false;
    log('error', 'kept');
    expect(lines()).toMatchObject([{ text: 'kept' }]);
  });
});
