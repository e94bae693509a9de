import type { Partner } from '../../../common/domain/entities.ts';
import type { Mutation } from '../../../common/domain/mutations.ts';
import type { ConflictChoice, ConflictRow } from '../../../common/contract/conflicts.ts';
import { chosenPlace } from '../../../common/domain/another-place.ts';
import { conflictKey, type FieldChoice, type SettlementChoice } from '../../../common/domain/settlement.ts';
import type { ClientProcess } from './client.ts';
import { at, customerEdit, freshId, nameBy, partnerEdit, pick, rowsOf, someIds, type Desk } from './desk.ts';
import type { Step } from './steps.ts';
import { namesOf } from './expected.ts';
import { stuckStates } from './watch.ts';

/** What an operator does with changes that are stuck or wait. */
export async function settleStuck(
  desk: Desk,
  life: ClientProcess,
  { do: what, a, b, c }: Step,
): Promise<string[]> {
  const { cache } = life;
  const held = desk.watch.held();
  const stuck = held.filter(({ state }) => stuckStates.includes(state));
  const one = pick(stuck, a);
  switch (what) {
    case 'discard': {
      const entry = pick([...stuck, ...held.filter(({ state }) => state === 'waiting')], a);
      if (entry) await cache.write.discardAll([entry.id], true, 'Operator');
      return entry ? [entry.id] : [];
    }
    case 'retry':
      if (one) await life.outbox.retry([one.id]);
      return one ? [one.id] : [];
    case 'retry-over':
      if (one) await life.settling.settle([{ id: one.id, choice: { how: 'mine' } }]);
      return one ? [one.id] : [];
    case 'discard-many': {
      const ids = someIds(held, a, 3);
      if (ids.length > 0) await life.outbox.discard(ids);
      return ids;
    }
    case 'retry-many': {
      const ids = someIds(stuck, a, 1 + (b % 4));
      if (ids.length > 0) await life.outbox.retry(ids);
      return ids;
    }
    case 'settle-conflict':
      if (one) await life.settling.settle([{ id: one.id, choice: choiceOf(desk, one.mutation, b, c) }]);
      return [];
    case 'settle-alike': {
      const how = b % 2 ? 'mine' : 'theirs';
      const choices = someIds(stuck, a, 4).map((id) => ({ id, choice: { how } as const }));
      if (choices.length > 0) await life.settling.settle(choices);
      return [];
    }
    case 'settle-otherwise': {
      const { rows } = await cache.read.conflictPage(0, 50);
      const row = pick(
        rows.filter(({ kind }) => kind !== 'rejected' && kind !== 'parked'),
        a,
      );
      const choice = row && (await otherwise(desk, life, row, { b, c }));
      if (row && choice) await life.settling.settle([{ id: row.id, choice }]);
      return [];
    }
    case 'export': {
      const ids = b % 2 ? null : someIds(held, a, 3);
      if (held.length === 0) return [];
      const { text } = await life.files.text(ids);
      desk.files.push({ account: desk.client.account.id, text });
      return [];
    }
    case 'import': {
      const file = pick(
        desk.files.filter(({ account }) => account === desk.client.account.id),
        a,
      );
      if (file) await life.files.accept((await life.files.check(file.text)).token);
      return [];
    }
    case 'amend':
    case 'amend-stuck': {
      const entry = what === 'amend' ? pick(held, a) : one;
      if (!entry) return [];
      const { mutation } = entry;
      const amended = amendmentOf(desk, mutation, b, c);
      if (!amended) return [];
      const renewal = { id: freshId(desk), at: new Date(desk.client.clock.now()).toISOString() };
      await cache.write.amend(entry.id, renewal, amended);
      life.engine.wake('turn');
      return [entry.id, renewal.id];
    }
    default:
      return [];
  }
}

/** What a person decides of a conflict; not every choice fits every conflict, and one that doesn't is refused. */
function choiceOf(desk: Desk, mutation: Mutation, b: number, c: number): SettlementChoice {
  switch (b % 5) {
    case 0:
      return { how: 'mine' };
    case 1:
      return { how: 'theirs' };
    case 2:
      return { how: 'restore' };
    case 3: {
      const partners = rowsOf<Partner>(desk.watch, 'partner').map(({ id }) => id);
      return { how: 'partner', partnerId: pick([null, ...partners], c) ?? null };
    }
    default: {
      const named = 'changes' in mutation.args ? Object.keys(mutation.args.changes) : namesOf(mutation);
      const keep = (index: number) => (['mine', 'theirs'] as const)[(c + index) % 2] ?? 'mine';
      const fields = Object.fromEntries(named.map((name, index) => [name, { keep: keep(index) }]));
      return { how: 'fields', fields };
    }
  }
}

/** What a person decides that is neither side's: another place, another value, both or none of two of one name. Null where it's for neither. */
async function otherwise(
  desk: Desk,
  { cache }: ClientProcess,
  row: ConflictRow,
  { b, c }: Pick<Step, 'b' | 'c'>,
): Promise<ConflictChoice['choice'] | null> {
  if (row.kind === 'same-name') return { how: b % 2 ? 'keep-both' : 'delete-mine' };
  const [entry] = await cache.read.stuckEntries([row.id]);
  if (!entry) return null;
  const idsOf = (kind: 'customer' | 'site') => rowsOf<{ id: string }>(desk.watch, kind).map(({ id }) => id);
  const place = chosenPlace(entry.mutation);
  if (row.kind === 'parent-deleted' && place?.kind === 'customer')
    return { how: 'customer', customerId: pick([...idsOf('customer'), null], c) ?? null };
  if (row.kind === 'parent-deleted' && place?.kind === 'site') {
    const siteId = pick(idsOf('site'), c);
    return siteId === undefined ? null : { how: 'site', siteId };
  }
  if (row.kind === 'parent-deleted' || row.kind === 'deleted') return { how: 'restore' };
  const chosen = entry.conflicts.map((conflict, index): [string, FieldChoice] => {
    const value = otherValue(conflict.field, b + index, c + index);
    const side = (b + index) % 2 ? 'mine' : 'theirs';
    return [conflictKey(conflict), value === undefined ? { keep: side } : { keep: 'edited', value }];
  });
  return { how: 'fields', fields: Object.fromEntries(chosen) };
}

/** A value that neither side has set; undefined where a field isn't a text that anybody could write. */
function otherValue(field: string, b: number, c: number): string | undefined {
  if (/(^|\.)(name|displayName)$/.test(field)) return `${nameBy(b)} anew`;
  if (/(^|\.)(notes|city|company|purpose)$/.test(field)) return `Otherwise ${c % 5}`;
  if (/(^|\.)email$/.test(field)) return `otherwise${c % 4}@x.example`;
  return /(^|\.)reference$/.test(field) ? `O-${c % 9}` : undefined;
}

/** Another change in the place of a stuck one; what's newly changed by it held what is shown. */
function amendmentOf(desk: Desk, mutation: Mutation, b: number, c: number) {
  if (mutation.name === 'customer.update' || mutation.name === 'partner.update') {
    const changes = mutation.name === 'customer.update' ? customerEdit(b, c) : partnerEdit(b, c);
    const mine = c % 2 ? changes : { ...mutation.args.changes, ...changes };
    const kind = mutation.name === 'customer.update' ? 'customer' : 'partner';
    const row = rowsOf<{ id: string }>(desk.watch, kind).find(({ id }) => id === mutation.args.id);
    if (!row) return null;
    const fresh = Object.keys(mine).filter((path) => !(path in mutation.before));
    const before = Object.fromEntries(fresh.map((path) => [path, at(row, path) ?? null]));
    return { args: { id: mutation.args.id, changes: mine }, before };
  }
  if (mutation.name === 'customer.move')
    return { args: { ...mutation.args, ids: mutation.args.ids.slice(0, 1) }, before: {} };
  if (mutation.name === 'customer.create')
    return {
      args: { ...mutation.args, fields: { ...mutation.args.fields, name: nameBy(b), partnerId: null } },
      before: {},
    };
  return null;
}
