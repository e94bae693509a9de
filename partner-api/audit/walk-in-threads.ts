import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { chainBeginning } from '../store/audit-chain.ts';
import { wholeWalk, type ChainSource, type Segment, type Walk, type Walked } from './verify.ts';

/** Entries that are worth a thread: starting one takes as long as walking along a few thousand. */
const worthOne = 20_000;

/**
 * Walks along a long chain in several threads, each its piece: as every entry stands with its hash, a piece can begin with the one
 * before it, which the piece before says is right. A short chain is walked along in this thread.
 * @param file of the database that `source` reads
 */
export function walkInThreads(
  source: ChainSource,
  file: string,
  threads: number,
  entriesEach: number = worthOne,
): Walk {
  return async (last, believed) => {
    const pieces = Math.min(threads, Math.floor(last / entriesEach));
    if (pieces < 2) return wholeWalk(source)(last, believed);
    const ends = Array.from({ length: pieces }, (_, piece) => Math.floor((last * (piece + 1)) / pieces));
    const instance = await source.auditInstance();
    const walks = ends.map(async (end, piece): Promise<Walked> => {
      const after = ends[piece - 1] ?? 0;
      const before = after === 0 ? chainBeginning(instance) : ((await source.auditHash(after)) ?? '');
      return walkElsewhere(file, { after, before, last: end, instance, believed });
    });
    const walked = await Promise.all(walks);
    // What is wrong first is what is wrong: pieces after it begin with a hash that nothing vouches for.
    return walked.find(({ fault }) => fault !== null) ?? { entries: last, fault: null };
  };
}

/** @throws whatever ended the thread before it answered */
async function walkElsewhere(file: string, segment: Segment): Promise<Walked> {
  const worker = new Worker(new URL('./segment-worker.ts', import.meta.url), {
    workerData: { file, segment },
    execArgv: [],
  });
  const [walked] = (await once(worker, 'message')) as [Walked];
  return walked;
}
