import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openCache } from '../../db/client.ts';
import { systemClock } from '../../main/ports.ts';
import { pullChanges, pullSnapshot } from '../../main/sync/pull.ts';
import { openDoor } from './world.ts';

/**
 * The process whose memory is measured: takes a first snapshot from the partner API at the address given, with the app's own
 * client, engine's pull and worker threads, and prints the most memory that it ever held, in bytes.
 */
const [url = ''] = process.argv.slice(2);
const { door } = await openDoor({ url });
const folder = mkdtempSync(path.join(os.tmpdir(), 'switchyard-bench-'));
const cache = await openCache({ folder, context: 'partner-account' });
const signal = new AbortController().signal;
const parts = { cache, door, clock: systemClock, signal, onPage: () => undefined };
await pullSnapshot(parts, () => Promise.resolve());
const last = await pullChanges(parts, true);
if (last.digestsAgree !== true) throw new Error('the digests don’t agree');
await cache.close();
rmSync(folder, { recursive: true });
console.log(peakBytes());

function peakBytes(): number {
  // Linux counts it since the process began; elsewhere Node's own account of it does.
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  const peak = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return Number(peak) * 1024;
}
