import type { Customer, EntityKind } from '../../../common/domain/entities.ts';
import type { FieldValues } from '../../../common/domain/fields.ts';
import { newId } from '../../../common/domain/ids.ts';
import { contextOf } from '../../../common/domain/contexts.ts';
import type { NewMutation } from '../../../db/api.ts';
import type { ClientProcess, SimClient } from './client.ts';
import type { Dice } from './dice.ts';
import type { CacheWatch } from './watch.ts';

/** A delete that was made, to be restored. */
export interface Deletion {
  id: string;
  kind: 'brand' | 'billingAccount' | 'partner' | 'customer' | 'site' | 'visitTemplate' | 'visit';
  ids: string[];
}

/** A client with what an operator at it remembers: which changes were made, which forms are open. */
export interface Desk {
  client: SimClient;
  watch: CacheWatch;
  dice: Dice;
  /** Ids of changes made here, newest last. */
  made: string[];
  /** Deletes made here or elsewhere, to be restored. */
  deletions: Deletion[];
  /** Forms that were opened a while ago, with what they showed. */
  forms: { id: string; row: Customer }[];
  /** Files of changes that were exported, at whichever console. */
  files: { account: string; text: string }[];
}

const names = [
  'Ångström',
  'Acme',
  'Öko',
  'O’Brien & Söhne',
  '東京',
  'a',
  'Zürich "Nord"',
  'padded in the middle',
  'emoji 😀',
  '%_\\',
];

/** A change as it's queued, without its envelope. */
export type Bare = {
  [N in NewMutation['name']]: Pick<Extract<NewMutation, { name: N }>, 'name' | 'args'> & {
    before?: FieldValues;
  };
}[NewMutation['name']];

/** Queues changes as no screen makes them. Gives their ids. */
export async function queueRaw(desk: Desk, life: ClientProcess, changes: Bare[]): Promise<string[]> {
  if (changes.length === 0) return [];
  const at = new Date(desk.client.clock.now()).toISOString();
  const mutations = changes.map(
    (change) =>
      ({ id: freshId(desk), at, context: contextOf(desk.client.account), ...change }) as NewMutation,
  );
  const { mutationIds } = await life.cache.write.queue(mutations);
  life.engine.wake('turn');
  return mutationIds;
}

/** An id as the console makes them. */
export function freshId({ client, dice }: Desk): string {
  return newId({ now: () => client.clock.now(), random: () => dice.bytes(16) });
}

/** Keeps in mind what was deleted by which change, to be restored. */
export function remember(
  desk: Desk,
  kind: Deletion['kind'],
  ids: string[],
  { mutationIds }: { mutationIds: string[] },
): string[] {
  for (const id of mutationIds) desk.deletions.push({ id, kind, ids });
  return mutationIds;
}

/** Deletes rows as the console does: what the dry run showed. */
export async function deleteRows(
  desk: Desk,
  { deletes }: ClientProcess,
  kind: 'customer' | 'site',
  ids: string[],
): Promise<string[]> {
  if (ids.length === 0) return [];
  const { token } = await deletes.preview({ kind, selection: { type: 'ids', ids } });
  return remember(desk, kind, ids, await deletes.accept({ token, typed: '' }));
}

/** Fields that somebody changes of a partner. */
export function partnerEdit(b: number, c: number): FieldValues {
  return b % 3 === 0
    ? { name: nameBy(c) }
    : b % 3 === 1
      ? { 'address.city': `City ${c % 5}` }
      : { notes: `Note ${c % 5}`, phone: `+${c}` };
}

/** Fields that somebody changes of a customer. */
export function customerEdit(b: number, c: number): FieldValues {
  switch (b % 6) {
    case 0:
      return { name: nameBy(c) };
    case 1:
      return { 'address.city': `City ${c % 5}` };
    case 2:
      return { notes: `Note ${c % 5}`, reference: `R-${c % 9}` };
    case 3:
      return { externalIds: [{ system: 'crm', value: `X${c % 7}` }] };
    case 4:
      return { 'technicalContact.email': `t${c % 4}@x.example`, 'rebrand.displayName': nameBy(b) };
    default:
      return { brandId: null };
  }
}

/** A name that a person might type, and two people may type alike. */
export function nameBy(n: number): string {
  return (names[n % names.length] ?? 'Name') + (n % 3 === 0 ? '' : ` ${n % 17}`);
}

/** The n-th of a list, around. */
export function pick<T>(list: readonly T[], n: number): T | undefined {
  return list[n % Math.max(1, list.length)];
}

/** Some of a list, from one position on, around. */
export function someOf<T>(list: readonly T[], from: number, count: number): T[] {
  return [
    ...new Set(
      Array.from(
        { length: Math.min(count, list.length) },
        (_, index) => list[(from + index * 7) % list.length],
      ),
    ),
  ].filter((entry) => entry !== undefined);
}

/** Ids of some rows, like {@link someOf}. */
export function someIds(rows: readonly { id: string }[], from: number, count: number): string[] {
  return someOf(
    rows.map(({ id }) => id),
    from,
    count,
  );
}

/** What the console has of a kind, the operator’s changes included. */
export function rowsOf<T>(watch: CacheWatch, kind: EntityKind): T[] {
  return watch.shownDocs(kind).map((doc) => JSON.parse(doc) as T);
}

/** A field by dotted path. */
export function at(row: object, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], row);
}
