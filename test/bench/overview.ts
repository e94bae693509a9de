import { createReader } from '../../db/reader.ts';
import { openForReading } from '../../db/store/database.ts';
import { figuresSql } from '../../db/views/overview-figures.ts';
import { createWriter } from '../../db/writer.ts';
import { cacheFileIn } from './app-world.ts';
import { worldOfSites } from './cached-world.ts';
import { measureOf, timed, type Bench } from './measure.ts';

const sites = 1_000_000;
const runs = 7;

export const overview: Bench = {
  name: 'overview-1m',
  run: async (say) => {
    const folder = worldOfSites(sites, say);
    const { close: closeWriter } = createWriter({ folder, context: 'partner-account' });
    const { reader, close } = createReader({ folder });
    const db = openForReading(cacheFileIn(folder));
    const statements = Object.values(figuresSql).map((sql) => db.prepare(sql).raw());
    const ours: number[] = [];
    const bare: number[] = [];
    for (let run = 0; run <= runs; run++) {
      const took = await timed(() => {
        const { months } = reader.overviewFigures();
        if (months.reduce((sum, month) => sum + month.sites, 0) !== sites) throw new Error('other figures');
      });
      const tookBare = await timed(() => statements.map((statement) => statement.all()));
      // The first finds the file's pages cold.
      if (run === 0) continue;
      ours.push(took);
      bare.push(tookBare);
    }
    db.close();
    close();
    closeWriter();
    const note = `the figures behind Overview's pictures with ${sites} sites, as the worker gives them, beside their bare SQL`;
    return [measureOf({ name: 'overview-1m', ours, reference: bare, aim: 1.3, note })];
  },
};
