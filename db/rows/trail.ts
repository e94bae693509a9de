import { entityKinds, type EntityKind } from '../../common/domain/entities.ts';
import { type Connection, prepared, preparedRaw } from '../store/database.ts';

/**
 * Notes which rows every transaction changes, for readers that keep orders and texts in memory: they read those rows again and
 * no others. Statements of any origin are noted, as triggers tell of them.
 */
export interface Trail {
  /** Forgets what was noted and not written, by a transaction that was taken back. */
  begin(): void;
  /** Rows are noted from here on; before, a bulk load is told of by kind alone. */
  listen(): void;
  /** Notes rows of a kind that {@link silently} changes, and ids of what they belong to. */
  note(kind: EntityKind, rows: Iterable<readonly [rid: number, above: string | null]>): void;
  /** Runs statements without noting rows one by one: for thousands at a time, that's most of what they cost. */
  silently(work: () => void): void;
  /** Writes what was noted. Without notes, any row of `kinds` may have changed. Call it at the end of the transaction. */
  write(kinds: readonly EntityKind[]): void;
}

/** How long the trail gets. */
export interface TrailLimits {
  /** Row ids that one entry names at most; beyond, everything is read again. */
  inEntry: number;
  /** Row ids, and entries, that it keeps; a reader that's further behind reads everything again. */
  kept: number;
  entries: number;
}

const usualLimits: TrailLimits = { inEntry: 50_000, kept: 100_000, entries: 5000 };

/** What each kind belongs to, and the columns that what is above shows or counts. */
const above: Partial<Record<EntityKind, { parent: EntityKind; column: string; counted: readonly string[] }>> =
  {
    customer: { parent: 'partner', column: 'partnerId', counted: ['partnerId', 'fullGrants'] },
    site: { parent: 'customer', column: 'customerId', counted: ['customerId'] },
    probe: { parent: 'site', column: 'siteId', counted: ['siteId', 'status'] },
    license: { parent: 'project', column: 'projectId', counted: ['projectId', 'quantity'] },
    visit: { parent: 'site', column: 'siteId', counted: ['siteId', 'status'] },
  };

/** Prepares the trail of a cache file. */
export function openTrail(db: Connection, limits: TrailLimits = usualLimits): Trail {
  const noted = new Map<EntityKind, Set<number>>();
  /** Ids of what something changed beneath, by kind. */
  const parents = new Map<EntityKind, Set<string>>();
  const insert = db.prepare('INSERT INTO trail (number, kind, below, rids) VALUES (?, ?, ?, ?)');
  const forget = db.prepare('DELETE FROM trail WHERE kind = ? AND below = ?');
  const lengths = db.prepare<[], [number, number]>(
    'SELECT number, coalesce(length(rids), 0) / 4 FROM trail ORDER BY number',
  );
  const known = lengths.raw().all();
  let last = known.at(-1)?.[0] ?? 0;
  let kept = known.reduce((sum, [, rids]) => sum + rids, 0);
  let entries = known.length;
  let isListening = false;

  const note = (kind: EntityKind, rid: number) => {
    const rids = noted.get(kind);
    if (rids) rids.add(rid);
    else noted.set(kind, new Set([rid]));
  };
  const noteBelow = (kind: EntityKind, id: string) => {
    const ids = parents.get(kind);
    if (ids) ids.add(id);
    else parents.set(kind, new Set([id]));
  };

  const put = (kind: EntityKind, below: 0 | 1, rids: ReadonlySet<number> | null) => {
    const isWhole = rids === null || rids.size > limits.inEntry;
    if (isWhole) forget.run(kind, below);
    last += 1;
    entries += 1;
    kept += isWhole ? 0 : rids.size;
    insert.run(last, kind, below, isWhole ? null : Buffer.from(Uint32Array.from(rids).buffer));
  };

  /** Cuts the trail where it's long: one entry a kind says that anything may have changed before. */
  const cut = () => {
    if (kept <= limits.kept && entries <= limits.entries) return;
    db.exec('DELETE FROM trail');
    kept = 0;
    entries = 0;
    for (const kind of entityKinds) for (const below of [0, 1] as const) put(kind, below, null);
  };

  function writeBelow(): void {
    // From the bottom up: what changed beneath a site changed beneath its customer and its partner too.
    for (const kind of ['project', 'site', 'customer', 'partner'] as const) {
      const ids = parents.get(kind);
      if (!ids) continue;
      const column = above[kind]?.column ?? 'NULL';
      const rows = preparedRaw<[string], [number, string | null]>(
        db,
        `SELECT rid, ${column} FROM ${kind} WHERE id IN (SELECT value FROM json_each(?))`,
      ).all(JSON.stringify([...ids]));
      const next = above[kind]?.parent;
      for (const [, parent] of rows) if (next && parent !== null) noteBelow(next, parent);
      if (rows.length > 0) put(kind, 1, new Set(rows.map(([rid]) => rid)));
    }
  }

  return {
    begin: () => {
      noted.clear();
      parents.clear();
    },
    listen: () => {
      if (isListening) return;
      isListening = true;
      db.exec('CREATE TEMP TABLE silent (one INTEGER)');
      db.function('note_row', { deterministic: false }, (kind: unknown, rid: unknown) => {
        note(kind as EntityKind, rid as number);
        return null;
      });
      db.function('note_below', { deterministic: false }, (kind: unknown, id: unknown) => {
        if (typeof id === 'string') noteBelow(kind as EntityKind, id);
        return null;
      });
      // In one transaction: each by itself is committed by itself, and there are fifty of them.
      db.transaction(() => db.exec(entityKinds.map(triggersOf).join('\n')))();
    },
    note: (kind, rows) => {
      const parent = above[kind]?.parent;
      for (const [rid, id] of rows) {
        note(kind, rid);
        if (parent && id !== null) noteBelow(parent, id);
      }
    },
    silently: (work) => {
      if (!isListening) {
        work();
        return;
      }
      prepared(db, 'INSERT INTO temp.silent (one) VALUES (1)').run();
      try {
        work();
      } finally {
        prepared(db, 'DELETE FROM temp.silent').run();
      }
    },
    write: (kinds) => {
      if (!isListening) {
        for (const kind of kinds) put(kind, 0, null);
        if (kinds.length > 0) for (const kind of entityKinds) put(kind, 1, null);
        return;
      }
      for (const [kind, rids] of noted) put(kind, 0, rids);
      writeBelow();
      cut();
    },
  };
}

function triggersOf(kind: EntityKind): string {
  const up = above[kind];
  const below = (row: 'old' | 'new') => (up ? `SELECT note_below('${up.parent}', ${row}.${up.column});` : '');
  const trigger = (name: string, event: string, body: string, when = '1') =>
    `CREATE TEMP TRIGGER trail_${kind}_${name} AFTER ${event}
       WHEN (${when}) AND NOT EXISTS (SELECT 1 FROM temp.silent) BEGIN ${body} END;`;
  const counted = up?.counted.map((column) => `old.${column} IS NOT new.${column}`).join(' OR ') ?? '0';
  return [
    trigger('insert', `INSERT ON main.${kind}`, `SELECT note_row('${kind}', new.rid); ${below('new')}`),
    trigger('delete', `DELETE ON main.${kind}`, `SELECT note_row('${kind}', old.rid); ${below('old')}`),
    trigger('update', `UPDATE ON main.${kind}`, `SELECT note_row('${kind}', new.rid);`),
    up
      ? trigger(
          'counted',
          `UPDATE OF ${up.counted.join(', ')} ON main.${kind}`,
          `${below('old')} ${below('new')}`,
          counted,
        )
      : '',
  ].join('\n');
}
