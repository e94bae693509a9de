import { expect, it } from 'vitest';
import { journalLine } from '../../../db/journal/lines.ts';
import type { CacheClient } from '../../../db/client.ts';
import { OutboxFiles } from '../../../main/changes/outbox-files.ts';
import { noVisitFiles } from '../../support/no-visit-files.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const files = new OutboxFiles({
  // Of the cache it asks only where it stands, and what it knows of the changes.
  cache: {
    write: {
      status: () => Promise.resolve({ epoch: null }),
      importFates: (ids: string[]) => Promise.resolve(ids.map(() => 'added')),
    },
  } as unknown as CacheClient,
  clock: new ManualClock(),
  random: { bytes: (count) => new Uint8Array(count), fraction: () => 0.5 },
  files: noVisitFiles,
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

it('a journal that was written anew, and in which a change is held, is read like any other', async () => {
  const [id, partner] = ['01900000-0000-7000-8000-000000000001', '01900000-0000-7000-8000-000000000002'];
  const at = '2026-03-01T12:00:00.000Z';
  const mutation = {
    ...{ id, at, context: 'partner-account', name: 'partner.delete', args: { ids: [partner] } },
    ...{ before: {}, touches: [partner], after: [] },
  };
  const text = [
    { type: 'rewritten', leftOut: 512 },
    { type: 'queued', at, mutation, title: 'Delete a partner' },
    { type: 'hold', at, id, hold: 'paused' },
  ];
  expect(await files.check(text.map(journalLine).join(''))).toMatchObject({
    source: { kind: 'journal' },
    counts: { added: 1 },
    changes: [{ id, title: 'Delete a partner' }],
  });
});
