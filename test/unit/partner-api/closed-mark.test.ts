import { appendFileSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { markClosed, takeClosedMark } from '../../../partner-api/store/closed-mark.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-mark-'));
  file = join(folder, 'partner-api.db');
  writeFileSync(file, 'rows');
});
afterEach(() => rmSync(folder, { recursive: true }));

it('a database that was closed in good order is trusted at the next start, and at no later one without it', () => {
  expect(takeClosedMark(file)).toBe(false);
  markClosed(file);
  expect(takeClosedMark(file)).toBe(true);
  expect(takeClosedMark(file)).toBe(false);
});

it.each([
  ['was written to since', () => appendFileSync(file, 'more')],
  ['was put back from elsewhere', () => utimesSync(file, 1, 1)],
  ['has a log that isn’t in it', () => writeFileSync(`${file}-wal`, 'changes')],
  ['has a note that can’t be read', () => writeFileSync(`${file}-closed`, '{')],
])('a database that %s is read whole', (_what, meanwhile) => {
  markClosed(file);
  meanwhile();
  expect(takeClosedMark(file)).toBe(false);
});
