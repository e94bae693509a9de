import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ListSpec } from '../../../common/contract/views.ts';
import { listSpec } from '../../../common/contract/views.ts';
import {
  customerFields,
  fullGrants,
  partnerFields,
  site as siteSchema,
  type Customer,
  type EntityKind,
  type License,
  type Partner,
  type Probe,
  type Project,
  type Site,
  type Visit,
} from '../../../common/domain/entities.ts';
import { visitFields } from '../../../common/domain/visits.ts';
import type { Digests } from '../../../common/partner-api/sync-door.ts';
import type { FrozenDelete, NewMutation } from '../../../db/api.ts';
import { idsIn } from '../../../db/rows/packed-ids.ts';
import { createReader, type LocalReader } from '../../../db/reader.ts';
import { createWriter, type LocalWriter, type WriterOptions } from '../../../db/writer.ts';

/** A fixed instant that tests count from. */
export const noon = '2026-03-01T12:00:00.000Z';
export const epoch = 'epoch-1';

/** A UUIDv7 that's easy to read in a failure: its last digits are `n`. */
export function idOf(n: number): string {
  return `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`;
}

/** A folder that's removed when the test ends. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-db-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function envelope(n: number, version: number) {
  return { id: idOf(n), version, createdAt: noon, updatedAt: noon };
}

export function partnerRow(n: number, name: string, more: Partial<Partner> = {}): Partner {
  return { ...partnerFields.parse({ name, email: `office@p${n}.example` }), ...envelope(n, n), ...more };
}

export function customerRow(
  n: number,
  name: string,
  partnerId: string | null = null,
  more: Partial<Customer> = {},
): Customer {
  return {
    ...customerFields.parse({ name, email: `it@c${n}.example`, partnerId }),
    ...envelope(n, n),
    customerId: `CUST-${n}`,
    origin: 'wizard',
    grants: [...fullGrants],
    ...more,
  };
}

export function siteRow(n: number, name: string, customerId: string, more: Partial<Site> = {}): Site {
  return siteSchema.parse({ ...envelope(n, n), name, customerId, ...more });
}

export function probeRow(n: number, siteId: string | null, more: Partial<Probe> = {}): Probe {
  return {
    ...envelope(n, n),
    siteId,
    serial: `SN-${n}`,
    name: `Probe ${n}`,
    softwareVersion: '1.0',
    status: 'online',
    lastReportAt: noon,
    ...more,
  };
}

export function projectRow(
  n: number,
  name: string,
  customerId: string | null,
  more: Partial<Project> = {},
): Project {
  return {
    ...envelope(n, n),
    customerId,
    name,
    email: `project${n}@example.com`,
    company: `Company ${n}`,
    country: 'PT',
    login: `project-${n}`,
    phone: '',
    status: 'active',
    lastActivityAt: noon,
    ...{ connectors: [], jobs: [], closing: null, notice: null },
    ...more,
  };
}

/** An entry of the license ledger: what was bought, or with a `moveId` one side of a move. */
export function licenseRow(
  n: number,
  projectId: string | null,
  quantity: number,
  more: Partial<License> = {},
): License {
  return {
    ...envelope(n, n),
    moveId: idOf(n),
    projectId,
    type: 'Mailbox',
    quantity,
    reason: '',
    by: 'Ingrid Halvorsen',
    ...more,
  };
}

export function visitRow(n: number, siteId: string, more: Partial<Visit> = {}): Visit {
  return {
    ...visitFields.parse({ siteId, name: `Visit ${n}`, plannedOn: '2026-03-01' }),
    ...envelope(n, n),
    ...more,
  };
}

type Rows = Partial<Record<EntityKind, { id: string; version: number }[]>>;

/** A page of a snapshot as bytes. */
export function snapshotBody(
  rows: Rows & Record<string, { id: string }[] | undefined>,
  more: { start?: string; next?: string | null; epoch?: string } = {},
): Uint8Array {
  const sections = Object.entries(rows).map(([kind, ofKind]) => ({ kind, rows: ofKind ?? [] }));
  const totals = Object.fromEntries(sections.map((section) => [section.kind, section.rows.length]));
  const first = more.start === undefined ? {} : { start: more.start, totals };
  return Buffer.from(
    JSON.stringify({ epoch: more.epoch ?? epoch, sections, next: more.next ?? null, ...first }),
  );
}

/** An entity as the server has it now, or that it's gone. */
export type TestChange =
  { kind: string; row: { id: string } & Record<string, unknown> } | { kind: string; id: string; gone: true };

/** A page of changes as bytes; `seq` is where its cursor stands. */
export function changesBody(
  seq: number,
  changes: TestChange[] = [],
  more: { digests?: Digests; more?: boolean; epoch?: string } = {},
): Uint8Array {
  return Buffer.from(
    JSON.stringify({
      epoch: more.epoch ?? epoch,
      changes: changes.map((change) =>
        'gone' in change
          ? { op: 'delete', seq, kind: change.kind, id: change.id }
          : { op: 'upsert', seq, kind: change.kind, row: change.row },
      ),
      cursor: `at-${seq}`,
      seq,
      more: more.more ?? false,
      ...(more.digests ? { digests: more.digests } : {}),
    }),
  );
}

/** Count and version sum of rows, as the server gives them. */
export function digestsOf(rows: Rows): Digests {
  return Object.fromEntries(
    Object.entries(rows).map(([kind, ofKind]) => [
      kind,
      { count: ofKind.length, versionSum: ofKind.reduce((sum, row) => sum + row.version, 0) },
    ]),
  );
}

/** A list with what isn't given left at its defaults. */
export function listOf(spec: Partial<ListSpec> & Pick<ListSpec, 'kind'>): ListSpec {
  return listSpec.parse(spec);
}

let mutationNumber = 900_000;

/** A change by the operator with a fresh id; `before` is what the operator saw. */
export function change<N extends NewMutation['name']>(
  name: N,
  args: Extract<NewMutation, { name: N }>['args'],
  before?: NewMutation['before'],
): NewMutation {
  const id = idOf(++mutationNumber);
  return {
    ...{ id, at: noon, context: 'partner-account', name, args },
    ...(before ? { before } : {}),
  } as NewMutation;
}

export interface TestCache extends LocalWriter, Pick<LocalReader, 'reader'> {
  /** What the reader does when nobody waits for it. */
  restReader: LocalReader['rest'];
  folder: string;
}

/** A writer and a reader in this thread, closed when the test ends. */
export function openHere(folder: string = freshFolder(), options: Partial<WriterOptions> = {}): TestCache {
  const writer = createWriter({ folder, context: 'partner-account', ...options });
  const reader = createReader({ folder });
  let closed = false;
  const close = () => {
    if (closed) return;
    closed = true;
    reader.close();
    writer.close();
  };
  onTestFinished(close);
  return { ...writer, reader: reader.reader, restReader: reader.rest, folder, close };
}

/** A cache that holds these rows, complete and at sequence 1000. */
export function openWith(
  rows: Rows,
  folder: string = freshFolder(),
  options: Partial<WriterOptions> = {},
): TestCache {
  const cache = openHere(folder, options);
  cache.writer.beginSnapshot();
  cache.writer.applySnapshotPage(snapshotBody(rows, { start: 'at-1000' }));
  cache.writer.applyChanges(changesBody(1000, [], { digests: digestsOf(rows) }), noon);
  return cache;
}

/** A dry run with its ids one by one. */
export function unpacked(frozen: FrozenDelete) {
  const { ids, sites, siteOf, probes, probeOf, visits, visitOf, projects, projectOf, waiting } = frozen;
  return {
    ...frozen,
    ids: idsIn(ids),
    sites: idsIn(sites),
    siteOf: [...siteOf],
    probes: idsIn(probes),
    probeOf: [...probeOf],
    visits: idsIn(visits),
    visitOf: [...visitOf],
    projects: idsIn(projects),
    projectOf: [...projectOf],
    waiting: idsIn(waiting),
  };
}
