import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { listKinds, listSpec, sortColumns, type ListKind } from '../../../common/contract/views.ts';
import { entityKinds, type EntityKind } from '../../../common/domain/entities.ts';
import { foldText } from '../../../common/domain/text.ts';
import { createReader } from '../../../db/reader.ts';
import { foldRecords } from '../../../db/journal/entries.ts';
import { readJournalText } from '../../../db/journal/lines.ts';
import type { SimClient } from './client.ts';
import type { Dice } from './dice.ts';
import { mayBeForgotten, type Ledger } from './ledger.ts';
import { faultsIn, type ServerFile } from './server-file.ts';
import { heldUp, stuckStates, type CacheWatch, type HeldChange } from './watch.ts';

export interface AtRest {
  client: SimClient;
  watch: CacheWatch;
  server: ServerFile;
  /** What the account sees: documents by kind. */
  seen: Map<EntityKind, string[]>;
  applied: ReadonlySet<string>;
  ledger: Ledger;
  dice: Dice;
  /** The world's last rest. */
  isLast: boolean;
  violation(what: string): void;
}

/** Everything that must hold of a client when nothing moves any more. */
export function checkAtRest(rest: AtRest): void {
  const held = rest.watch.held();
  checkState(rest);
  checkRows(rest, held);
  checkOutbox(rest, held);
  checkPromises(rest, held);
  checkJournal(rest, held);
  checkViews(rest);
  for (const fault of faultsIn(rest.watch.db)) rest.violation(`${rest.client.name}: ${fault}`);
}

function checkState({ client, violation }: AtRest): void {
  const state = client.process?.state;
  if (state?.phase !== 'up-to-date' || state.trouble)
    violation(`${client.name} isn’t up to date at rest: ${state?.phase} ${state?.trouble?.detail ?? ''}`);
  for (const { id, detail } of client.notices)
    if (id.startsWith('mismatch')) violation(`${client.name} found that its rows didn’t add up: ${detail}`);
}

function checkRows({ client, watch, seen, violation }: AtRest, held: readonly HeldChange[]): void {
  for (const kind of entityKinds) {
    const there = new Map((seen.get(kind) ?? []).map((doc) => [idIn(doc), doc]));
    const here = new Map(watch.baseDocs(kind).map((doc) => [idIn(doc), doc]));
    for (const [id, doc] of there) {
      const mine = here.get(id);
      if (mine === undefined) violation(`${client.name} lacks ${kind} ${id}`);
      else if (mine !== doc && !isDeepStrictEqual(JSON.parse(mine), JSON.parse(doc)))
        violation(`${client.name} has another ${kind} ${id}: ${mine} and not ${doc}`);
    }
    for (const id of here.keys())
      if (!there.has(id)) violation(`${client.name} has ${kind} ${id}, which the server doesn’t`);
  }
  const left = (table: string) => Number(watch.db.prepare(`SELECT count(*) FROM ${table}`).pluck().get());
  if (held.every(({ state }) => stuckStates.includes(state)) && left('shadow') > 0)
    violation(`${client.name} has ${left('shadow')} shadows without a change that waits`);
  if (held.length === 0 && left('touched') > 0)
    violation(`${client.name} has ${left('touched')} touches without a change`);
}

function idIn(doc: string): string {
  return /"id":"([^"]*)"/.exec(doc)?.[1] ?? '';
}

function checkOutbox({ client, violation }: AtRest, held: readonly HeldChange[]): void {
  const up = heldUp(held);
  for (const { id, state, lastAnswer, mutation } of held) {
    if (stuckStates.includes(state) && !isSentence(lastAnswer))
      violation(`${client.name}: ${id} is ${state} without a reason: ${lastAnswer}`);
    if (!up.has(id))
      violation(`${client.name}: ${mutation.name} ${id} is ${state} at rest, with nothing that it waits for`);
  }
}

function isSentence(text: string | null): boolean {
  return text !== null && text.length > 10 && /[.!?”]$/.test(text) && !/undefined|null|\[object/.test(text);
}

function checkPromises(
  { client, server, applied, ledger, violation }: AtRest,
  held: readonly HeldChange[],
): void {
  const inOutbox = new Set(held.map(({ id }) => id));
  for (const entry of ledger.tracked.values()) {
    if (entry.client !== client.name || !entry.acknowledged || entry.withdrawn !== 'no') continue;
    if (applied.has(entry.id)) continue;
    if (inOutbox.has(entry.id)) continue;
    if (!mayBeForgotten(entry.settledAt, client.latest))
      violation(
        `${client.name}: ${entry.id} was acknowledged, and is neither applied nor in the outbox (${ledger.wasApplied(entry.id) ? 'it was applied once' : 'it never was applied'})`,
      );
  }
  for (const id of server.appliedTwice()) violation(`${id} took effect twice`);
}

function checkJournal({ client, violation }: AtRest, held: readonly HeldChange[]): void {
  const text = readJournalText(readFileSync(join(client.folder, 'journal.log')));
  if (text.damaged.length > 0) violation(`${client.name}: the journal has damaged lines`);
  const entries = foldRecords(text.records);
  const inOutbox = new Map(held.map((change) => [change.id, change]));
  for (const [id, { state, mutation }] of entries) {
    const change = inOutbox.get(id);
    if (state === 'pending' && !change) violation(`${client.name}: the journal has ${id}, the outbox hasn’t`);
    if (state === 'gone' && change)
      violation(`${client.name}: the outbox has ${id}, which the journal says is gone`);
    if (change && !isDeepStrictEqual(mutation, change.mutation))
      violation(`${client.name}: journal and outbox differ about ${id}`);
  }
  for (const id of inOutbox.keys())
    if (!entries.has(id)) violation(`${client.name}: the journal lacks ${id}`);
}

const searchColumns: Record<ListKind, string[]> = {
  partner: ['name', 'email'],
  customer: ['name', 'email', 'reference'],
  site: ['name'],
  probe: ['name', 'serial'],
  project: ['name', 'company', 'email', 'login'],
  visit: ['name'],
};

/** Counts, lists and search of the reader that has lived through everything, against the tables and against a fresh one. */
function checkViews({ client, watch, dice, isLast, violation }: AtRest): void {
  const life = client.process;
  if (!life) return;
  const { reader } = life.reader;
  // One client in three has its lists looked at, all of them at the end: it takes as long as all other checks together.
  if (!dice.chance(1 / 3) && !isLast) return;
  const fresh = createReader({ folder: client.folder });
  try {
    const counts = reader.counts();
    for (const kind of listKinds) {
      const rows = rowsOf(watch, kind);
      if (counts[`${kind}s`] !== rows.length)
        violation(`${client.name} counts ${counts[`${kind}s`]} of ${kind} and has ${rows.length}`);
      const plain = listSpec.parse({ kind });
      const order = rows.toSorted(byName).map(({ id }) => id);
      const shown = reader.listIds(plain, 0, 10_000);
      if (!isDeepStrictEqual(shown, order))
        violation(`${client.name} lists ${kind} in another order than by name`);
      const text = ['Customer 1', 'ö', 'site', '2', 'acme'][dice.below(5)] ?? '';
      const searched = reader.listIds(listSpec.parse({ kind, search: text }), 0, 10_000);
      const hits = rows
        .filter((row) =>
          searchColumns[kind].some((column) => foldText(String(row[column] ?? '')).includes(foldText(text))),
        )
        .map(({ id }) => id);
      const missing = hits.filter((id) => !searched.includes(id));
      if (missing.length > 0) violation(`${client.name} doesn’t find ${kind} ${missing[0]} by “${text}”`);
      const columns = sortColumns[kind];
      const other = listSpec.parse({
        kind,
        search: dice.chance(0.3) ? text : '',
        filters: dice.chance(0.3) ? ['waiting'] : [],
        sort: { column: columns[dice.below(columns.length)] ?? 'name', direction: 'descending' },
      });
      const [mine, theirs] = [reader.listWindow(other, 0, 200), fresh.reader.listWindow(other, 0, 200)];
      if (!isDeepStrictEqual(mine, theirs))
        violation(`${client.name} shows another list than a fresh reader: ${JSON.stringify(other)}`);
      if (!isDeepStrictEqual(reader.search(text, 20), fresh.reader.search(text, 20)))
        violation(`${client.name} finds something else than a fresh reader by “${text}”`);
    }
    if (!isDeepStrictEqual(reader.overview(), fresh.reader.overview()))
      violation(`${client.name} shows another overview than a fresh reader`);
  } finally {
    fresh.close();
  }
}

type AnyRow = { id: string; name: string } & Record<string, unknown>;

function rowsOf(watch: CacheWatch, kind: ListKind): AnyRow[] {
  return watch.shownDocs(kind).map((doc) => JSON.parse(doc) as AnyRow);
}

function byName(one: AnyRow, other: AnyRow): number {
  const order = Buffer.compare(Buffer.from(foldText(one.name)), Buffer.from(foldText(other.name)));
  return order || (one.id < other.id ? -1 : 1);
}
