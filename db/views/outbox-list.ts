import type { OutboxLine, OutboxQuery, OutboxWindow } from '../../common/contract/outbox.ts';
import { outboxStates } from '../../common/contract/views.ts';
import type { FieldConflict } from '../../common/domain/merge.ts';
import type { Mutation } from '../../common/domain/mutations.ts';
import type { OutboxFileEntry } from '../../common/domain/outbox-file.ts';
import { foldText } from '../../common/domain/text.ts';
import type { OutboxState, OutboxTableRow } from '../outbox/outbox.ts';
import type { Connection } from '../store/database.ts';
import type { State } from '../store/state.ts';

/** The outbox as a list: what a query matches, by window, always in the order of sending. */
export interface OutboxList {
  window(query: OutboxQuery, offset: number, limit: number): OutboxWindow;
  /** Ids at the positions `from` up to but not including `to`. */
  ids(query: OutboxQuery, from: number, to: number): string[];
  /** -1 where the query doesn't match it. */
  indexOf(query: OutboxQuery, id: string): number;
  /** One change; undefined where it isn't in the outbox. */
  line(id: string): OutboxLine | undefined;
}

interface Matched {
  revision: number;
  key: string;
  ids: string[];
}

/** Opens the list. What the last query matched is kept until the outbox changes. */
export function openOutboxList(db: Connection, stateNow: () => State): OutboxList {
  const selectAll = db.prepare<[], { id: string; state: OutboxState }>(
    'SELECT id, state FROM outbox ORDER BY position',
  );
  const selectText = db.prepare<
    [],
    { id: string; state: OutboxState; title: string; lastAnswer: string | null }
  >('SELECT id, state, title, lastAnswer FROM outbox ORDER BY position');
  const selectRow = db.prepare<[string], OutboxTableRow>('SELECT * FROM outbox WHERE id = ?');
  const selectAwaited = db.prepare<[string], { id: string; title: string }>(
    `SELECT id, title FROM outbox WHERE state <> 'settling' AND id IN (SELECT value FROM json_each(?)) ORDER BY position`,
  );
  let everything:
    { revision: number; order: Map<string, number>; counts: OutboxWindow['counts'] } | undefined;
  let matched: Matched | undefined;

  function all() {
    const { revision } = stateNow();
    if (everything?.revision === revision) return everything;
    const counts = Object.fromEntries(outboxStates.map((state) => [state, 0])) as OutboxWindow['counts'];
    const order = new Map<string, number>();
    for (const { id, state } of selectAll.all()) {
      order.set(id, order.size + 1);
      counts[state] += 1;
    }
    everything = { revision, order, counts };
    return everything;
  }

  function idsOf({ states = [], search = '' }: OutboxQuery): readonly string[] {
    const { revision } = stateNow();
    const key = JSON.stringify([states, search]);
    if (matched?.revision === revision && matched.key === key) return matched.ids;
    const text = foldText(search.trim());
    const ids = selectText
      .all()
      .filter(({ state }) => states.length === 0 || states.includes(state))
      .filter(
        ({ id, title, lastAnswer }) =>
          text === '' || id.startsWith(text) || foldText(`${title}\n${lastAnswer ?? ''}`).includes(text),
      )
      .map(({ id }) => id);
    matched = { revision, key, ids };
    return ids;
  }

  function line(id: string): OutboxLine | undefined {
    const row = selectRow.get(id);
    return row && lineOf(row);
  }

  function lineOf(row: OutboxTableRow): OutboxLine {
    const { after } = JSON.parse(row.mutation) as Mutation;
    const awaited = after.length === 0 ? [] : selectAwaited.all(JSON.stringify(after));
    return {
      id: row.id,
      order: all().order.get(row.id) ?? 0,
      name: row.name,
      title: row.title,
      state: row.state,
      at: row.at,
      attempts: row.attempts,
      departed: row.departed === 1,
      lastAnswer: row.lastAnswer,
      after: awaited.map((earlier) => earlier.id),
      waitsFor: awaited[0]?.title ?? null,
      conflicts: JSON.parse(row.conflicts) as FieldConflict[],
      entity: row.entityKind && row.entityId ? { kind: row.entityKind, id: row.entityId } : null,
    };
  }

  return {
    window: (query, offset, limit) => {
      const ids = idsOf(query);
      const { order, counts } = all();
      return {
        total: ids.length,
        unfiltered: order.size,
        counts,
        rows: ids
          .slice(offset, offset + limit)
          .map(line)
          .filter((row) => row !== undefined),
        revision: stateNow().revision,
      };
    },
    ids: (query, from, to) => idsOf(query).slice(from, to),
    indexOf: (query, id) => idsOf(query).indexOf(id),
    line,
  };
}

/** Changes to be written to a file, in the order of sending: these, or all; never one that the server has accepted. */
export function outboxEntries(db: Connection, ids: readonly string[] | null): OutboxFileEntry[] {
  const chosen = ids === null ? '' : 'AND id IN (SELECT value FROM json_each(@ids))';
  return db
    .prepare<[{ ids: string }], Pick<OutboxTableRow, 'title' | 'state' | 'lastAnswer' | 'mutation'>>(
      `SELECT title, state, lastAnswer, mutation FROM outbox WHERE state <> 'settling' ${chosen} ORDER BY position`,
    )
    .all({ ids: JSON.stringify(ids) })
    .map((row) => ({ ...row, mutation: JSON.parse(row.mutation) as Mutation }));
}
