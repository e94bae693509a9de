import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { newId } from '../../common/domain/ids.ts';
import { listSpec } from '../../common/contract/views.ts';
import type { Mutation } from '../../common/domain/mutations.ts';
import type { NewMutation } from '../../db/api.ts';
import { openCache, type CacheClient } from '../../db/client.ts';
import { systemClock } from '../../main/ports.ts';
import type { SyncDoor } from '../../main/sync/door.ts';
import { pullChanges, pullSnapshot } from '../../main/sync/pull.ts';
import { pushBatches } from '../../main/sync/push.ts';
import { PushSize } from '../../main/sync/push-size.ts';
import { SentChanges } from '../../main/sync/sent.ts';
import { measureOf, timed, type Bench } from './measure.ts';
import { laySlowLine } from './slow-line.ts';
import { openDoor, startWorld } from './world.ts';

const changes = 10_000;
/** One in seven doesn't let its partner edit it. */
const customers = 12_000;
const runs = 3;
/** 100 ms there and back, 20 Mbit/s each way. */
const line = { delayMs: 50, bytesPerSecond: 2_500_000 };

/** Sends the whole outbox as the engine does, until the last outcome is written down. */
async function sendAll(cache: CacheClient, door: SyncDoor): Promise<void> {
  const parts = {
    cache,
    door,
    sent: new SentChanges(),
    size: new PushSize(),
    signal: new AbortController().signal,
  };
  let settled = 0;
  for (;;) {
    const report = await pushBatches(parts);
    if (report.settled === 0) break;
    settled += report.settled;
  }
  if (settled !== changes) throw new Error(`${settled} changes got an outcome`);
}

async function editableCustomers(cache: CacheClient): Promise<string[]> {
  const ids: string[] = [];
  for (let offset = 0; ids.length < changes; offset += 500) {
    const { rows } = await cache.read.listWindow(listSpec.parse({ kind: 'customer' }), offset, 500);
    for (const row of rows) if ('grants' in row && row.grants.includes('account-settings')) ids.push(row.id);
    if (rows.length === 0) throw new Error('too few customers may be edited');
  }
  return ids.slice(0, changes);
}

/** Fills the outbox with one edit of each customer. */
async function fillOutbox(cache: CacheClient, ids: readonly string[], run: number): Promise<void> {
  for (let from = 0; from < ids.length; from += 500) {
    const batch = ids.slice(from, from + 500).map((id, index): NewMutation => ({
      id: newId(),
      at: new Date().toISOString(),
      context: 'partner-account',
      name: 'customer.update',
      args: { id, changes: { email: `run${run}-${from + index}@contoso.example` } },
    }));
    await cache.write.queue(batch);
  }
}

/** A server that reads what it's sent and answers one line. */
async function openSink() {
  const server = http.createServer((request, response) => {
    request.resume();
    request.once('end', () => response.end('{}'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

export const push: Bench = {
  name: 'push',
  async run(say) {
    const server = await startWorld(customers);
    const folder = mkdtempSync(path.join(os.tmpdir(), 'switchyard-bench-'));
    const sink = await openSink();
    const toServer = await laySlowLine(server.port, line);
    const toSink = await laySlowLine(sink.port, line);
    const cache = await openCache({ folder, context: 'partner-account' });
    try {
      const near = await openDoor(server);
      // Another name than this computer's, so that bodies are packed as they are on the way to a server elsewhere.
      const weighed: Mutation[] = [];
      let bytesSent = 0;
      const far = await openDoor({ url: 'http://far.example' }, (url, init) => {
        if (init?.body instanceof Uint8Array) bytesSent += init.body.byteLength;
        else if (typeof init?.body === 'string') bytesSent += Buffer.byteLength(init.body);
        return fetch(String(url).replace('http://far.example', `http://127.0.0.1:${toServer.port}`), init);
      });
      const parts = {
        cache,
        door: near.door,
        clock: systemClock,
        signal: new AbortController().signal,
        onPage: () => undefined,
      };
      await pullSnapshot(parts, () => Promise.resolve());
      await pullChanges(parts, false);
      const ids = await editableCustomers(cache);
      const door: SyncDoor = {
        ...far.door,
        push: (mutations, signal, packed) => {
          weighed.push(...mutations);
          return far.door.push(mutations, signal, packed);
        },
      };
      const ours: number[] = [];
      const packedBound: number[] = [];
      const plainBound: number[] = [];
      for (let run = 0; run < runs; run++) {
        await fillOutbox(cache, ids, run);
        weighed.length = 0;
        bytesSent = 0;
        ours.push(await timed(() => sendAll(cache, door)));
        const post = (body: Uint8Array<ArrayBuffer> | string) =>
          fetch(`http://127.0.0.1:${toSink.port}/`, { method: 'POST', body }).then((answer) => answer.text());
        await post('');
        packedBound.push(await timed(() => post(new Uint8Array(bytesSent))));
        const plain = JSON.stringify({ mutations: weighed });
        plainBound.push(await timed(() => post(plain)));
        say(
          `ours ${ours.at(-1)?.toFixed(0)} ms with ${bytesSent} bytes, ${plain.length} bytes plain ${plainBound.at(-1)?.toFixed(0)} ms, as many as ours ${packedBound.at(-1)?.toFixed(0)} ms`,
        );
        await pullChanges(parts, false);
      }
      return [
        measureOf({
          name: 'push-10k',
          ours,
          reference: plainBound,
          aim: 2,
          note: '10,000 edits from a full outbox to the last outcome written down, over a line of 100 ms round trip and 20 Mbit/s, beside the same mutations as JSON in one POST over the same line to a server that only reads them',
        }),
        measureOf({
          name: 'push-10k-packed',
          ours,
          reference: packedBound,
          aim: null,
          note: 'the same beside as many bytes as went over the line packed',
        }),
      ];
    } finally {
      await cache.close();
      await toServer.close();
      await toSink.close();
      sink.close();
      rmSync(folder, { recursive: true, force: true });
      await server.remove();
    }
  },
};
