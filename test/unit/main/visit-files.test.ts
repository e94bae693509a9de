import { expect, test } from 'vitest';
import type { KeptFile } from '../../../main/visit-files/file-store.ts';
import { VisitFiles, type VisitFilesOptions } from '../../../main/visit-files/visit-files.ts';
import { PartnerFailure } from '../../../main/partner/failure.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { idOf, visitRow } from '../db/fixture.ts';

const visit = idOf(51);
const hash = 'a'.repeat(64);
const broken = () => new PartnerFailure({ code: 'unreachable', message: 'It broke off.', retry: 'later' });

/** Photos of a visit that wait, and what each chunk that is sent meets. */
function waiting(count: number, meets: () => void) {
  const clock = new ManualClock();
  const ids = Array.from({ length: count }, (_each, at) => idOf(100 + at));
  const file: KeptFile = { visit, hash, bytes: 4, state: 'waiting', because: '' };
  const all = new Map(ids.map((id) => [id, file]));
  const told = { hash, bytes: 4, by: '', width: 1, height: 1, caption: '', takenAt: '', place: null };
  const detail = {
    visit: visitRow(51, idOf(21), { photos: Object.fromEntries(ids.map((id) => [id, told])) }),
  };
  const sent: number[] = [];
  const options = {
    store: {
      all,
      one: (id: string) => all.get(id),
      read: () => Promise.resolve(new Uint8Array(4)),
      note: (id: string, next: KeptFile) => Promise.resolve(all.set(id, next)),
    },
    cache: { read: { visitDetail: () => Promise.resolve(detail) } },
    session: { use: (call: (token: string) => unknown) => call('token') },
    client: {
      visitFileState: () => Promise.resolve({ received: 0, complete: false }),
      sendVisitFile: () => {
        sent.push(clock.now());
        meets();
        return Promise.resolve({ received: 4, complete: true });
      },
    },
    ...{ clock, random: { fraction: () => 0.999 }, log: () => undefined, onChange: () => undefined },
  } as unknown as VisitFilesOptions;
  return { files: new VisitFiles(options), clock, sent, all };
}

const rest = () => new Promise((resolve) => setImmediate(resolve));

test('photos that break off together are tried again within a quarter of a second, and together count as one failure', async () => {
  let isBroken = true;
  const { files, clock, sent, all } = waiting(3, () => {
    if (isBroken) throw broken();
  });
  files.stateChanged({ phase: 'up-to-date' } as never);
  await rest();
  expect(sent).toHaveLength(3);
  expect(clock.waits).toHaveLength(1);
  expect(clock.waits[0]).toBeLessThanOrEqual(250);
  clock.advance(clock.waits[0] ?? 0);
  await rest();
  expect(sent).toHaveLength(6);
  // Nothing has arrived since: from now on it waits as after the second failure, not the fourth.
  expect(clock.waits[0]).toBeGreaterThan(1000);
  expect(clock.waits[0]).toBeLessThanOrEqual(2000);
  isBroken = false;
  clock.advance(clock.waits[0] ?? 0);
  await rest();
  expect([...all.values()].map(({ state }) => state)).toEqual(['there', 'there', 'there']);
  await files.close();
});
