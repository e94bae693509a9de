import type { Probe, Site, Visit } from '../../../common/domain/entities.ts';
import { checklistOf, type ProbeFinding } from '../../../common/domain/visits.ts';
import type { ClientProcess } from './client.ts';
import { nameBy, pick, queueRaw, remember, rowsOf, someIds, type Bare, type Desk } from './desk.ts';
import type { Step } from './steps.ts';

const technicians = [null, { id: 'ana', name: 'Ana' }, { id: 'ben', name: 'Ben' }];

/** What an operator does with visits of sites; null where a step means something else. */
export async function actOnVisits(desk: Desk, life: ClientProcess, step: Step): Promise<string[] | null> {
  const { a, b, c } = step;
  const visits = () => rowsOf<Visit>(desk.watch, 'visit');
  switch (step.do) {
    case 'plan-visits': {
      const siteIds = someIds(rowsOf<Site>(desk.watch, 'site'), a, 1 + (c % 2));
      if (siteIds.length === 0) return [];
      const templates = rowsOf<{ id: string }>(desk.watch, 'visitTemplate').map(({ id }) => id);
      const templateId = pick([null, ...templates], b) ?? null;
      const asked = { siteIds, plannedOn: `2026-03-0${1 + (b % 9)}`, templateId, purpose: nameBy(c) };
      const technician = pick(technicians, b) ?? null;
      const { ids, mutationIds } = await life.changes.visits.plan({ ...asked, technician });
      const items = ids.map((id, at) => life.changes.visits.addItem({ id, text: `Thing ${b + at}` }));
      return [...mutationIds, ...(await Promise.all(items)).flatMap((made) => made.mutationIds)];
    }
    case 'work-on-visit': {
      const visit = pick(visits(), a);
      if (!visit) return [];
      return (await life.changes.visits.edit({ id: visit.id, ...editOf(desk, visit, b, c) })).mutationIds;
    }
    case 'delete-visits': {
      const ids = someIds(visits(), a, 1 + (c % 2));
      if (ids.length === 0) return [];
      const made = remember(desk, 'visit', ids, await life.changes.visits.remove({ ids }));
      const deletion = made[0];
      // Every third is thought better of at once.
      if (b % 3 > 0 || deletion === undefined) return made;
      const back = await queueRaw(desk, life, [{ name: 'visit.restore', args: { deletion, ids } }]);
      return [...made, ...back];
    }
    case 'restore-visits': {
      const made = desk.deletions.filter(({ kind }) => kind === 'visit');
      const deletion = pick(made, a);
      if (!deletion) return [];
      const restore: Bare = { name: 'visit.restore', args: { deletion: deletion.id, ids: deletion.ids } };
      return queueRaw(desk, life, [restore]);
    }
    default:
      return null;
  }
}

type Edit = Omit<Parameters<ClientProcess['changes']['visits']['edit']>[0], 'id'>;

function editOf(desk: Desk, visit: Visit, b: number, c: number): Edit {
  const item = pick(checklistOf(visit.checklist), c);
  const probe = pick(rowsOf<Probe>(desk.watch, 'probe'), c);
  switch (b % 6) {
    case 0:
      return { notes: `Note ${c % 5}`, base: { notes: visit.notes } };
    case 1:
      return { status: pick(['planned', 'under-way', 'done'] as const, c) };
    case 2: {
      if (!item) return { name: nameBy(c) };
      const { id, position, text } = item;
      return { checklist: { [id]: { position, text, state: c % 2 ? 'done' : 'open', reason: '' } } };
    }
    case 3:
      return probe ? { findings: { [probe.id]: c % 4 ? findingOf(probe, c) : null } } : {};
    case 4:
      return { technician: pick(technicians, c) ?? null };
    default:
      return { plannedOn: `2026-03-1${c % 9}` };
  }
}

function findingOf({ serial, name }: Probe, c: number): ProbeFinding {
  const outcome = c % 2 ? 'found' : 'missing';
  return { outcome, serial, name, newSerial: '', remark: '', at: '2026-03-02T08:00:00.000Z' };
}
