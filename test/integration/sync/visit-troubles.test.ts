import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CommandInput } from '../../../common/contract/commands.ts';
import type { SyncState } from '../../../common/contract/views.ts';
import { checklistOf } from '../../../common/domain/visits.ts';
import { deleteRows } from '../../support/delete-rows.ts';
import { TestConsole } from '../../support/test-console.ts';
import { password, TestPartnerApi } from '../../support/test-partner-api.ts';

const dayMs = 24 * 60 * 60 * 1000;

let api: TestPartnerApi;
let ana: TestConsole;
let ben: TestConsole;

beforeEach(async () => {
  api = await TestPartnerApi.start();
  ana = await TestConsole.start();
  ben = await TestConsole.start();
  await ana.give('workspace.connect', { url: api.url, login: 'admin', password });
  await ben.give('workspace.connect', { url: api.url, login: 'admin', password });
  for (const console of [ana, ben]) await console.settled();
});
afterEach(async () => {
  await ana.remove();
  await ben.remove();
  await api.remove();
});

const offline = (console: TestConsole, isOffline: boolean) =>
  console.give('sync.workOffline', { offline: isOffline });
const shown = (console: TestConsole, id: string) => console.give('visit.show', { id });
const edit = (console: TestConsole, change: CommandInput<'visit.edit'>) => console.give('visit.edit', change);

/** A visit with a checklist that is planned for today, and that both have. */
async function sharedVisit(): Promise<string> {
  const { rows } = await ana.give('list.window', { list: { kind: 'visit' }, offset: 0, limit: 100 });
  const known = rows.find((row) => 'customerGrants' in row && row.customerGrants?.length === 6);
  const { siteId } = (await shown(ana, known?.id ?? '')).visit;
  const { templates } = await ana.give('visitTemplate.list');
  const template = templates.find(({ items, customerId }) => items.length >= 2 && customerId === null);
  const { ids } = await ana.give('visit.plan', {
    ...{ siteIds: [siteId], plannedOn: '2026-06-01', technician: null },
    ...{ templateId: template?.id ?? null, purpose: 'Round' },
  });
  await ana.settled();
  const id = ids[0] ?? '';
  const isHere = () =>
    shown(ben, id).then(
      () => true,
      () => false,
    );
  await ben.untilSo('the visit', isHere, () => undefined);
  return id;
}

async function onlyConflict(console: TestConsole) {
  await console.until('stuck', ({ stuck, phase }) => stuck === 1 && phase === 'up-to-date');
  const { rows } = await console.give('conflict.list', { offset: 0, limit: 10 });
  return console.give('conflict.show', { id: rows[0]?.id ?? '' });
}

describe('the same visit on two computers', () => {
  test('merges item by item; where both said something of one item, both words and who are shown, and one is chosen', async () => {
    const id = await sharedVisit();
    const [first, second] = checklistOf((await shown(ana, id)).visit.checklist);
    if (!first || !second) throw new Error('the visit has no two items');
    const said = ({ position, text }: typeof first, state: 'done' | 'not-possible', reason = '') => ({
      ...{ position, text, state, reason },
    });
    for (const console of [ana, ben]) await offline(console, true);
    await edit(ana, { id, checklist: { [first.id]: said(first, 'done') }, status: 'under-way' });
    ben.clock.advance(90_000);
    await edit(ben, { id, checklist: { [first.id]: said(first, 'not-possible', 'It is locked') } });
    await edit(ben, { id, checklist: { [second.id]: said(second, 'done') }, status: 'done' });
    await offline(ana, false);
    await ana.settled();
    await offline(ben, false);

    const { row, conflicts } = await onlyConflict(ben);
    expect(row.entity).toMatchObject({ kind: 'visit', id });
    expect(conflicts).toMatchObject([
      {
        field: `checklist.${first.id}`,
        mine: said(first, 'not-possible', 'It is locked'),
        theirs: said(first, 'done'),
        changed: { by: 'Ingrid Halvorsen' },
      },
    ]);
    await ben.give('conflict.settle', { choices: [{ id: row.id, choice: { how: 'mine' } }] });
    await ben.settled();
    const isWhole = async () => {
      const { visit } = await shown(ana, id);
      return (
        visit.checklist[first.id]?.state === 'not-possible' && visit.checklist[second.id]?.state === 'done'
      );
    };
    await ana.untilSo('what both noted', isWhole, () => undefined);
    // Begun when the first began, done as the other one ended it.
    expect((await shown(ana, id)).visit).toMatchObject({ status: 'done' });
    expect((await shown(ana, id)).visit).toEqual((await shown(ben, id)).visit);
  });
});

describe('a visit whose site was deleted meanwhile', () => {
  test('waits with all that was noted, says by whom and when the site was deleted, and comes back with it', async () => {
    const id = await sharedVisit();
    const { siteId } = (await shown(ana, id)).visit;
    await offline(ben, true);
    await edit(ben, { id, status: 'under-way' });
    await edit(ben, { id, notes: 'UPS battery is weak' });
    await deleteRows(ana, 'site', [siteId]);
    await ana.settled();
    await offline(ben, false);
    const { row, deleted, others, followedBy } = await onlyConflict(ben);
    expect(row).toMatchObject({
      kind: 'parent-deleted',
      because: expect.stringMatching(/^The site .+ was deleted with its visits by Ingrid Halvorsen at /),
    });
    expect(deleted).toMatchObject([{ kind: 'site', id: siteId, by: 'Ingrid Halvorsen' }]);
    expect(others).toContainEqual({ field: 'status', base: 'planned', mine: 'under-way' });
    // Whatever was noted after it waits for the same decision.
    expect(followedBy).toBe(1);
    await ben.give('conflict.settle', { choices: [{ id: row.id, choice: { how: 'restore' } }] });
    await ben.settled();
    expect(ben.sync.stuck).toBe(0);
    const isBack = () =>
      shown(ana, id).then(
        ({ visit, site }) => site !== null && visit.notes === 'UPS battery is weak',
        () => false,
      );
    await ana.untilSo('the visit at its site', isBack, () => undefined);
    expect((await shown(ana, id)).visit.status).toBe('under-way');
  });

  test('that stays deleted leaves what was noted readable', async () => {
    const id = await sharedVisit();
    const { siteId } = (await shown(ana, id)).visit;
    await offline(ben, true);
    await edit(ben, { id, notes: 'UPS battery is weak' });
    await deleteRows(ana, 'site', [siteId]);
    await ana.settled();
    await offline(ben, false);
    const { row } = await onlyConflict(ben);
    await ben.give('conflict.settle', { choices: [{ id: row.id, choice: { how: 'theirs' } }] });
    await ben.settled();
    const { rows } = await ben.give('activity.settled', { entityId: id, offset: 0, limit: 10 });
    expect(rows[0]?.fields.flatMap(({ lost }) => lost)).toMatchObject([
      { whose: 'mine', value: 'UPS battery is weak' },
    ]);
  });
});

describe('a probe that takes another one’s place', () => {
  /** The visit's first probe, one of the inventory, and one at a site of another customer. */
  async function probesAround(id: string) {
    const { probes, customer } = await shown(ana, id);
    const { rows } = await ana.give('list.window', { list: { kind: 'probe' }, offset: 0, limit: 500 });
    const all = rows.flatMap((row) => ('serial' in row ? [row] : []));
    const spare = all.find(({ siteId }) => siteId === null);
    const foreign = all.find(({ customerId }) => customerId !== null && customerId !== customer?.id);
    const [old] = probes;
    if (!old || !spare || !foreign) throw new Error('the sample has no such probes');
    return { old, spare, foreign };
  }
  const replace = (id: string, old: { id: string; serial: string }, by: { id: string; serial: string }) =>
    ana.give('visit.replaceProbe', {
      ...{ id, probeId: old.id, newProbeId: by.id },
      finding: {
        ...{ outcome: 'replaced', serial: old.serial, name: '', newSerial: by.serial, remark: '' },
        at: '2026-06-01T09:00:00.000Z',
      },
    });

  test('is refused where it’s at another customer’s site, and nothing of it is queued', async () => {
    const id = await sharedVisit();
    const { old, foreign } = await probesAround(id);
    await offline(ana, true);
    await expect(replace(id, old, foreign)).rejects.toThrow(/is at a site already/);
    const { visit, probes } = await shown(ana, id);
    expect(visit.findings).toEqual({});
    expect(probes.map((probe) => probe.id)).toContain(old.id);
    const { total } = await ana.give('outbox.window', { query: {}, offset: 0, limit: 1 });
    expect(total).toBe(0);
  });

  test('is placed and noted at once, and one undo takes all of it back', async () => {
    const id = await sharedVisit();
    const { old, spare } = await probesAround(id);
    await offline(ana, true);
    const { mutationIds } = await replace(id, old, spare);
    const placed = await shown(ana, id);
    expect(placed.probes.map((probe) => probe.id)).toContain(spare.id);
    expect(placed.probes.map((probe) => probe.id)).not.toContain(old.id);
    expect(placed.visit.findings[old.id]).toMatchObject({ newSerial: spare.serial });
    await ana.give('change.undo', { mutationIds });
    const back = await shown(ana, id);
    expect(back.probes.map((probe) => probe.id)).toContain(old.id);
    expect(back.visit.findings).toEqual({});
  });
});

describe('a clock that is a day off', () => {
  test.each([
    [1, 'ahead'],
    [-1, 'behind'],
  ])('by %d is told with the state, and everything that is noted goes up as it was noted', async (days) => {
    const id = await sharedVisit();
    expect(ben.sync.clockAheadMs).toBeNull();
    ben.clock.set(days * dayMs);
    await ben.give('sync.now');
    // Its clock stands still, the partner API's doesn't.
    const isToldOff = ({ clockAheadMs }: Pick<SyncState, 'clockAheadMs'>) =>
      clockAheadMs !== null && Math.round(clockAheadMs / dayMs) === days;
    await ben.until('told', isToldOff);
    await offline(ben, true);
    expect(isToldOff(ben.sync)).toBe(true);
    await edit(ben, { id, status: 'under-way' });
    await edit(ben, { id, status: 'done' });
    await offline(ben, false);
    await ben.settled();
    const at = new Date(ben.clock.now()).toISOString();
    const isDone = async () => (await shown(ana, id)).visit.status === 'done';
    await ana.untilSo('done', isDone, () => undefined);
    expect((await shown(ana, id)).visit).toMatchObject({ startedAt: at, endedAt: at });
    // The trail goes by the partner API's own clock.
    const { items } = await ana.give('activity.list', { filter: { entityId: id }, cursor: null });
    expect(Math.abs(Date.parse(items[0]?.at ?? '') - Date.now())).toBeLessThan(dayMs / 2);
    ben.clock.set(-days * dayMs);
    const [began, ended] = [0, 90].map((minutes) =>
      new Date(ben.clock.now() + minutes * 60_000).toISOString(),
    );
    await expect(edit(ben, { id, startedAt: ended, endedAt: began })).rejects.toMatchObject({
      error: { code: 'invalid', fields: [{ path: 'endedAt', message: 'A visit ends after it begins' }] },
    });
    await edit(ben, { id, startedAt: began, endedAt: ended });
    const isCorrected = async () => (await shown(ana, id)).visit.endedAt === ended;
    await ana.untilSo('the times corrected', isCorrected, () => undefined);
    expect((await shown(ana, id)).visit).toMatchObject({ status: 'done', startedAt: began });
    await ben.give('sync.now');
    await ben.until('right again', ({ clockAheadMs }) => clockAheadMs === null);
  });
});
