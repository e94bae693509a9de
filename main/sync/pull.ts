import type { PageReport } from '../../db/api.ts';
import { PartnerFailure } from '../partner/failure.ts';
import { jsonOrUndefined } from '../partner/reading.ts';
import { isoNow, type Clock } from '../ports.ts';
import type { CacheClient } from '../../db/client.ts';
import type { SyncDoor } from './door.ts';

export interface PullParts {
  cache: CacheClient;
  door: SyncDoor;
  clock: Clock;
  signal: AbortSignal;
  /** Told of each page once it's in. */
  onPage(report: PageReport): void;
}

/**
 * Walks the snapshot to its end, or goes on where a restart interrupted it. While the worker writes one page, the next is
 * already on its way.
 * @param betweenPages run after each page, such as sending changes that were made meanwhile
 */
export async function pullSnapshot(parts: PullParts, betweenPages: () => Promise<void>): Promise<void> {
  const { cache, door, signal } = parts;
  const begun = await cache.write.beginSnapshot();
  let after = begun.snapshot?.after ?? null;
  let page = fetchPage(after);
  for (;;) {
    const body = await page.body;
    const following = nextOf(body);
    const ahead = following === undefined || following === null ? null : fetchPage(following);
    const report = await cache.write.applySnapshotPage(body);
    requireFaultless(report);
    parts.onPage(report);
    if (!report.more) return;
    after = report.status.snapshot?.after ?? null;
    page = ahead?.after === after ? ahead : fetchPage(after);
    await betweenPages();
  }

  function fetchPage(from: string | null): { after: string | null; body: Promise<Uint8Array> } {
    const body = door.snapshotPage(from, signal);
    // Awaited in its turn; when an earlier page fails, nobody does.
    body.catch(() => undefined);
    return { after: from, body };
  }
}

/**
 * Pulls what changed since the cursor until there's no more. While the worker writes one page, the next is already on its way.
 * Gives the last page's report.
 */
export async function pullChanges(parts: PullParts, digest: boolean): Promise<PageReport> {
  const { cache, door, clock, signal } = parts;
  let page = fetchPage((await cache.write.status()).cursor);
  for (;;) {
    const body = await page.body;
    const following = followingCursorOf(body);
    const ahead = following === undefined ? null : fetchPage(following);
    const report = await cache.write.applyChanges(body, isoNow(clock));
    requireFaultless(report);
    parts.onPage(report);
    if (!report.more) return report;
    const { cursor } = report.status;
    page = ahead?.cursor === cursor ? ahead : fetchPage(cursor);
  }

  function fetchPage(cursor: string | null): { cursor: string; body: Promise<Uint8Array> } {
    if (cursor === null) throw new Error('changes can only be pulled once a snapshot has begun');
    const body = door.changesPage(cursor, digest, signal);
    // Awaited in its turn; when an earlier page fails, nobody does.
    body.catch(() => undefined);
    return { cursor, body };
  }
}

/**
 * `next` of a snapshot page, read from the end of its bytes without parsing them all on this thread: it's the last member of
 * the page. Undefined when it isn't found there, and then nothing is fetched ahead.
 */
export function nextOf(body: Uint8Array): string | null | undefined {
  const found = /"next"\s*:\s*(null|"(?:[^"\\]|\\.)*")\s*\}\s*$/.exec(endOf(body))?.[1];
  if (found === undefined) return undefined;
  return found === 'null' ? null : textIn(found);
}

/**
 * Cursor of the page after this page of changes, read from the end of its bytes. Undefined where there's no more, or when it
 * isn't found there; then nothing is fetched ahead.
 */
export function followingCursorOf(body: Uint8Array): string | undefined {
  const found = /"cursor"\s*:\s*("(?:[^"\\]|\\.)*")[^{}[\]]*"more"\s*:\s*true[^{}[\]]*\}\s*$/.exec(
    endOf(body),
  )?.[1];
  return found === undefined ? undefined : textIn(found);
}

/** The text of a JSON string; undefined where it was garbled on its way, which the whole page tells when it's read. */
function textIn(json: string): string | undefined {
  const value = jsonOrUndefined(json);
  return typeof value === 'string' ? value : undefined;
}

/** As much of a page's end as its last members need. */
function endOf(body: Uint8Array): string {
  return new TextDecoder().decode(body.subarray(Math.max(0, body.length - 600)));
}

function requireFaultless({ faults }: PageReport): void {
  const first = faults[0];
  if (!first) return;
  const listed = faults.slice(0, 20).map(({ kind, id, reason }) => `${kind} ${id}: ${reason}`);
  throw new PartnerFailure({
    code: 'unexpected-answer',
    message: `The partner API sent ${faults.length === 1 ? `a ${first.kind}` : `${faults.length} rows`} that can’t be understood. What is here stays as it was; it’s tried again by itself.`,
    retry: 'later',
    detail: listed.join('\n'),
  });
}
