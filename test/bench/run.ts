import buildPrograms from '../support/programs.ts';
import type { Bench } from './measure.ts';

/** `npm run bench -- [--json] [--only NAME]`: benchmarks, one line a measure. Progress goes to the error stream. */
const benches = {
  'first-snapshot': async () => (await import('./first-snapshot.ts')).firstSnapshot,
  delta: async () => (await import('./delta.ts')).delta,
  pull: async () => (await import('./pull.ts')).pull,
  rebase: async () => (await import('./rebase.ts')).rebase,
  push: async () => (await import('./push.ts')).push,
  memory: async () => (await import('./memory.ts')).memory,
  'local-change': async () => (await import('./local-change.ts')).localChange,
  'visit-save': async () => (await import('./visit-save.ts')).visitSave,
  'photo-upload': async () => (await import('./photo-upload.ts')).photoUpload,
  'list-window': async () => (await import('./list-window.ts')).listWindow,
  'list-window-1m': async () => (await import('./list-window-1m.ts')).listWindow1m,
  'list-resort-1m': async () => (await import('./list-resort-1m.ts')).listResort1m,
  'search-first50-1m': async () => (await import('./search-first50-1m.ts')).searchFirst50,
  'bulk-delete-10k': async () => (await import('./bulk-delete.ts')).bulkDelete,
  'csv-100k': async () => (await import('./csv.ts')).csv,
  'audit-verify-1m': async () => (await import('./audit-verify.ts')).auditVerify,
  'visibility-1m': async () => (await import('./visibility.ts')).visibility,
  'ledger-1m': async () => (await import('./ledger.ts')).ledger,
  'context-switch': async () => (await import('./context-switch.ts')).contextSwitch,
  'overview-1m': async () => (await import('./overview.ts')).overview,
  'mail-10k': async () => (await import('./mail.ts')).mail,
  'page-ttfb': async () => (await import('./page-ttfb.ts')).pageTtfb,
  'signup-visible': async () => (await import('./signup-visible.ts')).signupVisible,
  'feed-pg': async () => (await import('./feed-pg.ts')).feedPg,
  'mutations-pg': async () => (await import('./mutations-pg.ts')).mutationsPg,
  'snapshot-pg-1m': async () => (await import('./snapshot-pg.ts')).snapshotPg,
  'events-fanout': async () => (await import('./events-fanout.ts')).eventsFanout,
  'sim-ops': async () => (await import('./sim-ops.ts')).simOps,
  'in-window': async () => (await import('./in-window.ts')).inWindow,
  peers: async () => (await import('./peers/peers.ts')).peerBench,
  'cold-start': async () => (await import('./cold-start.ts')).coldStart,
} satisfies Record<string, () => Promise<Bench>>;
const names = Object.keys(benches) as (keyof typeof benches)[];

const json = process.argv.includes('--json');
const at = process.argv.indexOf('--only');
const only = at < 0 ? undefined : process.argv[at + 1];
const exactly = names.filter((name) => name === only);
const chosen = exactly.length > 0 ? exactly : names.filter((name) => !only || only.startsWith(name));
if (chosen.length === 0) {
  console.error(`There is no measure ${only}. There are: ${names.join(', ')}`);
  process.exit(2);
}

await buildPrograms();
for (const name of chosen) {
  const bench = await benches[name]();
  const measures = await bench.run((line) => process.stderr.write(`${name}: ${line}\n`));
  for (const measure of measures) {
    if (json) console.log(JSON.stringify(measure));
    else
      console.log(
        `${measure.name.padEnd(22)} ours ${measure.ours} ${measure.unit}, reference ${measure.reference} ${measure.unit}, ratio ${measure.ratio}${measure.aim === null ? '' : ` (aim ≤ ${measure.aim})`}, ${measure.runs} runs`,
      );
  }
}
