import pg from 'pg';
import { openPostgresStore } from '../../partner-api/store/postgres/postgres-store.ts';
import { columnTypes } from '../../partner-api/store/postgres/connection.ts';
import { worldSeed } from '../../partner-api/seed/world.ts';
import { newId } from '../../common/domain/ids.ts';
import { measureOf, timed, type Bench } from './measure.ts';
import { realPostgres } from './postgres.ts';

const customers = Number(process.env['FEED_ROWS'] ?? 100_000);
const page = 5000;
const runs = 9;

/** All changes to one client, page by page, as the change feed reads them beside the bare query for the same rows. */
export const feedPg: Bench = {
  name: 'feed-pg',
  run: async (say) => {
    const server = await realPostgres();
    const url = await server.database();
    say(`writing ${customers} customers to ${server.version}`);
    const seed = worldSeed({ customers, sites: 0, probes: 0 }, () => undefined);
    const { store } = await openPostgresStore({ url, seed: () => ({ epoch: newId(), ...seed(Date.now()) }) });
    const bare = new pg.Client({
      connectionString: url,
      types: columnTypes,
      options: '-c switchyard.sight=*',
    });
    await bare.connect();
    try {
      await bare.query('ANALYZE');
      const feed = async () => {
        for (let at = 0, more = true; more;) {
          const read = await store.read.changes(null, at, page);
          ({ end: at, more } = read);
        }
      };
      const query = async () => {
        for (let at = 0; ;) {
          const { rows } = await bare.query<{ version: number }>({
            name: 'bare',
            text: 'SELECT version, kind, id, doc FROM entity WHERE version > $1 ORDER BY version LIMIT $2',
            values: [at, page],
          });
          at = rows.at(-1)?.version ?? at;
          if (rows.length < page) return;
        }
      };
      const ours: number[] = [];
      const reference: number[] = [];
      await feed();
      await query();
      for (let run = 0; run < runs; run++) {
        ours.push(await timed(feed));
        reference.push(await timed(query));
        say(
          `run ${run + 1}: ${Math.round(ours.at(-1) ?? 0)} ms beside ${Math.round(reference.at(-1) ?? 0)} ms`,
        );
      }
      const note = `${customers} changes in pages of ${page}, as the store gives them with their digests, beside the indexed query for the same rows over a connection of its own`;
      return [measureOf({ name: 'feed-pg', ours, reference, aim: 1.5, note })];
    } finally {
      await bare.end();
      await store.close();
      await server.remove();
    }
  },
};
