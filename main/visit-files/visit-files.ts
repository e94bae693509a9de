import type { VisitFileStates } from '../../common/contract/visits.ts';
import { Failure, toAppError } from '../../common/contract/errors.ts';
import type { SyncState } from '../../common/contract/views.ts';
import { visitFileOf } from '../../common/domain/visit-files.ts';
import type { TakenOffline } from '../../common/contract/visit-plan.ts';
import type { CacheChange } from '../../db/api.ts';
import type { ToldPhoto } from '../../db/views/taken-along.ts';
import type { CacheClient } from '../../db/client.ts';
import type { PartnerClient } from '../partner/client.ts';
import { Stopped } from '../partner/deadline.ts';
import { PartnerFailure } from '../partner/failure.ts';
import type { AccessSession } from '../partner/session.ts';
import { inTouch } from '../sync/state.ts';
import type { Clock, Log, Random } from '../ports.ts';
import { backoffMs } from '../sync/backoff.ts';
import { hashOf, type FileStore, type KeptFile } from './file-store.ts';
import { sendFile } from './send-file.ts';

/** Files that go up at a time: so that a far network is filled, and one large file doesn't hold up the others. */
const lanes = 3;
/** By how much the first wait is shorter after something arrived: a line that breaks off is mostly back at once. */
const soonness = 4;
/** Tries that a download has; it goes on where it broke off. */
const downloadTries = 4;

/** How the ids of reports begin that were printed here of a visit. */
const printedOf = (visit: string) => `printed:${visit}:`;

export interface VisitFilesOptions {
  store: FileStore;
  cache: CacheClient;
  client: PartnerClient;
  session: AccessSession;
  clock: Clock;
  random: Random;
  log: Log;
  /** How a visit's files are has changed. */
  onChange(visit: string): void;
}

/**
 * Photos and reports of visits on this computer, and their way up: beside the outbox and not in it, so that a small change never waits
 * for a large file. A file goes once the partner API knows of its visit's telling of it, in chunks, and goes on where it was.
 */
export class VisitFiles {
  readonly #options: VisitFilesOptions;
  /** Bytes that have gone, by file id; known for what went in this session. */
  readonly #sent = new Map<string, number>();
  readonly #going = new Set<string>();
  /** What the partner API doesn't know of yet: asked again when something of visits has changed. */
  readonly #early = new Set<string>();
  readonly #running = new Set<Promise<void>>();
  #inTouch = false;
  #stop = new AbortController();
  #closed = false;
  #tidying: Promise<void> = Promise.resolve();
  /** What is still to be fetched, as it was asked for, and why it stopped. */
  #wanted: ToldPhoto[] = [];
  #fetching: Promise<void> | null = null;
  #fetchTrouble = '';
  #failures = 0;
  #trouble = '';
  #cancelTimer: (() => void) | null = null;

  constructor(options: VisitFilesOptions) {
    this.#options = options;
  }

  /** How the files of a visit are: on this computer, on their way, there, or refused and why. */
  async statesOf(visit: string): Promise<VisitFileStates> {
    const { store } = this.#options;
    const detail = await this.#options.cache.read.visitDetail(visit);
    const ids = detail
      ? Object.keys({ ...detail.visit.photos, ...detail.visit.reports }).filter((id) =>
          visitFileOf(detail.visit, id),
        )
      : [];
    const files = ids.flatMap((id) => {
      const kept = store.one(id);
      if (!kept) return { id, isHere: false, state: 'there' as const, sent: 0, bytes: 0, because: '' };
      const { state, bytes } = kept;
      if (state === 'printed') return [];
      const going = state === 'waiting' && this.#going.has(id);
      const because = state === 'waiting' && !going ? this.#trouble : kept.because;
      const sent = state === 'there' ? bytes : (this.#sent.get(id) ?? 0);
      return { id, isHere: true, state: going ? ('going' as const) : state, sent, bytes, because };
    });
    return { files, noRoom: await store.whyNoRoom(0) };
  }

  /** Keeps a file that was made here; it goes up once its visit tells of it. @throws Failure `cache` */
  async keep(visit: string, id: string, bytes: Uint8Array, small?: Uint8Array): Promise<string> {
    const hash = hashOf(bytes);
    const file: KeptFile = { visit, hash, bytes: bytes.byteLength, state: 'waiting', because: '' };
    await this.#options.store.keep(id, file, bytes, small);
    this.#sent.set(id, 0);
    return hash;
  }

  /**
   * The report of a visit that was printed here when all that it shows was the same, by its hash; printed now, and kept, where
   * there's none.
   */
  async printed(visit: string, shown: string, print: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const { store } = this.#options;
    const id = `${printedOf(visit)}${shown}`;
    const kept = store.one(id);
    const before = kept && (await store.read(kept.hash));
    if (before) return before;
    const bytes = await print();
    const file: KeptFile = {
      ...{ visit, hash: hashOf(bytes), bytes: bytes.byteLength },
      ...{ state: 'printed', because: '' },
    };
    const former = [...store.all.keys()].filter((each) => each.startsWith(printedOf(visit)));
    try {
      await store.keep(id, file, bytes);
      await store.remove(former);
    } catch (thrown) {
      // A disk that is full keeps nobody from a report.
      if (!(thrown instanceof Failure)) throw thrown;
    }
    return bytes;
  }

  /** Those that the partner API may not have, by id: what waits to go up, and what was refused. */
  unsent(): ReadonlyMap<string, KeptFile> {
    const all = [...this.#options.store.all];
    return new Map(all.filter(([, { state }]) => state === 'waiting' || state === 'refused'));
  }

  /** Ids of those that their visit tells of here, with the same content. */
  async toldByVisits(
    files: readonly { id: string; visit: string; hash: string }[],
  ): Promise<ReadonlySet<string>> {
    const told = new Set<string>();
    for (const [visit, its] of Map.groupBy(files, (file) => file.visit)) {
      const detail = await this.#options.cache.read.visitDetail(visit);
      for (const { id, hash } of its)
        if (detail && visitFileOf(detail.visit, id)?.hash === hash) told.add(id);
    }
    return told;
  }

  /** What is known of one here, if anything. */
  known(id: string): KeptFile | undefined {
    return this.#options.store.one(id);
  }

  /** Whether the content of a file is on this computer. */
  async isHere(id: string, hash: string): Promise<boolean> {
    const { store } = this.#options;
    return store.one(id)?.hash === hash && (await store.read(hash)) !== null;
  }

  /** Content by its hash; null where it isn't on this computer whole. */
  contentOf(hash: string): Promise<Uint8Array | null> {
    return this.#options.store.read(hash);
  }

  /** Why so many bytes more can't be kept on this computer; null where they can. */
  whyNoRoom(bytes: number): Promise<string | null> {
    return this.#options.store.whyNoRoom(bytes);
  }

  /** Takes back what was kept a moment ago, as its visit won't tell of it. */
  async drop(id: string): Promise<void> {
    await this.#options.store.remove([id]);
  }

  /** Takes back what was kept a moment ago; what was known of it before stands again. */
  async takeBack({ id, hash }: { id: string; hash: string }, former: KeptFile | undefined): Promise<void> {
    this.#sent.delete(id);
    await this.#options.store.putBack(id, former, hash);
  }

  /**
   * The content of a visit's file, fetched where it isn't here.
   * @throws Failure `not-found`, `offline`, or why it couldn't be fetched
   */
  async read(visit: string, id: string, small = false): Promise<Uint8Array> {
    const detail = await this.#options.cache.read.visitDetail(visit);
    const told = detail && visitFileOf(detail.visit, id);
    if (!told)
      throw new Failure({ code: 'not-found', message: 'This visit doesn’t have that file any more.' });
    const here = await this.#options.store.read(told.hash, small);
    if (here) return here;
    if (!this.#inTouch)
      throw new Failure({
        code: 'offline',
        message:
          'This photo isn’t on this computer, and the partner API can’t be reached. It’s fetched once it can.',
        retry: 'later',
      });
    const bytes = await this.#download(visit, id, told);
    await this.#options.store.keep(
      id,
      { visit, hash: told.hash, bytes: told.bytes, state: 'there', because: '' },
      bytes,
    );
    this.#options.onChange(visit);
    return bytes;
  }

  /** How much of these photos is on this computer, and how far fetching the rest is. */
  hereOf(
    photos: readonly ToldPhoto[],
  ): Pick<TakenOffline, 'photos' | 'photosHere' | 'bytesHere' | 'bytesMissing' | 'fetching' | 'because'> {
    const here = photos.filter(({ id }) => this.#options.store.one(id));
    const sum = (some: readonly ToldPhoto[]) => some.reduce((bytes, photo) => bytes + photo.bytes, 0);
    const wanted = new Set(this.#wanted.map(({ id }) => id));
    return {
      ...{ photos: photos.length, photosHere: here.length },
      ...{ bytesHere: sum(here), bytesMissing: sum(photos) - sum(here) },
      ...{ fetching: photos.filter(({ id }) => wanted.has(id)).length, because: this.#fetchTrouble },
    };
  }

  /** Begins to fetch what of these isn't on this computer, one after the other. */
  fetchAll(photos: readonly ToldPhoto[]): void {
    const asked = new Set(this.#wanted.map(({ id }) => id));
    this.#wanted.push(...photos.filter(({ id }) => !asked.has(id) && !this.#options.store.one(id)));
    this.#fetchTrouble = '';
    this.#fetching ??= this.#fetchWanted().finally(() => (this.#fetching = null));
  }

  async #fetchWanted(): Promise<void> {
    for (let next = this.#wanted[0]; next && !this.#closed; next = this.#wanted[0]) {
      try {
        await this.read(next.visit, next.id);
        this.#wanted.shift();
      } catch (thrown) {
        const error = toAppError(thrown);
        const isItsOwn = error.code === 'not-found' || error.code === 'not-allowed';
        // What is wrong with one is wrong with that one; what is wrong with the line or the disk ends it.
        if (isItsOwn) this.#wanted.shift();
        else this.#wanted = [];
        this.#fetchTrouble = error.message;
      }
      this.#options.onChange(next.visit);
    }
  }

  /** Follows whether the partner API is in reach. */
  stateChanged({ phase }: SyncState): void {
    const isInTouch = inTouch.has(phase);
    if (isInTouch === this.#inTouch) return;
    this.#inTouch = isInTouch;
    if (!isInTouch) {
      this.#stop.abort();
      this.#stop = new AbortController();
    }
    this.#failures = 0;
    this.#trouble = '';
    this.wake();
  }

  cacheChanged({ kinds, status }: CacheChange): void {
    if (!kinds.includes('visit')) return;
    this.#early.clear();
    this.wake();
    if (!status.complete || this.#closed) return;
    this.#tidying = this.#tidying
      .then(() => this.#tidy())
      .catch((thrown: unknown) =>
        this.#options.log('error', 'Photos that left couldn’t be taken away', String(thrown)),
      );
  }

  /** Tries one that was refused once more. */
  async retry(id: string): Promise<void> {
    const file = this.#options.store.one(id);
    if (file?.state !== 'refused') return;
    await this.#options.store.note(id, { ...file, state: 'waiting', because: '' });
    this.#options.onChange(file.visit);
    this.wake();
  }

  /** Sends what waits, if it may. */
  wake(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    while (this.#inTouch && !this.#closed && this.#running.size < lanes && this.#next() !== undefined) {
      const lane = this.#goOn().finally(() => this.#running.delete(lane));
      this.#running.add(lane);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelTimer?.();
    this.#stop.abort();
    await Promise.all([...this.#running, this.#tidying, this.#fetching]);
  }

  /** What is there already and no visit tells of here any more, as it was taken out or isn’t granted, doesn’t stay on this computer. */
  async #tidy(): Promise<void> {
    const { store, cache } = this.#options;
    const gone: string[] = [];
    for (const [id, file] of store.all) {
      if (file.state === 'waiting' || this.#closed) continue;
      const detail = await cache.read.visitDetail(file.visit);
      const isTold =
        file.state === 'printed'
          ? detail?.customer?.grants.includes('access-data')
          : detail && (detail.pending !== null || visitFileOf(detail.visit, id));
      if (!isTold) gone.push(id);
    }
    const visits = new Set(gone.flatMap((id) => store.one(id)?.visit ?? []));
    await store.remove(gone);
    for (const visit of visits) this.#options.onChange(visit);
  }

  #next(): [string, KeptFile] | undefined {
    for (const [id, file] of this.#options.store.all)
      if (file.state === 'waiting' && !this.#going.has(id) && !this.#early.has(id)) return [id, file];
    return undefined;
  }

  async #goOn(): Promise<void> {
    for (let next = this.#next(); next && this.#inTouch && !this.#closed; next = this.#next()) {
      const [id, file] = next;
      this.#going.add(id);
      try {
        await this.#send(id, file);
        this.#failures = 0;
        this.#trouble = '';
      } catch (thrown) {
        if (!(await this.#failed(id, file, thrown))) return;
      } finally {
        this.#going.delete(id);
        this.#options.onChange(file.visit);
      }
    }
  }

  async #send(id: string, file: KeptFile): Promise<void> {
    const { store, client, session, cache } = this.#options;
    const detail = await cache.read.visitDetail(file.visit);
    const isTold = detail && visitFileOf(detail.visit, id)?.hash === file.hash;
    // Taken out again, or its visit was: it stays here, in case that's undone, and goes nowhere.
    if (!isTold) return void this.#early.add(id);
    const content = await store.read(file.hash);
    if (!content)
      return store.note(id, {
        ...{ ...file, state: 'refused' },
        because: 'Its file on this computer is damaged or gone. Remove it and add it again.',
      });
    const { signal } = this.#stop;
    await sendFile({
      content,
      from: this.#sent.get(id),
      stateOf: () => session.use((token) => client.visitFileState(token, file.visit, id, signal), signal),
      sendChunk: async (offset, chunk) => {
        const state = await session.use(
          (token) => client.sendVisitFile(token, { visit: file.visit, file: id, offset, chunk }, signal),
          signal,
        );
        this.#failures = 0;
        return state;
      },
      onProgress: (sent) => {
        this.#sent.set(id, sent);
        this.#options.onChange(file.visit);
      },
    });
    await store.note(id, { ...file, state: 'there', because: '' });
  }

  /** Whether this lane goes on with another file. */
  async #failed(id: string, file: KeptFile, thrown: unknown): Promise<boolean> {
    // Where it broke off, the partner API says.
    this.#sent.delete(id);
    if (thrown instanceof Stopped) return false;
    const { store, clock, random, log } = this.#options;
    if (thrown instanceof PartnerFailure && thrown.status === 404) {
      this.#early.add(id);
      return true;
    }
    if (thrown instanceof PartnerFailure && [400, 403, 409, 413, 422].includes(thrown.status ?? 0)) {
      await store.note(id, { ...file, state: 'refused', because: thrown.error.message });
      return true;
    }
    const error = toAppError(thrown);
    if (error.code === 'internal') log('error', 'A photo couldn’t be sent', error.detail);
    this.#trouble = error.message;
    // Those that broke off together are one failure.
    if (this.#cancelTimer) return false;
    this.#failures++;
    const wait = thrown instanceof PartnerFailure ? thrown.retryAfterMs : null;
    const backoff = backoffMs(this.#failures, random.fraction());
    this.#cancelTimer = clock.after(wait ?? (this.#failures === 1 ? backoff / soonness : backoff), () =>
      this.wake(),
    );
    return false;
  }

  async #download(visit: string, id: string, told: { hash: string; bytes: number }): Promise<Uint8Array> {
    const { client, session } = this.#options;
    const { signal } = this.#stop;
    let bytes = new Uint8Array();
    for (let attempt = 1; ; attempt++) {
      const offset = bytes.byteLength;
      try {
        const rest = await session.use(
          (token) => client.readVisitFile(token, visit, id, offset, signal),
          signal,
        );
        bytes = Buffer.concat([bytes, rest]);
      } catch (thrown) {
        if (attempt >= downloadTries || !(thrown instanceof PartnerFailure) || thrown.status !== null)
          throw thrown;
        continue;
      }
      if (bytes.byteLength === told.bytes && hashOf(bytes) === told.hash) return bytes;
      if (attempt >= downloadTries)
        throw new Failure({
          code: 'unexpected-answer',
          message:
            'The photo arrived otherwise than its visit tells of it. Nothing of it was kept; try again later.',
          retry: 'later',
        });
      bytes = new Uint8Array();
    }
  }
}
