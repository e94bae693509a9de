import { z } from 'zod';
import { Failure } from '../../common/contract/errors.ts';
import { isEntityKind, type EntityKind, type EntityRow } from '../../common/domain/entities.ts';
import { account } from '../../common/partner-api/session.ts';
import { changesPage, snapshotPage } from '../../common/partner-api/sync-door.ts';
import { readRow, type RowFault } from '../rows/structure.ts';

// The envelopes of common/partner-api/sync-door.ts with the rows left unread: those are checked once, by their kind's own
// schema, as a page has thousands.
const snapshotEnvelope = snapshotPage.extend({
  sections: z.array(z.object({ kind: z.string(), rows: z.array(z.unknown()) })),
});
const changesEnvelope = changesPage.extend({
  changes: z.array(
    z.discriminatedUnion('op', [
      z.object({ op: z.literal('upsert'), seq: z.int(), kind: z.string(), row: z.unknown() }),
      z.object({ op: z.literal('delete'), seq: z.int(), kind: z.string(), id: z.string() }),
      z.object({ op: z.literal('scope-out'), seq: z.int(), kind: z.string(), id: z.string() }),
    ]),
  ),
  // One with a role that this version doesn't know holds nothing up.
  account: account.optional().catch(undefined),
});

export type ReadSnapshotPage = z.infer<typeof snapshotEnvelope>;
export type ReadChangesPage = z.infer<typeof changesEnvelope>;

/** @throws Failure `unexpected-answer` when the body is no page of a snapshot */
export function readSnapshotPage(body: Uint8Array): ReadSnapshotPage {
  return readPage(body, snapshotEnvelope);
}

/** @throws Failure `unexpected-answer` when the body is no page of changes */
export function readChangesPage(body: Uint8Array): ReadChangesPage {
  return readPage(body, changesEnvelope);
}

function readPage<T extends z.ZodType>(body: Uint8Array, schema: T): z.infer<T> {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (thrown) {
    throw unexpected(`${String(thrown)}: ${text.slice(0, 200)}`);
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw unexpected(z.prettifyError(parsed.error).slice(0, 1000));
  return parsed.data;
}

function unexpected(detail: string): Failure {
  return new Failure({
    code: 'unexpected-answer',
    message:
      'The partner API answered something that can’t be understood. What is cached stays as it is; it’s tried again by itself.',
    retry: 'later',
    detail,
  });
}

/** Rows of one kind, checked. */
export interface RowsOfKind {
  kind: EntityKind;
  rows: EntityRow[];
}

/** What a page holds, sorted by what can be done with it. */
export interface ReadRows {
  known: RowsOfKind[];
  /** Rows of kinds that this version doesn't know. */
  aside: { kind: string; id: string; doc: string }[];
  faults: RowFault[];
}

/** Most faults that are reported of one page. */
const faultLimit = 20;

/** Checks the rows of a page. */
export function readRows(sections: readonly { kind: string; rows: readonly unknown[] }[]): ReadRows {
  const read: ReadRows = { known: [], aside: [], faults: [] };
  for (const { kind, rows } of sections) {
    if (isEntityKind(kind)) readKnown(kind, rows, read);
    else for (const row of rows) read.aside.push({ kind, id: idIn(row), doc: JSON.stringify(row) });
  }
  return read;
}

function readKnown(kind: EntityKind, rows: readonly unknown[], into: ReadRows): void {
  const good: EntityRow[] = [];
  for (const raw of rows) {
    const answer = readRow(kind, raw);
    if ('row' in answer) good.push(answer.row);
    else if (into.faults.length < faultLimit) into.faults.push(answer.fault);
  }
  into.known.push({ kind, rows: good });
}

function idIn(row: unknown): string {
  return typeof row === 'object' && row !== null && 'id' in row ? String(row.id) : '';
}
