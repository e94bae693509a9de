import { Failure } from '../../common/contract/errors.ts';
import { openForReading, type Connection } from '../store/database.ts';
import { readCurrent, generationFile } from '../store/folder.ts';
import { stateReader, type State } from '../store/state.ts';

/** A read-only connection to whichever generation is current. */
export interface FollowedFile {
  /**
   * Runs `work` in one read transaction on the current generation. The connection is the same one from call to call until a
   * new generation takes over.
   * @throws Failure `cache` when there's no cache yet
   */
  read<T>(work: (db: Connection, state: State) => T): T;
  close(): void;
}

interface Opened {
  db: Connection;
  /** Made once a connection: making it takes about as long as a look-up. */
  atOneMoment: (work: (db: Connection, state: State) => unknown) => unknown;
}

const moved = Symbol('moved');

/** Follows the current generation of a folder: where the open file names a successor, that one is opened. */
export function followCurrent(folder: string): FollowedFile {
  let opened: Opened | undefined;

  function open(): Opened {
    const db = openForReading(generationFile(folder, readCurrent(folder).generation));
    const readState = stateReader(db);
    // Another number once anybody else has committed, and this connection only reads: asking for it takes a fraction of reading the state.
    const version = db.prepare<[], number>('PRAGMA data_version').pluck();
    let known: { version: number | undefined; state: State } | undefined;
    const stateNow = (): State | undefined => {
      const now = version.get();
      if (known?.version === now) return known?.state;
      const state = readState();
      known = state && { version: now, state };
      return state;
    };
    const atOneMoment = db.transaction((work: (db: Connection, state: State) => unknown) => {
      const state = stateNow();
      if (!state)
        throw new Failure({ code: 'cache', message: 'The local cache isn’t ready yet.', retry: 'later' });
      return state.successor === null ? work(db, state) : moved;
    });
    return { db, atOneMoment };
  }

  function attempt<T>(work: (db: Connection, state: State) => T): T | typeof moved {
    opened ??= open();
    // What's answered is what `work` gives, or that the file has moved.
    return opened.atOneMoment(work) as T | typeof moved;
  }

  function close(): void {
    opened?.db.close();
    opened = undefined;
  }

  return {
    read: (work) => {
      for (;;) {
        const answer = attempt(work);
        if (answer !== moved) return answer;
        close();
      }
    },
    close,
  };
}
