import type { Mutation } from '../../common/domain/mutations.ts';
import type { Understood } from '../../db/api.ts';
import type { MutationResults } from '../../common/partner-api/sync-door.ts';
import type { Account } from '../../common/partner-api/session.ts';
import type { PartnerClient } from '../partner/client.ts';
import { didNothing, neverLeft } from '../partner/failure.ts';
import type { AccessSession } from '../partner/session.ts';
import type { Introduction } from './introduction.ts';

interface EventListener {
  onOpen(): void;
  onEvent(event: { epoch: string; seq: number }): void;
}

/** The sync door of the partner API, as a signed-in account. What the engine needs of the network, and nothing more. */
export interface SyncDoor {
  readonly signedIn: boolean;
  /** Changes that the server understands; null where it hasn't said. */
  readonly understood: Understood | null;
  /** How far this computer's clock is ahead of the server's, in milliseconds; null where that isn't known. */
  readonly clockAheadMs: number | null;
  /** The server has said what the account may do and see now. */
  learn(account: Account): void;
  /** Epoch of the server's database. */
  epoch(signal: AbortSignal): Promise<string>;
  snapshotPage(after: string | null, signal: AbortSignal): Promise<Uint8Array>;
  changesPage(cursor: string, digest: boolean, signal: AbortSignal): Promise<Uint8Array>;
  /**
   * @param packed whether the server takes the body in gzip
   * @throws PartnerFailure with `nothingDone` where none of the mutations can have been carried out by it
   */
  push(mutations: Mutation[], signal: AbortSignal, packed: boolean): Promise<MutationResults>;
  /** What came from the server was of no use: who it is, is asked before the next exchange. */
  doubt(): void;
  /** Resolves when the stream ends. */
  events(listener: EventListener, signal: AbortSignal): Promise<void>;
}

/** The sync door over HTTP. Before anything is exchanged, and again after a failure, it's made sure who is there. */
export function openSyncDoor(
  client: PartnerClient,
  session: AccessSession,
  introduction: Introduction,
): SyncDoor {
  const exchange = async <T>(call: (token: string) => Promise<T>, signal: AbortSignal): Promise<T> => {
    await introduction.met(signal);
    try {
      return await session.use(call, signal);
    } catch (thrown) {
      introduction.forget();
      throw thrown;
    }
  };
  return {
    get signedIn() {
      return session.signedIn;
    },
    get understood() {
      return introduction.understood;
    },
    get clockAheadMs() {
      return introduction.clockAheadMs;
    },
    learn: (account) => session.learn(account),
    async epoch(signal) {
      const { epoch } = await client.greet(signal);
      return epoch;
    },
    snapshotPage: (after, signal) => exchange((token) => client.snapshotPage(token, after, signal), signal),
    changesPage: (cursor, digest, signal) =>
      exchange((token) => client.changesPage(token, cursor, digest, signal), signal),
    async push(mutations, signal, packed) {
      let isOut = false;
      const send = async (token: string) => {
        isOut = true;
        try {
          return await client.push(token, mutations, signal, packed);
        } catch (thrown) {
          isOut = !didNothing(thrown);
          throw thrown;
        }
      };
      try {
        return await exchange(send, signal);
      } catch (thrown) {
        throw isOut ? thrown : neverLeft(thrown);
      }
    },
    doubt: () => introduction.forget(),
    async events(listener, signal) {
      await exchange((token) => client.events(token, listener, signal), signal);
      // A server that ends it may be about to come back as a newer one.
      introduction.forget();
    },
  };
}
