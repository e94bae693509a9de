import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { median, timed } from '../measure.ts';
import { sectionsOf, type OpenPeer } from './peer.ts';
import type { PeerName, PeerTimes } from './peers.ts';

/** Each peer is loaded only in the process that measures it. */
const openers: Record<PeerName, () => Promise<{ open: OpenPeer }>> = {
  switchyard: () => import('./switchyard.ts'),
  rxdb: () => import('./rxdb.ts'),
  watermelondb: () => import('./watermelondb.ts'),
  powersync: () => import('./powersync.ts'),
  tinybase: () => import('./tinybase.ts'),
  pglite: () => import('./pglite.ts'),
  pouchdb: () => import('./pouchdb.ts'),
};

const [name, file, terms] = process.argv.slice(2);
if (!name || !file || !terms || !(name in openers)) throw new Error('usage: one.ts PEER FILE TERMS');
const { open } = await openers[name as PeerName]();
const pages = readFileSync(file, 'utf8').split('\n');
const siteIds = pages
  .flatMap(sectionsOf)
  .filter(({ kind }) => kind === 'site')
  .flatMap(({ rows }) => rows.map(({ id }) => id));
const folder = mkdtempSync(path.join(os.tmpdir(), 'switchyard-peer-'));
const peer = await open(folder);

const load = await timed(() => peer.load(pages));
const searches: number[] = [];
let found = 0;
for (const term of terms.split(',')) {
  searches.push(
    await timed(async () => {
      found += (await peer.search(term)).total;
    }),
  );
}
searches.sort((a, b) => a - b);
const windows: number[] = [];
for (let at = 0; at < 9; at++)
  windows.push(
    await timed(async () => {
      if ((await peer.page(siteIds.length / 2 + at * 7)).length !== 100) throw new Error('a short page');
    }),
  );
const edits = Array.from({ length: 1000 }, (_, at) => ({
  id: siteIds[(at * 97) % siteIds.length] ?? '',
  notes: `Seen ${at}`,
}));
const update = await timed(() => peer.update(edits));
const gone = siteIds.filter((_, at) => at % 10 === 3).slice(0, 10_000);
const remove = await timed(() => peer.remove(gone));
const left = await peer.search('');
if (left.total !== siteIds.length - gone.length) throw new Error(`${left.total} sites are left`);
await peer.close();
rmSync(folder, { recursive: true, force: true });

const memory = Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) / 1024;
const times: PeerTimes = {
  ...{ load, page: median(windows), update, remove, memory, found },
  search: searches[Math.ceil(searches.length * 0.95) - 1] ?? Number.NaN,
};
console.log(`MEASURED ${JSON.stringify(times)}`);
process.exit(0);
