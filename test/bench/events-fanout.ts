import http from 'node:http';
import { newId } from '../../common/domain/ids.ts';
import type { PartnerApiServer } from '../support/partner-api-server.ts';
import { measureOf, type Bench } from './measure.ts';
import { realPostgres, serverOn } from './postgres.ts';
import { pushAll } from './pushing.ts';
import { openDoor } from './world.ts';

const clients = Number(process.env['EVENT_CLIENTS'] ?? 1000);
const runs = 20;

/** A stream of events; what it's told is given to `onTold` as the sequence. */
function listen(
  server: PartnerApiServer,
  token: string,
  onTold: (seq: number) => void,
): Promise<http.ClientRequest> {
  return new Promise((resolve, reject) => {
    const request = http.get(
      `${server.url}/v1/events`,
      { agent: false, headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream' } },
      (answer) => {
        answer.on('data', (piece: Buffer) => {
          const seq = /"seq":(\d+)/.exec(piece.toString())?.[1];
          if (seq !== undefined) onTold(Number(seq));
        });
        answer.on('error', () => undefined);
        resolve(request);
      },
    );
    request.on('error', reject);
  });
}

/** p95 of the time from sending one change to each of the clients being told of it, in milliseconds; of every run one. */
async function fanOut(listened: PartnerApiServer, changed: PartnerApiServer): Promise<number[]> {
  const { token } = await openDoor(listened);
  const { door } = await openDoor(changed);
  const told: number[] = [];
  let newest = 0;
  let began = 0;
  let last = -1;
  const heard: http.ClientRequest[] = [];
  for (let number = 0; number < clients; number++)
    heard.push(
      await listen(listened, token, (seq) => {
        newest = Math.max(newest, seq);
        if (seq > last) told.push(performance.now() - began);
      }),
    );
  const found: number[] = [];
  try {
    for (let run = 0; run < runs; run++) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      last = newest;
      told.length = 0;
      began = performance.now();
      const fields = { partnerId: null, name: `Told ${run}`, email: 'a@bench.example' };
      await pushAll(door, [['customer.create', { id: newId(), fields }]]);
      while (told.length < clients) await new Promise((resolve) => setTimeout(resolve, 5));
      found.push(told.toSorted((a, b) => a - b)[Math.floor(clients * 0.95)] ?? Number.NaN);
    }
    return found;
  } finally {
    for (const request of heard) request.destroy();
  }
}

/** One change told to a thousand clients: of another process by PostgreSQL, beside the embedded store's own. */
export const eventsFanout: Bench = {
  name: 'events-fanout',
  run: async (say) => {
    const postgres = await realPostgres();
    try {
      const url = await postgres.database();
      const servers = [
        await serverOn(url, ['--seed', 'sample']),
        await serverOn(url),
        await serverOn(null, ['--seed', 'sample']),
      ];
      const [one, other, embedded] = servers;
      if (!one || !other || !embedded) throw new Error('a server is missing');
      const ours = await fanOut(one, other);
      say(`PostgreSQL, across processes: ${ours.map((ms) => ms.toFixed(0)).join(' ')}`);
      const reference = await fanOut(embedded, embedded);
      say(`embedded: ${reference.map((ms) => ms.toFixed(0)).join(' ')}`);
      for (const server of servers) await server.remove();
      const note = `95th of 100 of ${clients} connected clients told of one change, from its sending: made in another process on PostgreSQL, beside made in the same process on the embedded store`;
      return [measureOf({ name: 'events-fanout', ours, reference, aim: null, note })];
    } finally {
      await postgres.remove();
    }
  },
};
