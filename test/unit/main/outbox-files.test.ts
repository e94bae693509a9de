import { expect, it } from 'vitest';
import { journalLine } from '../../../db/journal/lines.ts';
import type { CacheClient } from '../../../db/client.ts';
import { OutboxFiles } from '../../../main/changes/outbox-files.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const files = new OutboxFiles({
  // Of the cache it asks only where it stands before it has read the file.
  cache: { write: { status: () => Promise.resolve({ epoch: null }) } } as unknown as CacheClient,
  clock: new ManualClock(),
  random: { bytes: (count) => new Uint8Array(count), fraction: () => 0.5 },
  workspace: { name: 'Nordlys', url: 'https://api.nordlys.example' },
  account: () => ({ id: 'a1', login: 'ana', name: 'Ana Prado', role: 'admin', scope: null }),
  onQueued: () => undefined,
});

it.each([
  ['without its change', { type: 'queued', at: 'now', title: 'Add partner' }],
  ['of another kind', { type: 'obey', id: 'm1' }],
  ['that is a list', []],
])('a journal with a record %s is refused by its number, and nothing is imported', async (_what, record) => {
  const whole = journalLine({ type: 'settled', at: 'now', id: 'm0', seq: 1 });
  await expect(files.check(whole + journalLine(record))).rejects.toMatchObject({
    error: {
      code: 'invalid',
      message: expect.stringMatching(/Nothing was imported. Record 2 of the journal/),
    },
  });
});
