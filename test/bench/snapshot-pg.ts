import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { measureOf, timed, type Bench } from './measure.ts';
import { peakMegabytes, realPostgres, serverOn } from './postgres.ts';
import { openDoor } from './world.ts';

const sites = Number(process.env['SNAPSHOT_ROWS'] ?? 1_000_000) / 2;
const runs = 3;
const page = 5000;

/** A first snapshot streamed out of PostgreSQL by a server, beside COPY of the same rows. */
export const snapshotPg: Bench = {
  name: 'snapshot-pg-1m',
  run: async (say) => {
    const postgres = await realPostgres();
    try {
      const url = await postgres.database();
      say(`writing ${sites * 2} rows to ${postgres.version}`);
      const counts = [
        '--customers',
        String(sites / 10),
        '--sites',
        String(sites),
        '--probes',
        String(sites * 0.9),
      ];
      const server = await serverOn(url, ['--seed', 'world', ...counts]);
      const { token } = await openDoor(server);
      const client = new pg.Client({ connectionString: url, options: '-c switchyard.sight=*' });
      await client.connect();
      await client.query('ANALYZE');
      const stream = async () => {
        let after: string | null = '';
        while (after !== null) {
          const query: string = after === '' ? '' : `&after=${after}`;
          const answer = await fetch(`${server.url}/v1/snapshot?limit=${page}${query}`, {
            headers: { authorization: `Bearer ${token}`, 'accept-encoding': 'identity' },
          });
          if (answer.status !== 200) throw new Error(await answer.text());
          const bytes = Buffer.from(await answer.arrayBuffer());
          // What comes next stands in the page's head or end; the rows aren't read.
          after = /"next":"([^"]*)"/.exec(ends(bytes))?.[1] ?? null;
        }
      };
      const copy = () =>
        pipeline(
          client.query(copyTo('COPY (SELECT kind, id, doc FROM entity ORDER BY kind, id) TO STDOUT')),
          new Writable({ write: (_piece, _encoding, done) => done() }),
        );
      const ours: number[] = [];
      const reference: number[] = [];
      for (let run = 0; run < runs; run++) {
        ours.push(await timed(stream));
        reference.push(await timed(copy));
        say(
          `run ${run + 1}: ${Math.round(ours.at(-1) ?? 0)} ms beside ${Math.round(reference.at(-1) ?? 0)} ms`,
        );
      }
      const held = peakMegabytes(server.pid);
      await client.end();
      await server.remove();
      const note = `${sites * 2} customers, sites and probes in pages of ${page} over HTTP from a server of its own process, which held ${held} MB at most (its seeding included), beside COPY TO STDOUT of the same rows`;
      return [measureOf({ name: 'snapshot-pg-1m', ours, reference, aim: 4, note })];
    } finally {
      await postgres.remove();
    }
  },
};

function ends(bytes: Buffer): string {
  return bytes.subarray(0, 300).toString() + bytes.subarray(-300).toString();
}
