import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import {
  mostByLink,
  mostFromAddress,
  openSignUpLimits,
} from '../../../partner-api/onboarding/sign-up-limits.ts';
import { createDatabase } from '../../../partner-api/store/create-database.ts';
import { openSqliteStore } from '../../../partner-api/store/sqlite-store.ts';

const minute = 60_000;

/** Limits over a store of their own, and what opens them anew as a restart does. */
function limits(now: () => number) {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-limits-'));
  const file = join(folder, 'partner-api.db');
  createDatabase({ file, epoch: 'one', name: 'Limits', rows: [] });
  const store = openSqliteStore(file);
  onTestFinished(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return () => openSignUpLimits(store, { now });
}

test('an address signs up so many companies within an hour, whichever link it takes, and the next when the first is an hour old', async () => {
  let time = 0;
  const open = limits(() => time);
  const before = open();
  for (let number = 0; number < mostFromAddress; number++) {
    expect(await before.take(number % 2 ? 'one' : null, '192.0.2.1')).toBe(0);
    time += minute;
  }
  // A restart doesn't begin anew.
  const after = open();
  expect(await after.take('other', '192.0.2.1')).toBe((60 - mostFromAddress) * minute);
  expect(await after.take('other', '192.0.2.2')).toBe(0);
  time = 60 * minute;
  expect(await after.take('other', '192.0.2.1')).toBe(0);
  expect(await after.take('other', '192.0.2.1')).toBe(minute);
});

test('a link takes so many companies within an hour from all addresses together, and the others go on', async () => {
  let time = 0;
  const { take } = limits(() => time)();
  for (let number = 0; number < mostByLink; number++) expect(await take('one', `192.0.2.${number}`)).toBe(0);
  expect(await take('one', '198.51.100.1')).toBe(60 * minute);
  expect(await take('two', '198.51.100.1')).toBe(0);
  expect(await take(null, '198.51.100.1')).toBe(0);
  time = 60 * minute;
  expect(await take('one', '198.51.100.1')).toBe(0);
});
