import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { entityKinds, fullGrants, type EntityKind, type EntityRow } from '../../../common/domain/entities.ts';
import { scopeKeyOf, scopeParents, isInSight, type Sight } from '../../../common/domain/visibility.ts';
import { customerFields, partnerFields, siteFields } from '../../../common/domain/entities.ts';
import type { Mutation } from '../../../common/domain/mutations.ts';
import type { MutationOutcome } from '../../../common/partner-api/sync-door.ts';
import { openCommands } from '../../../partner-api/commands/mutate.ts';
import { createDatabase } from '../../../partner-api/store/create-database.ts';
import type { SeedRow } from '../../../partner-api/store/seed-rows.ts';
import { openSqliteStore } from '../../../partner-api/store/sqlite-store.ts';
import type { Store, WalkPosition } from '../../../partner-api/store/store.ts';

/** An id by kind and number, the same in every run. */
export function idOf(kind: number, number: number): string {
  return `0190a1b2-00${kind}0-7000-8000-${String(number).padStart(12, '0')}`;
}

const at = '2026-03-02T08:00:00.000Z';
const born = (id: string) => ({ id, createdAt: at, updatedAt: at });
const brandTree = [null, 0, 1, 0, 0];
export const brandIds = brandTree.map((_parent, number) => idOf(1, number));
export const customerIds = [0, 1, 2, 3, 4, 5].map((number) => idOf(3, number));
export const partnerIds = [0, 1].map((number) => idOf(2, number));
export const probeIds = [0, 1, 2, 3, 4, 5, 6, 7].map((number) => idOf(5, number));

function* seedRows(): Generator<SeedRow> {
  for (const [number, parent] of brandTree.entries()) {
    const looks = { primaryColor: '', accentColor: '', logo: '', serviceDomain: '', replyTo: '' };
    const parentId = parent === null ? null : (brandIds[parent] ?? null);
    yield { kind: 'brand', row: { ...born(idOf(1, number)), parentId, name: `Brand ${number}`, ...looks } };
  }
  for (const [number, id] of partnerIds.entries()) {
    const fields = partnerFields.parse({
      name: `Partner ${number}`,
      email: 'p@x.example',
      brandId: brandIds[number + 1],
    });
    yield { kind: 'partner', row: { ...born(id), ...fields } };
  }
  for (const [number, id] of customerIds.entries()) {
    const fields = customerFields.parse({
      name: `Customer ${number}`,
      email: 'c@x.example',
      partnerId: null,
      brandId: brandIds[number % brandIds.length],
    });
    const made = { customerId: `C-${number}`, origin: 'wizard' as const, grants: [...fullGrants] };
    yield { kind: 'customer', row: { ...born(id), ...fields, ...made } };
  }
  for (const number of customerIds.keys()) {
    const fields = siteFields.parse({ name: `Site ${number}`, customerId: customerIds[number] });
    yield { kind: 'site', row: { ...born(idOf(4, number)), ...fields } };
  }
  for (const [number, id] of probeIds.entries()) {
    const siteId = number < customerIds.length ? idOf(4, number) : null;
    const report = { softwareVersion: '', status: 'online' as const, lastReportAt: null };
    yield {
      kind: 'probe',
      row: { ...born(id), siteId, serial: `S${number}`, name: `Probe ${number}`, ...report },
    };
  }
}

/** A small store of a partner API with a tree of brands, and its command layer as an account that sees everything uses it. */
export class ScopeWorld {
  readonly folder = mkdtempSync(join(tmpdir(), 'switchyard-scope-'));
  readonly store: Store;
  readonly #commands;
  #mutations = 0;
  deletions: { deletion: string; id: string }[] = [];

  constructor() {
    const file = join(this.folder, 'partner-api.db');
    createDatabase({ file, epoch: 'epoch', name: 'Scope', rows: seedRows() });
    this.store = openSqliteStore(file);
    const surroundings = { now: () => Date.parse(at), randomBytes: (size: number) => new Uint8Array(size) };
    this.#commands = openCommands(this.store, surroundings, (error) => {
      throw error;
    });
  }

  async close(): Promise<void> {
    await this.store.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async do(name: Mutation['name'], args: object, brandId: string | null = null): Promise<MutationOutcome> {
    const id = idOf(9, this.#mutations++);
    const scope = brandId === null ? null : { brandId, name: 'Its brand' };
    const account = { id: 'a', login: 'admin', name: 'Ingrid', role: 'admin' as const, scope };
    const mutation = { id, context: 'partner-account', before: {}, touches: [], after: [], at, name, args };
    const outcome = await this.#commands.mutate(mutation as unknown as Mutation, {
      actor: { account, requestId: 'r' },
      expectedVersion: 'any',
    });
    if (outcome.outcome === 'applied' && name === 'customer.delete')
      for (const gone of (args as { ids: string[] }).ids) this.deletions.push({ deletion: id, id: gone });
    return outcome;
  }

  /** Puts a probe at a site, or into the inventory, and tells nobody. */
  async place(probeId: string, siteId: string | null): Promise<void> {
    await this.store.transaction(async (tx) => {
      const probe = await tx.row('probe', probeId);
      if (probe && (siteId === null || (await tx.row('site', siteId))))
        await tx.put('probe', { ...probe, siteId });
    });
  }

  /** Every row as JSON that a sight sees, by the rule alone: keys are worked out anew from the rows. */
  async rowsInSight(sight: Sight): Promise<Map<string, string>> {
    const keys = new Map<string, string>();
    const seen = new Map<string, string>();
    for (const kind of entityKinds) {
      const { items } = await this.store.read.list(kind, { sight: null, after: null, limit: 10_000 });
      for (const json of items) {
        const row = JSON.parse(json) as EntityRow;
        const key = scopeKeyOf(kind, row as never, keys.get(parentOf(kind, row)) ?? '');
        keys.set(`${kind} ${row.id}`, key);
        if (isInSight(sight, key)) seen.set(`${kind} ${row.id}`, json);
      }
    }
    return seen;
  }
}

function parentOf(kind: EntityKind, row: EntityRow): string {
  const above = scopeParents[kind];
  const id = 'customerId' in row && kind === 'site' ? row.customerId : 'siteId' in row ? row.siteId : null;
  return `${above} ${id}`;
}

/** As much of a client as it takes to follow the sync door: a walk of the snapshot, then changes, page by page. */
export class Follower {
  readonly rows = new Map<string, string>();
  readonly sight: Sight;
  readonly #store: Store;
  #walk: WalkPosition | null | 'ended' = null;
  #cursor: number | null = null;

  constructor(store: Store, sight: Sight) {
    this.#store = store;
    this.sight = sight;
  }

  /** Takes one page. Gives whether there's nothing more. */
  async step(limit: number): Promise<boolean> {
    const { read } = this.#store;
    this.#cursor ??= (await read.position(this.sight)).seq;
    if (this.#walk !== 'ended') {
      const { sections, next } = await read.snapshotPage(this.sight, this.#walk, limit);
      for (const { kind, rows } of sections)
        for (const row of JSON.parse(`[${Buffer.from(rows).toString()}]`) as EntityRow[])
          this.rows.set(`${kind} ${row.id}`, JSON.stringify(row));
      this.#walk = next ?? 'ended';
      return false;
    }
    const { changes, end, more } = await read.changes(this.sight, this.#cursor, limit);
    for (const { kind, id, now } of changes)
      if (typeof now === 'object') this.rows.set(`${kind} ${id}`, now.json);
      else this.rows.delete(`${kind} ${id}`);
    this.#cursor = end;
    return !more;
  }

  async catchUp(limit: number): Promise<void> {
    while (!(await this.step(limit)));
  }
}
