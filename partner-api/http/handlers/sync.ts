import {
  mutationBatchBytes,
  mutationBatchLimit,
  type Digests,
  type PushLimits,
} from '../../../common/partner-api/sync-door.ts';
import type { CommandLayer } from '../../commands/mutate.ts';
import type { Store, StoredChange } from '../../store/store.ts';
import { actorOf, JsonText, sessionOf, type Call, type Handlers } from '../answer.ts';
import { changeCursor, openChangeCursor, openWalkCursor, requireReachable, walkCursor } from '../cursors.ts';
import type { EventStreams } from '../events.ts';
import { sightOfAccount } from '../../commands/sight.ts';

type SyncRoutes = 'readSnapshot' | 'readChanges' | 'pushMutations' | 'streamEvents';

const takes: PushLimits = { mutations: mutationBatchLimit, bytes: mutationBatchBytes, gzip: true };

/** The sync door. Snapshot and changes are put together from stored documents, without parsing a row. */
export function syncHandlers(
  store: Store,
  commands: CommandLayer,
  events: EventStreams,
): Pick<Handlers, SyncRoutes> {
  const { read } = store;
  // The epoch before anything is read: of what is read later a cursor of the former one isn't taken any more.
  const groundOf = async (call: Call) => {
    const { epoch } = store;
    return { epoch, sight: await sightOfAccount(read, actorOf(call).account) };
  };
  return {
    readSnapshot: async ({ query: { after, limit } }, call) => {
      const ground = await groundOf(call);
      const head: string[] = [`{"epoch":${JSON.stringify(ground.epoch)}`];
      if (after === undefined) {
        // Before the first page is read: what changes meanwhile is then in the changes since, never lost between.
        const { seq, digests } = await read.position(ground.sight);
        head.push(`"start":${JSON.stringify(changeCursor(ground, seq))}`);
        head.push(`"totals":${JSON.stringify(countsOf(digests))}`);
      }
      const position = after === undefined ? null : openWalkCursor(after, ground);
      const { sections, next } = await read.snapshotPage(ground.sight, position, limit);
      const pieces: (string | Uint8Array)[] = [`${head.join(',')},"sections":[`];
      sections.forEach(({ kind, rows }, index) => {
        pieces.push(`${index > 0 ? ',' : ''}{"kind":"${kind}","rows":[`, rows, ']}');
      });
      pieces.push(`],"next":${next ? JSON.stringify(walkCursor(ground, next)) : 'null'}}`);
      const bytes = pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece));
      return { body: new JsonText(Buffer.concat(bytes)) };
    },

    readChanges: async ({ query: { cursor, limit, digest } }, call) => {
      const ground = await groundOf(call);
      const from = openChangeCursor(cursor, ground);
      const { floor, last, changes, end, more, digests } = await read.changes(ground.sight, from, limit);
      requireReachable(from, { floor, last });
      events.fetched(sessionOf(call), end);
      const parts = [
        `{"epoch":${JSON.stringify(ground.epoch)}`,
        // Before the changes: the app finds the cursor from the end of the page, and goes on before it has read the rest.
        `"account":${JSON.stringify(actorOf(call).account)}`,
        `"changes":[${changes.map(changeText).join(',')}]`,
        `"cursor":${JSON.stringify(changeCursor(ground, end))}`,
        `"seq":${end}`,
        `"more":${more}`,
      ];
      if (digest === '1' && !more) parts.push(`"digests":${JSON.stringify(digests)}`);
      return { body: new JsonText(`${parts.join(',')}}`) };
    },

    pushMutations: async ({ body: { mutations } }, call) => {
      const { epoch } = store;
      return { body: { epoch, results: await commands.mutateAll(mutations, actorOf(call)), takes } };
    },

    streamEvents: async (_input, call) => ({
      body: await events.open(sessionOf(call), call.gone),
      headers: { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' },
    }),
  };
}

function countsOf(digests: Digests): Record<string, number> {
  return Object.fromEntries(Object.entries(digests).map(([kind, digest]) => [kind, digest.count]));
}

function changeText({ seq, kind, id, now }: StoredChange): string {
  if (typeof now === 'object') return `{"op":"upsert","seq":${seq},"kind":"${kind}","row":${now.json}}`;
  const op = now === 'deleted' ? 'delete' : 'scope-out';
  return `{"op":"${op}","seq":${seq},"kind":"${kind}","id":"${id}"}`;
}
