import pg from 'pg';
import { newId } from '../../common/domain/ids.ts';
import type { PartnerApiServer } from '../support/partner-api-server.ts';
import { measureOf, timed, type Bench, type Measure } from './measure.ts';
import { realPostgres, serverOn } from './postgres.ts';
import { pushAll } from './pushing.ts';
import { openDoor } from './world.ts';

const mutations = Number(process.env['MUTATIONS'] ?? 4000);
/** As the app sends them. */
const batch = 100;
const runs = 3;

const fields = (number: number) => ({
  ...{ partnerId: null, name: `Customer ${number}`, email: 'office@bench.example' },
});

/** Customers made through so many processes at once, each by a client of its own. */
async function ours(servers: readonly PartnerApiServer[], from: number): Promise<void> {
  await Promise.all(
    servers.map(async (server, which) => {
      const { door } = await openDoor(server);
      for (let at = which * batch; at < mutations; at += batch * servers.length) {
        const some = Array.from({ length: batch }, (_, number) => from + at + number);
        await pushAll(
          door,
          some.map((number) => ['customer.create', { id: newId(), fields: fields(number) }]),
        );
      }
    }),
  );
}

/** The same rows (row, entry of Activity, answer that's remembered) by bare statements of so many clients, as many to a commit. */
async function bare(url: string, clients: number): Promise<void> {
  await Promise.all(
    Array.from({ length: clients }, async (_, which) => {
      const client = new pg.Client({ connectionString: url, options: '-c switchyard.sight=*' });
      await client.connect();
      for (let at = which * batch; at < mutations; at += batch * clients) {
        await client.query('BEGIN');
        for (let number = at; number < at + batch; number++) await insertBare(client, number);
        await client.query('COMMIT');
      }
      await client.end();
    }),
  );
}

async function insertBare(client: pg.Client, number: number): Promise<void> {
  const id = newId();
  const doc = JSON.stringify({ id, ...fields(number), grants: [], notes: '', address: { country: 'NO' } });
  await client.query({
    name: 'row',
    text: 'INSERT INTO bare_row (kind, id, search, doc) VALUES (30, $1, $2, $3)',
    values: [id, `customer ${number}`, doc],
  });
  await client.query({
    name: 'entry',
    text: 'INSERT INTO bare_entry (at, entity, action, after) VALUES ($1, $2, $3, $4)',
    values: [new Date().toISOString(), id, 'customer.create', doc],
  });
  await client.query({
    name: 'answer',
    text: 'INSERT INTO bare_answer (mutation, fingerprint, answer) VALUES ($1, $2, $3)',
    values: [newId(), id, '{"outcome":"applied"}'],
  });
}

/** Mutations through one and through two processes beside bare inserts of the same rows by one and by two clients. */
export const mutationsPg: Bench = {
  name: 'mutations-pg',
  run: async (say) => {
    const postgres = await realPostgres();
    const measures: Measure[] = [];
    try {
      for (const processes of [1, 2]) {
        const url = await postgres.database();
        const servers = [await serverOn(url, ['--seed', 'sample'])];
        const [first] = servers;
        if (processes === 2 && first) servers.push(await serverOn(url));
        const client = new pg.Client(url);
        await client.connect();
        await client.query(
          `CREATE TABLE bare_row (kind bigint, id text PRIMARY KEY, version bigserial UNIQUE, search text, doc json);
           CREATE TABLE bare_entry (entry bigserial PRIMARY KEY, at text, entity text, action text, after text);
           CREATE INDEX ON bare_entry (entity, entry);
           CREATE TABLE bare_answer (mutation text PRIMARY KEY, fingerprint text, answer text)`,
        );
        await client.end();
        const took: number[] = [];
        const reference: number[] = [];
        for (let run = 0; run < runs; run++) {
          took.push(await timed(() => ours(servers, run * mutations)));
          reference.push(await timed(() => bare(url, processes)));
          const rate = Math.round((mutations / (took.at(-1) ?? 1)) * 1000);
          say(`${processes}: ${rate}/s beside ${Math.round((mutations / (reference.at(-1) ?? 1)) * 1000)}/s`);
        }
        for (const server of servers) await server.remove();
        const note = `${mutations} customers made through ${processes} process(es), ${batch} to a request and a commit, over HTTP by as many clients, beside bare inserts of the row, the entry and the answer by as many clients, as many to a commit`;
        measures.push(measureOf({ name: `mutations-pg-${processes}`, ours: took, reference, aim: 3, note }));
      }
      return measures;
    } finally {
      await postgres.remove();
    }
  },
};
