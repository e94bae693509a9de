import {
  customerFields,
  entityKinds,
  fullGrants,
  partnerFields,
  siteFields,
  type Customer,
  type EntityKind,
  type EntityRow,
  type Partner,
  type Probe,
  type Site,
} from '../../../common/domain/entities.ts';
import { fieldAt, withFields } from '../../../common/domain/fields.ts';
import { mergeFields } from '../../../common/domain/merge.ts';
import { isPlacement, placements, placeOf, type Mutation } from '../../../common/domain/mutations.ts';
import type { MutationOutcome } from '../../../common/partner-api/sync-door.ts';

type Change = { seq: number; kind: EntityKind; id: string; row: EntityRow | null };
type Refusal = { because: string } | { rejected: string };

/**
 * A partner API in a hundred lines: rows in a map, a log of changes, and the rules of the mutations as architecture.md and
 * common/domain/mutations.ts state them. What the cache holds in the end is measured against it.
 */
export class ModelServer {
  readonly rows = new Map<string, { kind: EntityKind; row: EntityRow }>();
  readonly log: Change[] = [];
  epoch = 'epoch-1';
  seq = 0;
  private readonly applied = new Map<string, MutationOutcome>();
  private readonly bin = new Map<string, { kind: EntityKind; row: EntityRow }[]>();

  put(kind: EntityKind, row: EntityRow): void {
    const version = ++this.seq;
    const next = { ...row, version };
    this.rows.set(row.id, { kind, row: next });
    this.log.push({ seq: version, kind, id: row.id, row: next });
  }

  remove(kind: EntityKind, id: string): void {
    this.rows.delete(id);
    this.log.push({ seq: ++this.seq, kind, id, row: null });
  }

  of<T extends EntityRow>(kind: EntityKind): T[] {
    return [...this.rows.values()].filter((entry) => entry.kind === kind).map((entry) => entry.row as T);
  }

  /** Removes a customer, its sites, and frees their probes. */
  removeCustomer(id: string): { kind: EntityKind; row: EntityRow }[] {
    const removed: { kind: EntityKind; row: EntityRow }[] = [];
    const take = (kind: EntityKind, row: EntityRow) => removed.push({ kind, row });
    for (const site of this.of<Site>('site').filter((row) => row.customerId === id))
      removed.push(...this.removeSite(site.id));
    const customer = this.rows.get(id);
    if (customer) {
      take('customer', customer.row);
      this.remove('customer', id);
    }
    return removed;
  }

  /** Removes a site and frees its probes. */
  removeSite(id: string): { kind: EntityKind; row: EntityRow }[] {
    const removed: { kind: EntityKind; row: EntityRow }[] = [];
    for (const probe of this.of<Probe>('probe').filter((row) => row.siteId === id)) {
      removed.push({ kind: 'probe', row: probe });
      this.put('probe', { ...probe, siteId: null });
    }
    const site = this.rows.get(id);
    if (!site) return removed;
    this.remove('site', id);
    return [...removed, site];
  }

  push(mutations: readonly Mutation[]): MutationOutcome[] {
    const failed = new Set<string>();
    return mutations.map((mutation) => {
      const outcome = this.outcomeOf(mutation, failed);
      if (outcome.outcome !== 'applied') failed.add(mutation.id);
      return outcome;
    });
  }

  private outcomeOf(mutation: Mutation, failed: ReadonlySet<string>): MutationOutcome {
    const { id } = mutation;
    const known = this.applied.get(id);
    if (known) return known;
    if (mutation.after.some((earlier) => failed.has(earlier)))
      return { id, outcome: 'retry', because: 'An earlier change wasn’t applied' };
    const refusal = this.apply(mutation);
    if (!refusal) {
      const outcome: MutationOutcome = { id, outcome: 'applied', seq: this.seq };
      this.applied.set(id, outcome);
      return outcome;
    }
    if ('because' in refusal) return { id, outcome: 'conflict', because: refusal.because, conflicts: [] };
    const problem = { type: '/problems/invalid', title: refusal.rejected, status: 422, kind: 'invalid' };
    return { id, outcome: 'rejected', problem };
  }

  private apply(mutation: Mutation): Refusal | undefined {
    const { at } = mutation;
    if (isPlacement(mutation)) return this.place(mutation);
    switch (mutation.name) {
      case 'partner.create':
      case 'customer.create':
      case 'site.create': {
        const { id } = mutation.args;
        if (this.rows.has(id)) return { rejected: 'It exists already' };
        const envelope = { id, version: 0, createdAt: at, updatedAt: at };
        if (mutation.name === 'partner.create') {
          this.put('partner', { ...partnerFields.parse(mutation.args.fields), ...envelope });
          return undefined;
        }
        if (mutation.name === 'site.create') {
          if (!this.rows.has(mutation.args.fields.customerId)) return { because: 'The customer is gone' };
          this.put('site', { ...siteFields.parse(mutation.args.fields), ...envelope });
          return undefined;
        }
        const { partnerId } = mutation.args.fields;
        if (partnerId !== null && !this.rows.has(partnerId)) return { because: 'The partner is gone' };
        const made = { customerId: `C-${this.seq}`, origin: 'wizard' as const, grants: fullGrants };
        this.put('customer', { ...customerFields.parse(mutation.args.fields), ...envelope, ...made });
        return undefined;
      }
      case 'partner.update':
      case 'customer.update':
      case 'site.update': {
        const entry = this.rows.get(mutation.args.id);
        if (!entry) return { because: 'It was deleted' };
        const merge = mergeFields(mutation.args.changes, mutation.before, entry.row);
        if (!merge.merged) return { because: 'Someone else changed it' };
        this.put(entry.kind, withFields({ ...entry.row, updatedAt: at }, merge.apply));
        return undefined;
      }
      case 'partner.delete': {
        const { ids } = mutation.args;
        if (
          this.of<Customer>('customer').some((row) => row.partnerId !== null && ids.includes(row.partnerId))
        )
          return { rejected: 'It has customers' };
        const removed = ids.map((id) => this.rows.get(id)).filter((entry) => entry !== undefined);
        for (const entry of removed) this.remove('partner', entry.row.id);
        this.bin.set(mutation.id, removed);
        return undefined;
      }
      case 'customer.delete':
        this.bin.set(
          mutation.id,
          mutation.args.ids.flatMap((id) => this.removeCustomer(id)),
        );
        return undefined;
      case 'site.delete':
        this.bin.set(
          mutation.id,
          mutation.args.ids.flatMap((id) => this.removeSite(id)),
        );
        return undefined;
      case 'partner.restore':
      case 'customer.restore':
      case 'site.restore':
        return this.restore(mutation.args.deletion, new Set(mutation.args.ids));
    }
  }

  private place(mutation: Extract<Mutation, { name: keyof typeof placements }>): Refusal | undefined {
    const field = placements[mutation.name];
    const place = placeOf(mutation);
    if (place !== null && !this.rows.has(place)) return { because: 'Where it goes to is gone' };
    const entries = mutation.args.ids.map((id) => this.rows.get(id));
    for (const entry of entries) {
      if (!entry) return { because: 'It was deleted' };
      const now = fieldAt(entry.row, field) ?? null;
      if (now !== (mutation.before[entry.row.id] ?? null) && now !== place)
        return { because: 'It was moved' };
    }
    for (const entry of entries) if (entry) this.put(entry.kind, withFields(entry.row, { [field]: place }));
    return undefined;
  }

  private restore(deletion: string, ids: ReadonlySet<string>): Refusal | undefined {
    const kept = this.bin.get(deletion);
    if (!kept) return { rejected: 'There’s nothing to restore' };
    const sites = new Set<string>();
    const nowhere = kept.some(
      ({ kind, row }) => kind === 'site' && ids.has(row.id) && !this.rows.has((row as Site).customerId),
    );
    if (nowhere) return { because: 'The customer is gone' };
    for (const { kind, row } of kept) {
      const wanted = ids.has(row.id) || (kind === 'site' && ids.has((row as Site).customerId));
      if (kind === 'probe' || !wanted || this.rows.has(row.id)) continue;
      this.put(kind, row);
      sites.add(row.id);
    }
    for (const { kind, row } of kept) {
      if (kind !== 'probe') continue;
      const { siteId } = row as Probe;
      const now = this.rows.get(row.id)?.row as Probe | undefined;
      if (now && now.siteId === null && siteId !== null && sites.has(siteId))
        this.put('probe', { ...now, siteId });
    }
    return undefined;
  }

  /** Bytes of a page of changes after `cursor`. */
  changes(cursor: string, limit: number): Uint8Array {
    const from = Number(cursor);
    const page = this.log.filter((change) => change.seq > from).slice(0, limit);
    const seq = page.at(-1)?.seq ?? from;
    const more = seq < this.seq;
    const changes = page.map(({ seq: at, kind, id, row }) =>
      row ? { op: 'upsert', seq: at, kind, row } : { op: 'delete', seq: at, kind, id },
    );
    const digests = more ? {} : { digests: this.digests() };
    return Buffer.from(
      JSON.stringify({ epoch: this.epoch, changes, cursor: String(seq), seq, more, ...digests }),
    );
  }

  /** Bytes of a page of the snapshot: the rows behind the one that `after` names, kind by kind. */
  snapshot(after: string | null, limit: number): Uint8Array {
    const keyOf = (kind: EntityKind, id: string) => `${entityKinds.indexOf(kind)} ${id}`;
    const all = [...this.rows.values()]
      .map((entry) => ({ ...entry, key: keyOf(entry.kind, entry.row.id) }))
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .filter((entry) => after === null || entry.key > after);
    const page = all.slice(0, limit);
    const sections = entityKinds.map((kind) => ({
      kind,
      rows: page.filter((entry) => entry.kind === kind).map((entry) => entry.row),
    }));
    const next = all.length > limit ? (page.at(-1)?.key ?? null) : null;
    const start = after === null ? { start: String(this.seq), totals: {} } : {};
    return Buffer.from(JSON.stringify({ epoch: this.epoch, sections, next, ...start }));
  }

  private digests() {
    return Object.fromEntries(
      entityKinds.map((kind) => {
        const rows = this.of(kind);
        return [kind, { count: rows.length, versionSum: rows.reduce((sum, row) => sum + row.version, 0) }];
      }),
    );
  }

  partners(): Partner[] {
    return this.of<Partner>('partner');
  }
}
