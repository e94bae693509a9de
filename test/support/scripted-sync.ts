import type { Mutation } from '../../common/domain/mutations.ts';
import type { Account } from '../../common/partner-api/session.ts';
import type { MutationOutcome } from '../../common/partner-api/sync-door.ts';
import type { CacheChange, CacheStatus, PageReport, Untouched } from '../../db/api.ts';
import type { CacheClient } from '../../db/client.ts';
import type { SyncDoor } from '../../main/sync/door.ts';

const pageEffects = { more: false, unknownKinds: [], faults: [], digestsAgree: null, account: null };

/** A cache that only counts: what the engine asks of it is written down, and it answers what a test says. */
export class ScriptedCache {
  status: CacheStatus = {
    epoch: 'e1',
    cursor: 'c1',
    seq: 1,
    complete: true,
    currentAt: null,
    snapshot: null,
    aside: {},
    waiting: 0,
    stuck: 0,
    revision: 1,
  };
  readonly asked: string[] = [];
  outbox: Mutation[] = [];
  sending: Mutation[] = [];
  settled: MutationOutcome[] = [];
  /** What the last push that failed left as it was. */
  untouched: readonly Untouched[] = [];
  /** What the next pages report, besides their status. */
  pages: Partial<PageReport>[] = [];
  /** Called before what is written; it throws where the disk is to be full. What it gives is waited for before a batch is taken. */
  broken: (call: 'nextBatch' | 'unsend' | 'settle') => void | Promise<void> = () => undefined;
  /** Told of every change, as the real one tells its client. */
  onChange: (change: CacheChange) => void = () => undefined;

  queue(...mutations: Mutation[]): void {
    this.outbox.push(...mutations);
    this.#changed({ waiting: this.outbox.length });
  }

  #changed(changes: Partial<CacheStatus>): CacheChange {
    this.status = { ...this.status, ...changes, revision: this.status.revision + 1 };
    const change: CacheChange = { revision: this.status.revision, kinds: [], status: this.status };
    this.onChange(change);
    return change;
  }

  #page(changes: Partial<CacheStatus>): PageReport {
    const report = { ...pageEffects, ...this.pages.shift() };
    return { ...this.#changed(report.faults.length > 0 ? {} : changes), ...report };
  }

  /** The part of the cache that the engine uses. */
  get cache(): CacheClient {
    const write = {
      status: () => Promise.resolve(this.status),
      nextBatch: async (limit: number) => {
        const held = this.broken('nextBatch');
        if (held) await held;
        const batch = this.outbox.slice(0, limit);
        this.sending.push(...batch);
        this.outbox = this.outbox.slice(limit);
        return batch;
      },
      unsend: async (untouched: readonly Untouched[] = []) => {
        void this.broken('unsend');
        this.asked.push('unsend');
        this.untouched = untouched;
        this.outbox = [...this.sending, ...this.outbox];
        this.sending = [];
        return this.#changed({ waiting: this.outbox.length });
      },
      settle: async (outcomes: MutationOutcome[]) => {
        void this.broken('settle');
        this.settled.push(...outcomes);
        const outcomeOf = new Map(outcomes.map(({ id, outcome }) => [id, outcome]));
        this.outbox = [...this.sending.filter(({ id }) => outcomeOf.get(id) === 'retry'), ...this.outbox];
        this.sending = this.sending.filter(({ id }) => !outcomeOf.has(id));
        return this.#changed({ waiting: this.outbox.length });
      },
      beginSnapshot: () => {
        this.asked.push('beginSnapshot');
        return Promise.resolve(this.status);
      },
      applySnapshotPage: () => {
        this.asked.push('applySnapshotPage');
        return Promise.resolve(this.#page({ cursor: 'c1', snapshot: null }));
      },
      applyChanges: (_body: Uint8Array, now: string) => {
        this.asked.push('applyChanges');
        return Promise.resolve(this.#page({ complete: true, currentAt: now }));
      },
      startOver: (epochChanged: boolean) => {
        this.asked.push(`startOver ${epochChanged ? 'another epoch' : 'same epoch'}`);
        return Promise.resolve(this.#changed({ complete: false, cursor: null, snapshot: null }));
      },
    };
    const partial = {
      write,
      report: { how: 'opened', notice: null, status: this.status },
      close: () => Promise.resolve(),
    };
    return partial as unknown as CacheClient;
  }
}

/** A partner API that does what a test says. Requests that are told to hang end with their signal. */
export class ScriptedDoor implements SyncDoor {
  signedIn = true;
  understood = null;
  clockAheadMs = null;
  doubt = () => undefined;
  readonly asked: string[] = [];
  /** The account as it was told, each time. */
  readonly learnt: Account[] = [];
  /** What happens on the next requests of a sort, first come first served; without a script they succeed. */
  script: { push: (() => unknown)[]; changes: (() => unknown)[]; snapshot: (() => unknown)[] } = {
    push: [],
    changes: [],
    snapshot: [],
  };
  epochNow = 'e1';
  listening: { onEvent(event: { epoch: string; seq: number }): void; end(): void } | null = null;

  learn(account: Account): void {
    this.learnt.push(account);
  }

  epoch(): Promise<string> {
    this.asked.push('epoch');
    return Promise.resolve(this.epochNow);
  }

  async snapshotPage(after: string | null): Promise<Uint8Array> {
    this.asked.push(`snapshot ${after ?? 'first'}`);
    await this.script.snapshot.shift()?.();
    return new TextEncoder().encode('{"next":null}');
  }

  async changesPage(cursor: string, digest: boolean): Promise<Uint8Array> {
    this.asked.push(digest ? `changes ${cursor} digest` : `changes ${cursor}`);
    await this.script.changes.shift()?.();
    return new Uint8Array();
  }

  async push(mutations: Mutation[]) {
    this.asked.push(`push ${mutations.map(({ id }) => id).join(' ')}`);
    const scripted = (await this.script.push.shift()?.()) as MutationOutcome[] | undefined;
    const applied = mutations.map(({ id }, index) => ({ id, outcome: 'applied' as const, seq: index + 2 }));
    return { epoch: this.epochNow, results: scripted ?? applied };
  }

  async events(
    listener: { onOpen(): void; onEvent(event: { epoch: string; seq: number }): void },
    signal: AbortSignal,
  ): Promise<void> {
    const ended = Promise.withResolvers<void>();
    signal.addEventListener('abort', () => ended.resolve(), { once: true });
    this.listening = { onEvent: (event) => listener.onEvent(event), end: () => ended.resolve() };
    listener.onOpen();
    await ended.promise;
    this.listening = null;
  }
}
