import Database from 'better-sqlite3';
import { sqliteDialect } from '../../../partner-api/store/dialects/sqlite.ts';
import {
  entityKinds,
  type EntityKind,
  type EntityRow,
  type EntityRows,
  type Project,
} from '../../../common/domain/entities.ts';
import { isInSight, isOfProject, noScope, scopeKeyOf, sightOf } from '../../../common/domain/visibility.ts';
import {
  canonicalSql,
  chainBeginning,
  chainedHash,
  instanceSql,
} from '../../../partner-api/store/audit-chain.ts';
import { kindNumbers } from '../../../partner-api/store/columns.ts';
import { openProjectKeys, type FileKeys } from '../../../partner-api/store/project-keys.ts';
import { openDoc, openValues } from '../../../partner-api/store/project-seal.ts';

/** One entry of the server's Activity. */
export interface Effect {
  request: string;
  entity: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

/** The server's database as an auditor reads it: beside the program, with statements of its own. */
export class ServerFile {
  readonly #db: Database.Database;
  readonly #keys: FileKeys;
  readonly #effects;
  readonly #row;
  readonly #rows;
  readonly #applied;
  readonly #outcomeAt;
  readonly #twice;
  readonly #last;
  readonly #recycled;
  readonly #logins;
  readonly #password;
  readonly #links;
  /** How far the chain of Activity was found sound. */
  #chain: { entry: number; hash: string };

  constructor(file: string) {
    this.#db = new Database(file, { readonly: true });
    this.#keys = openProjectKeys(file);
    this.#effects = this.#db.prepare<
      [string],
      { request: string; entity: string; before: string; after: string }
    >('SELECT request, entity, before, after FROM activity WHERE mutation = ?');
    this.#row = this.#db.prepare<[string], string>('SELECT doc FROM entity WHERE id = ?').pluck();
    this.#rows = this.#db
      .prepare<[number], string>('SELECT doc FROM entity WHERE kind = ? ORDER BY id')
      .pluck();
    this.#applied = this.#db
      .prepare<[], string>(`SELECT mutation FROM outcome WHERE answer ->> '$.outcome' = 'applied'`)
      .pluck();
    this.#outcomeAt = this.#db.prepare<[string], string>('SELECT at FROM outcome WHERE mutation = ?').pluck();
    this.#last = this.#db.prepare<[], number>('SELECT last FROM sequence').pluck();
    this.#logins = this.#db
      .prepare<[string], string>('SELECT login FROM customer_login WHERE customer = ?')
      .pluck();
    this.#password = this.#db
      .prepare<[string], string>('SELECT hash FROM project_password WHERE project = ?')
      .pluck();
    this.#recycled = this.#db.prepare<[string], string>('SELECT id FROM recycled WHERE deletion = ?').pluck();
    this.#links = this.#db.prepare<[number], { entry: number; canonical: string; hash: string }>(
      `SELECT entry, ${canonicalSql(sqliteDialect)} AS canonical, hash FROM activity WHERE entry > ? ORDER BY entry`,
    );
    this.#chain = {
      entry: 0,
      hash: chainBeginning(this.#db.prepare<[], string>(instanceSql).pluck().get() ?? ''),
    };
    this.#twice = this.#db
      .prepare<[], string>(
        'SELECT mutation FROM activity GROUP BY mutation HAVING count(DISTINCT request) > 1',
      )
      .pluck();
  }

  effectsOf(mutation: string): Effect[] {
    return this.#effects.all(mutation).map(({ request, entity, before, after }) => ({
      request,
      entity,
      before: this.#values(entity, before),
      after: this.#values(entity, after),
    }));
  }

  row(id: string): EntityRow | undefined {
    const doc = this.#row.get(id);
    return doc === undefined ? undefined : (JSON.parse(openDoc(this.#keys, id, doc)) as EntityRow);
  }

  /** Whether somebody who sees what is below a brand (null: everything) can work in a project. */
  isOpenTo(brandId: string | null, project: string): boolean {
    const row = this.seenBy(brandId, project)
      .get('project')
      ?.map((doc) => JSON.parse(doc) as Project)[0];
    return row !== undefined && row.status === 'active';
  }

  /**
   * Documents by kind of all that an account sees: those below its brand, or everything without one.
   * @param project in whose context nothing but itself and its licenses is seen
   */
  seenBy(brandId: string | null, project: string | null = null): Map<EntityKind, string[]> {
    const seen = this.#seenBelow(brandId);
    if (project === null) return seen;
    for (const [kind, docs] of seen)
      seen.set(
        kind,
        docs.filter((doc) => isOfProject(kind, JSON.parse(doc) as EntityRow, project)),
      );
    return seen;
  }

  #seenBelow(brandId: string | null): Map<EntityKind, string[]> {
    const all = new Map(entityKinds.map((kind) => [kind, this.docs(kind)]));
    const brands = (all.get('brand') ?? []).map((doc) => JSON.parse(doc) as EntityRows['brand']);
    const sight = sightOf(brandId, brands);
    if (sight === null) return all;
    const keys = new Map<string, string>();
    for (const kind of entityKinds) {
      const seen = (all.get(kind) ?? []).filter((doc) => {
        const row = JSON.parse(doc) as EntityRow & {
          customerId?: string | null;
          siteId?: string | null;
          projectId?: string | null;
        };
        const parent =
          kind === 'site' || kind === 'project'
            ? row.customerId
            : kind === 'license'
              ? row.projectId
              : row.siteId;
        const key = scopeKeyOf(kind, row as never, keys.get(parent ?? '') ?? noScope);
        keys.set(row.id, key);
        return isInSight(sight, key);
      });
      all.set(kind, seen);
    }
    return all;
  }

  /** Documents of a kind, in id order, as whoever reads them gets them. */
  docs(kind: EntityKind): string[] {
    const docs = this.#rows.all(kindNumbers[kind]);
    return kind === 'project'
      ? docs.map((doc) => openDoc(this.#keys, (JSON.parse(doc) as EntityRow).id, doc))
      : docs;
  }

  #values(entity: string, text: string): Record<string, unknown> | null {
    return openValues(this.#keys, entity, JSON.parse(text) as Record<string, unknown> | null);
  }

  /** The last sequence. */
  last(): number {
    return this.#last.get() ?? 0;
  }

  /** Ids of the mutations that were applied. */
  applied(): string[] {
    return this.#applied.all();
  }

  /** When a mutation was decided, as ISO time; undefined where it wasn't, or isn't known any more. */
  outcomeAt(mutation: string): string | undefined {
    return this.#outcomeAt.get(mutation);
  }

  /** Ids of mutations that took effect in more than one request. */
  appliedTwice(): string[] {
    return this.#twice.all();
  }

  /** Ids of all that went by a deletion. */
  tookAlong(deletion: string): string[] {
    return this.#recycled.all(deletion);
  }

  /** The addresses that a customer's people sign in with. */
  loginsOf(customer: string): string[] {
    return this.#logins.all(customer);
  }

  /** The hash of a project's password; undefined where it has none. */
  passwordOf(project: string): string | undefined {
    return this.#password.get(project);
  }

  /** What is wrong with the file, by SQLite and by the chain of Activity since it was last looked at; empty when it's whole. */
  faults(): string[] {
    for (const { entry, canonical, hash } of this.#links.all(this.#chain.entry)) {
      const follows = chainedHash(this.#chain.hash, canonical) === hash && entry === this.#chain.entry + 1;
      if (!follows) return [`Activity is broken at entry ${entry}`];
      this.#chain = { entry, hash };
    }
    return faultsIn(this.#db);
  }

  close(): void {
    this.#keys.close();
    this.#db.close();
  }
}

/** What SQLite finds wrong with a database; empty when it's whole. */
export function faultsIn(db: Database.Database): string[] {
  const whole = db.pragma('integrity_check', { simple: true });
  const keys = db.pragma('foreign_key_check') as unknown[];
  return [
    ...(whole === 'ok' ? [] : [`integrity: ${String(whole)}`]),
    ...keys.map((fault) => `foreign key: ${JSON.stringify(fault)}`),
  ];
}
