import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { worldSeed } from '../../../partner-api/seed/world.ts';
import { measureOf, type Bench, type Measure } from '../measure.ts';
import type { Section } from './peer.ts';

const sites = 100_000;
const pageRows = 5000;
const runs = 3;
const peers = ['rxdb', 'watermelondb', 'powersync', 'tinybase', 'pglite', 'pouchdb'] as const;
export type PeerName = 'switchyard' | (typeof peers)[number];

/** Parts of names, inner letters, and what's rare. */
const terms = [
  'lond',
  'san',
  'north',
  'burg',
  'ville',
  'tokyo',
  'clinic',
  'dental',
  'sao',
  'quarry',
  'xyz',
  'el',
].join(',');
/** PouchDB looks through all documents for each search: a few are enough to know. */
const fewTerms = 'lond,dental';

/** What one run of a peer took: milliseconds, and `memory` in MB. */
export interface PeerTimes {
  load: number;
  /** 95th percentile. */
  search: number;
  /** Median. */
  page: number;
  update: number;
  remove: number;
  memory: number;
  /** Hits of all searches, to see that the same was found. */
  found: number;
}

const operations = {
  load: ['load', 'ms', 'the first load of 120,000 rows until lists and search answer'],
  search: [
    'search',
    'ms',
    'p95 of the first 50 sites in order whose name holds a text, with the exact count',
  ],
  page: ['page', 'ms', '100 sites in order of name at offset 50,000'],
  update: ['update-1k', 'ms', 'notes of 1,000 sites changed'],
  remove: ['delete-10k', 'ms', '10,000 sites deleted'],
  memory: ['memory', 'MB', 'most memory of the process over all of it'],
} as const satisfies Partial<Record<keyof PeerTimes, readonly [string, Measure['unit'], string]>>;

const folder = import.meta.dirname;

/** The same rows for all, as pages of JSON, a line each. */
function writeWorld(file: string): void {
  const pages: string[] = [];
  let page: Section[] = [];
  let count = 0;
  const size = { customers: sites / 10, sites, probes: sites / 10 };
  for (const { kind, row } of worldSeed(size, () => undefined)(Date.UTC(2026, 0, 1)).rows) {
    if (page.at(-1)?.kind !== kind) page.push({ kind, rows: [] });
    if (kind === 'license') continue;
    page.at(-1)?.rows.push({ ...row, version: ++count });
    if (count % pageRows === 0) {
      pages.push(JSON.stringify(page));
      page = [];
    }
  }
  if (page.length > 0) pages.push(JSON.stringify(page));
  writeFileSync(file, pages.join('\n'));
}

function run(peer: PeerName, file: string): PeerTimes | string {
  const asked = peer === 'pouchdb' ? fewTerms : terms;
  const script = path.join(folder, 'one.ts');
  const { stdout, stderr } = spawnSync(process.execPath, [script, peer, file, asked], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    timeout: 20 * 60_000,
  });
  const measured = /^MEASURED (.*)$/m.exec(stdout)?.[1];
  if (measured) return JSON.parse(measured) as PeerTimes;
  return stderr.trim().split('\n').slice(-6).join(' ') || 'it ended without a word';
}

export const peerBench: Bench = {
  name: 'peers',
  run: (say) => {
    if (!existsSync(path.join(folder, 'node_modules'))) {
      say('installing the peers');
      spawnSync('npm', ['ci'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
    }
    const scratch = mkdtempSync(path.join(os.tmpdir(), 'switchyard-peers-'));
    const file = path.join(scratch, 'world.ndjson');
    writeWorld(file);
    const measures: Measure[] = [];
    try {
      for (const peer of peers) {
        const ours: PeerTimes[] = [];
        const theirs: PeerTimes[] = [];
        // They take turns, so that both meet the same machine.
        for (let turn = 0; turn < (peer === 'pouchdb' ? 1 : runs); turn++) {
          const [own, other] = [run('switchyard', file), run(peer, file)];
          if (typeof own === 'string') throw new Error(own);
          if (typeof other === 'string') {
            say(`${peer} doesn’t run here: ${other}`);
            break;
          }
          say(`${peer}: ${JSON.stringify(other)}, ours ${JSON.stringify(own)}`);
          ours.push(own);
          theirs.push(other);
        }
        if (theirs.length > 0) measures.push(...measuresOf(peer, ours, theirs));
      }
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
    return Promise.resolve(measures);
  },
};

function measuresOf(peer: PeerName, ours: readonly PeerTimes[], theirs: readonly PeerTimes[]): Measure[] {
  return (Object.keys(operations) as (keyof typeof operations)[]).map((operation) => {
    const [name, unit, note] = operations[operation];
    return measureOf({
      name: `peer-${peer}-${name}`,
      ours: ours.map((times) => times[operation]),
      reference: theirs.map((times) => times[operation]),
      aim: 1,
      unit,
      note: `${note}: ours with index, search and outbox beside ${peer}`,
    });
  });
}
