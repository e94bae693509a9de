import { PassThrough, type Readable } from 'node:stream';
import type { Account } from '../../common/partner-api/session.ts';
import type { Session } from '../auth/sessions.ts';
import type { Store } from '../store/store.ts';
import type { Surroundings } from '../surroundings.ts';
import { Lag } from './lag.ts';
import { sightOfAccount } from '../commands/sight.ts';

/** Streams of server-sent events. */
export interface EventStreams {
  /**
   * A stream that tells where the change feed stands, at once and after every commit that brought something which the account
   * sees. It ends when the session expires, the account's role or scope changes, the store is of another epoch, or the caller is gone.
   */
  open(session: Session, gone: AbortSignal): Promise<Readable>;
  /** A client was answered all changes up to `seq`. */
  fetched(session: Session, seq: number): void;
  /** Ends all streams, for shutting down. */
  close(): void;
}

/**
 * Event streams over a store.
 * @param heartbeatMs how often a comment is sent, so that a dead connection is noticed by both sides
 */
export function openEventStreams(
  store: Store,
  { now }: Pick<Surroundings, 'now'>,
  heartbeatMs: number,
  lag: Lag = new Lag(now),
): EventStreams {
  const endings = new Set<() => void>();
  return {
    open: async (session, gone) => {
      const { account } = session;
      const { epoch } = store;
      const sightNow = () => sightOfAccount(store.read, account);
      let sight = await sightNow();
      const stream = new PassThrough({ highWaterMark: 4096 });
      // A caller that doesn't read gets no pile of events: the last one, once it reads again, says all there is to say.
      let untold: number | null = null;
      const tell = (seq: number) => {
        untold = stream.writableNeedDrain ? seq : null;
        if (untold === null) stream.write(`event: change\ndata: ${JSON.stringify({ epoch, seq })}\n\n`);
      };
      stream.on('drain', () => {
        if (untold !== null) tell(untold);
      });
      let ended = false;
      let told = -1;
      let followed: ReturnType<Lag['follow']> | undefined;
      const isAnythingNew = async () => {
        if (sight === null) return true;
        // The tree of brands may have grown since, or shrunk: what is seen by that is news as well.
        const now = await sightNow();
        const isSame = now?.size === sight.size && sight.isSubsetOf(now);
        sight = now;
        return !isSame || (sight !== null && (await store.read.hasChanges(sight, told)));
      };
      const tellSeen = async (seq: number) => {
        // Its sequence may stand before what was told: a stream of its own tells of it from the beginning.
        if (store.epoch !== epoch) return end();
        if (seq <= told || !(await isAnythingNew())) return;
        if (ended || seq <= told) return;
        told = seq;
        followed?.told(seq);
        tell(seq);
      };
      const stopListening = store.onCommit((seq) => void tellSeen(seq).catch(() => end()));
      const beat = async () => {
        const isOver = session.expiresAt <= now() || (await isChanged(store, account));
        if (ended) return;
        if (isOver) end();
        else stream.write(': heartbeat\n\n');
      };
      const heartbeat = setInterval(() => void beat().catch(() => end()), heartbeatMs);
      const end = () => {
        if (!ended) followed?.end();
        ended = true;
        clearInterval(heartbeat);
        stopListening();
        endings.delete(end);
        stream.end();
      };
      endings.add(end);
      gone.addEventListener('abort', end, { once: true });
      stream.once('close', end);
      const { seq } = await store.read.position(sight);
      if (seq > told) {
        told = seq;
        tell(seq);
      }
      if (gone.aborted) end();
      if (!ended) followed = lag.follow(session, told);
      return stream;
    },
    fetched: (session, seq) => lag.fetched(session, seq),
    close: () => {
      for (const end of [...endings]) end();
    },
  };
}

/** Whether an account may do or see something else than when its stream was opened. */
async function isChanged(store: Store, { login, role, scope }: Account): Promise<boolean> {
  const now = await store.read.accountByLogin(login);
  return now === null || now.isDisabled || now.role !== role || now.scope?.brandId !== scope?.brandId;
}
