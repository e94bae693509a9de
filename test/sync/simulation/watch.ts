import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { fieldAt, sameValue } from '../../../common/domain/fields.ts';
import { entityKinds, isEntityKind, type EntityKind } from '../../../common/domain/entities.ts';
import { isPlacement, placements, placeOf, type Mutation } from '../../../common/domain/mutations.ts';
import type { MutationOutcome } from '../../../common/partner-api/sync-door.ts';
import { activeStates } from '../../../db/outbox/outbox.ts';
import type { WriterCall } from './client.ts';
import { expect, namesOf, type Expected } from './expected.ts';

/** One entry of a client's outbox as its file has it. */
export interface HeldChange {
  id: string;
  state: string;
  lastAnswer: string | null;
  /** 1 once it may have been sent: then it stays as it is. */
  departed: number;
  mutation: Mutation;
}

interface Walk {
  epoch: string;
  ids: Set<string>;
  ended: boolean;
}

interface Page {
  epoch: string;
  start?: string;
  sections?: { kind: string; rows: { id: string }[] }[];
  next?: string | null;
  changes?: { op: string; kind: string; id?: string; row?: { id: string } }[];
}

const baseIds = entityKinds
  .map((kind) => `SELECT id FROM ${kind} WHERE id NOT IN (SELECT id FROM shadow)`)
  .concat('SELECT id FROM shadow WHERE doc IS NOT NULL')
  .join(' UNION ALL ');

/** Calls that change neither rows nor what is in the outbox. */
const readOnly: ReadonlySet<string> = new Set([
  'status',
  'saveDraft',
  'discardDraft',
  'discardImpact',
  'importFates',
  'nextBatch',
  'unsend',
]);

/** Calls that take changes out of the line. */
const withdraws: ReadonlySet<string> = new Set(['discardAll', 'takeBack']);

/** Calls that take rows of the server's in, or away. What another one took away shows at the next of these. */
const ofServer: ReadonlySet<string> = new Set([
  'applyChanges',
  'applySnapshotPage',
  'beginSnapshot',
  'startOver',
]);

/**
 * A client's cache as an auditor reads it, beside the program: after every write no row of the server's may be gone without a
 * reason, and what the operator did must be on the rows.
 */
export class CacheWatch {
  readonly #folder: () => string;
  readonly #violation: (what: string) => void;
  #open: { file: string; db: Database.Database; statements: Statements } | null = null;
  #base = new Set<string>();
  #generation = '';
  /** What was in line before changes were withdrawn. */
  #line: HeldChange[] = [];
  /** What the outbox held after the last call. */
  #held = new Set<string>();
  readonly #parsed = new Map<string, Mutation>();
  /** What the pages of the walk under way held; undefined while that isn't known. */
  #walk: Walk | undefined;

  constructor(folder: () => string, violation: (what: string) => void) {
    this.#folder = folder;
    this.#violation = violation;
  }

  get db(): Database.Database {
    return this.#current().db;
  }

  /** The app was started, perhaps from older files. */
  started(kept: boolean): void {
    this.close();
    this.#look();
    if (!kept) this.#walk = undefined;
    this.#base = this.#baseNow();
    this.#generation = this.#current().file;
    this.#checkOwnChanges('the start');
    this.#held = this.heldIds();
  }

  close(): void {
    this.#open?.db.close();
    this.#open = null;
  }

  held(): HeldChange[] {
    return this.#current()
      .statements.outbox.all()
      .map((row) => ({ ...row, mutation: this.#mutationOf(row.mutation) }));
  }

  /** A text is parsed once: most of what the outbox holds is as it was at the call before. */
  #mutationOf(text: string): Mutation {
    const known = this.#parsed.get(text);
    if (known) return known;
    const mutation = JSON.parse(text) as Mutation;
    this.#parsed.set(text, mutation);
    return mutation;
  }

  heldIds(): Set<string> {
    return new Set(this.#current().statements.ids.all());
  }

  /** The server's documents of a kind as they're known here, in id order. */
  baseDocs(kind: EntityKind): string[] {
    return this.#current().statements.docs(kind).all(kind);
  }

  /** A kind's documents as the operator sees them, in id order. */
  shownDocs(kind: EntityKind): string[] {
    return this.#current().statements.shown(kind).all();
  }

  /** A call is about to begin. */
  calling({ method }: WriterCall): void {
    if (withdraws.has(method)) this.#line = this.held();
  }

  called({ method, args }: WriterCall): void {
    if (readOnly.has(method)) return;
    // Only a page of changes can make another generation the visible one.
    if (method === 'applyChanges') this.#look();
    if (method === 'settle')
      this.#checkSettled(args[0] as MutationOutcome[], args[1] as string | null | undefined);
    if (withdraws.has(method)) this.#checkFollowers(method);
    if (ofServer.has(method)) this.#checkNothingVanished(method, this.#deletedBy(method, args));
    this.#checkOwnChanges(method);
    this.#checkShadows(method);
    this.#held = this.heldIds();
  }

  /** What is shown otherwise than the server has it is so by a change that is in line. */
  #checkShadows(method: string): void {
    const orphan = this.#current().statements.orphan.get();
    if (orphan)
      this.#violation(
        `after ${method} ${orphan.kind} ${orphan.id} is shown otherwise, and no change concerns it`,
      );
  }

  /** What was applied stays on the rows until its echo has come; the answers of another history settle nothing. */
  #checkSettled(outcomes: readonly MutationOutcome[], answeredBy: string | null | undefined): void {
    const { statements } = this.#current();
    const state = statements.state.get();
    if (!state) return;
    const { seq, complete, epoch, abandoned } = state;
    if (answeredBy && epoch !== null && !abandoned && epoch !== answeredBy)
      this.#violation(`what ${answeredBy} answered is taken for an answer of ${epoch}`);
    const now = this.heldIds();
    for (const { id, ...outcome } of outcomes)
      if (
        outcome.outcome === 'applied' &&
        this.#held.has(id) &&
        !now.has(id) &&
        !(complete && outcome.seq <= seq)
      )
        this.#violation(`settle took ${id} off the rows at ${seq}, before its echo of ${outcome.seq}`);
  }

  /** What was made on top of a change that is gone is on top of what was there before it. */
  #checkFollowers(method: string): void {
    const now = new Map(this.held().map((change) => [change.id, change]));
    const [gone, ...others] = this.#line.filter(({ id }) => !now.has(id));
    if (!gone || others.length > 0 || !('changes' in gone.mutation.args)) return;
    const { id, changes } = gone.mutation.args;
    const later = this.#line.slice(this.#line.indexOf(gone) + 1);
    for (const [path, set] of Object.entries(changes)) {
      const next = later.find(
        ({ mutation }) => 'changes' in mutation.args && mutation.args.id === id && path in mutation.before,
      );
      if (!next || next.departed === 1 || !sameValue(next.mutation.before[path], set)) continue;
      const under = gone.mutation.before[path];
      const told = now.get(next.id)?.mutation.before[path];
      if (under !== undefined && !sameValue(told, under))
        this.#violation(`after ${method} ${next.id} is still on top of ${path} of ${gone.id}, which is gone`);
    }
  }

  #deletedBy(method: string, args: unknown[]): Set<string> {
    const gone = new Set<string>();
    if (method !== 'applySnapshotPage' && method !== 'applyChanges') return gone;
    const page = JSON.parse(Buffer.from(args[0] as Uint8Array).toString()) as Page;
    if (page.sections) this.#walked(page);
    for (const change of page.changes ?? []) {
      const id = change.id ?? change.row?.id ?? '';
      if (change.op === 'upsert') {
        if (isEntityKind(change.kind)) this.#walk?.ids.add(id);
        gone.delete(id);
      } else {
        this.#walk?.ids.delete(id);
        gone.add(id);
      }
    }
    return gone;
  }

  #walked(page: Page): void {
    if (page.start !== undefined) this.#walk = { epoch: page.epoch, ids: new Set(), ended: false };
    const walk = this.#walk;
    if (!walk) return;
    if (walk.epoch !== page.epoch) return void (this.#walk = undefined);
    for (const { kind, rows } of page.sections ?? [])
      if (isEntityKind(kind)) for (const { id } of rows) walk.ids.add(id);
    if (page.next === null) walk.ended = true;
  }

  #checkNothingVanished(method: string, gone: ReadonlySet<string>): void {
    const before = this.#base;
    const now = this.#baseNow();
    const generation = this.#current().file;
    const replaced = generation !== this.#generation;
    this.#base = now;
    this.#generation = generation;
    for (const id of before) {
      if (now.has(id) || gone.has(id)) continue;
      const walked = replaced && (this.#walk === undefined || (this.#walk.ended && !this.#walk.ids.has(id)));
      if (!walked) this.#violation(`${method} took ${id} away, without a tombstone or a whole walk`);
    }
  }

  /** What the operator did and what isn't stuck is on the rows, whatever came from the server since. */
  #checkOwnChanges(method: string): void {
    const held = this.held().filter(({ state }) => (activeStates as readonly string[]).includes(state));
    if (held.length === 0) return;
    const expected = new Map<string, Expected>();
    for (const { mutation } of held) {
      expect(expected, mutation);
      if (!isPlacement(mutation)) continue;
      const to = placeOf(mutation);
      const isHere = mutation.args.ids.every((id) => this.#base.has(id));
      if (isHere && (to === null || !this.#isBackAfter(held, mutation, to))) continue;
      // A move of several has no effect while one of them is out of sight, and one to what a restore later in line brings back has none.
      for (const id of mutation.args.ids) delete expected.get(id)?.fields[placements[mutation.name]];
    }
    for (const [id, { kind, fields, gone, isUnsure }] of expected) {
      if (isUnsure) continue;
      const doc = this.#current().statements.row(kind).get(id);
      if (gone !== null) {
        if (doc !== undefined)
          this.#violation(
            `after ${method} ${kind} ${id} is shown, though it's being deleted here; in line: ${inLine(held)}`,
          );
        continue;
      }
      // What the account doesn't see any more can be here by a restore alone; changes to it wait without effect.
      if (!this.#base.has(id) && this.#current().statements.unseen.get(id) !== undefined) continue;
      if (doc === undefined) {
        // Its customer may take a site along, its site a visit.
        if (
          kind !== 'site' &&
          kind !== 'visit' &&
          this.#base.has(id) &&
          Object.keys(fields).length > 0 &&
          this.#makesSense(fields)
        )
          this.#violation(`after ${method} ${kind} ${id}, which is changed here, isn't shown`);
        continue;
      }
      const row = JSON.parse(doc) as object;
      for (const [path, mine] of Object.entries(fields))
        // Lists are merged entry by entry with what others made of them.
        if (
          !Array.isArray(mine) &&
          !sameValue(fieldAt(row, path) ?? null, mine ?? null) &&
          this.#makesSense(fields)
        )
          this.#violation(
            `after ${method} ${path} of ${kind} ${id} shows ${JSON.stringify(fieldAt(row, path))}, though ${JSON.stringify(mine)} was set here; in line: ${inLine(held.filter(({ mutation }) => namesOf(mutation).includes(id)))}`,
          );
    }
  }

  /** Whether something that a mutation needs is brought back by a restore that stands behind it in line. */
  #isBackAfter(held: readonly HeldChange[], mutation: Mutation, needed: string): boolean {
    const { concerned } = this.#current().statements;
    const behind = held.slice(held.findIndex(({ id }) => id === mutation.id) + 1);
    return behind.some(
      (later) => later.mutation.name.endsWith('.restore') && concerned.all(later.id).includes(needed),
    );
  }

  /**
   * Whether where something goes is there: a move to a partner that somebody deleted has no effect here, and one to a partner
   * that is only made here may stand before that in line.
   */
  #makesSense({ partnerId, siteId, brandId }: Record<string, unknown>): boolean {
    const { row } = this.#current().statements;
    const isThere = (kind: EntityKind, id: unknown) =>
      typeof id !== 'string' || (this.#base.has(id) && row(kind).get(id) !== undefined);
    return isThere('partner', partnerId) && isThere('site', siteId) && isThere('brand', brandId);
  }

  #baseNow(): Set<string> {
    return new Set(this.#current().statements.base.all());
  }

  #current() {
    if (!this.#open) this.#look();
    if (!this.#open) throw new Error('The cache isn’t there');
    return this.#open;
  }

  /** Opens what the folder says is current. */
  #look(): void {
    const mark = JSON.parse(readFileSync(join(this.#folder(), 'current.json'), 'utf8')) as {
      generation: number;
    };
    const file = join(this.#folder(), `cache-${mark.generation}.db`);
    if (this.#open?.file === file) return;
    this.#open?.db.close();
    const db = new Database(file, { readonly: true, fileMustExist: true });
    this.#open = { file, db, statements: prepare(db) };
  }
}

/** States in which a change needs the operator. */
export const stuckStates: readonly string[] = ['conflict', 'rejected', 'parked'];

/** Ids of changes that are stuck, or wait for one that is, directly or through others. */
export function heldUp(held: readonly HeldChange[]): Set<string> {
  const up = new Set(held.filter(({ state }) => stuckStates.includes(state)).map(({ id }) => id));
  for (let before = -1; before !== up.size;) {
    before = up.size;
    for (const { id, state, mutation } of held)
      if (state === 'waiting' && mutation.after.some((earlier) => up.has(earlier))) up.add(id);
  }
  return up;
}

/** An outbox as a line of text. */
export function inLine(held: readonly HeldChange[]): string {
  return held.map(({ id, state, mutation }) => `${mutation.name} ${id} ${state}`).join(', ');
}

type Statements = ReturnType<typeof prepare>;

function prepare(db: Database.Database) {
  // Each when it's first asked for: a cache is opened more often than all its kinds are looked at.
  const perKind = <T extends object>(make: (kind: EntityKind) => T) => {
    const made: Partial<Record<EntityKind, T>> = {};
    return (kind: EntityKind): T => (made[kind] ??= make(kind));
  };
  return {
    base: db.prepare<[], string>(baseIds).pluck(),
    outbox: db.prepare<
      [],
      { id: string; state: string; lastAnswer: string | null; departed: number; mutation: string }
    >('SELECT id, state, lastAnswer, departed, mutation FROM outbox ORDER BY position'),
    ids: db.prepare<[], string>('SELECT id FROM outbox').pluck(),
    orphan: db.prepare<[], { kind: string; id: string }>(
      'SELECT kind, id FROM shadow WHERE id NOT IN (SELECT entityId FROM touched WHERE role > 0) LIMIT 1',
    ),
    concerned: db
      .prepare<[string], string>(
        'SELECT touched.entityId FROM touched JOIN outbox USING (position) WHERE outbox.id = ? AND role > 0',
      )
      .pluck(),
    unseen: db.prepare<[string], string>('SELECT id FROM unseen WHERE id = ?').pluck(),
    state: db.prepare<[], { seq: number; complete: number; epoch: string | null; abandoned: number }>(
      'SELECT seq, complete, epoch, abandoned FROM state',
    ),
    row: perKind((kind) => db.prepare<[string], string>(`SELECT doc FROM ${kind} WHERE id = ?`).pluck()),
    shown: perKind((kind) => db.prepare<[], string>(`SELECT doc FROM ${kind} ORDER BY id`).pluck()),
    docs: perKind((kind) =>
      db
        .prepare<[string], string>(
          `SELECT doc FROM (SELECT id, doc FROM ${kind} WHERE id NOT IN (SELECT id FROM shadow)
           UNION ALL SELECT id, doc FROM shadow WHERE kind = ? AND doc IS NOT NULL) ORDER BY id`,
        )
        .pluck(),
    ),
  };
}
