import type { CommandRequest } from '../../common/contract/commands.ts';
import {
  isUntouched,
  type BulkItem,
  type BulkJob,
  type DeletePreview,
  type NamedRow,
  type PastedMatches,
} from '../../common/contract/deleting.ts';
import { Failure } from '../../common/contract/errors.ts';
import { newId } from '../../common/domain/ids.ts';
import { partnerContext } from '../../common/domain/contexts.ts';
import { pastedList } from '../../common/domain/pasted-list.ts';
import { whyNotConfirmed } from '../../common/domain/typed-confirmation.ts';
import type { Account } from '../../common/partner-api/session.ts';
import type { CacheChange, FrozenDelete } from '../../db/api.ts';
import type { CacheClient } from '../../db/client.ts';
import { countOf, idsIn } from '../../db/rows/packed-ids.ts';
import { isoNow, type Clock, type Log, type Random } from '../ports.ts';
import { requireAccess } from './access.ts';
import { confirmationOf, firstRefusal } from './delete-rules.ts';
import type { Queued } from './changes.ts';

/** How long a bulk delete is held, in milliseconds: in that time Undo takes all of it back untouched. */
const holdMs = 20_000;
/** Dry runs that can still be accepted; an older one is opened again. */
const keptPreviews = 4;

export interface BulkDeletesOptions {
  cache: CacheClient;
  clock: Clock;
  random: Random;
  log: Log;
  /** Who is signed in, as of now. */
  account(): Account | null;
  /** Told when something is in the outbox that can be sent. */
  onQueued(): void;
  /** Told whenever the bulk deletes look different. */
  onJobs(jobs: BulkJob[]): void;
}

/**
 * Deleting customers and sites: the dry run that freezes what is meant, the hold with its countdown, and what is done with a bulk delete
 * under way. What is held and what became of it is the cache's to keep; here are the dry runs and the countdowns of this run.
 */
export class BulkDeletes {
  readonly #options: BulkDeletesOptions;
  readonly #previews = new Map<string, FrozenDelete>();
  readonly #countdowns = new Map<string, { endsAt: number; cancel: () => void }>();
  #jobs: Omit<BulkJob, 'sendsAt'>[] = [];
  #told = '';
  #inTouch = false;
  #looking: Promise<void> | null = null;
  #lookAgain = false;
  #closed = false;

  constructor(options: BulkDeletesOptions) {
    this.#options = options;
  }

  /** Freezes what is meant, and counts what goes with it. @throws Failure `not-allowed` by role */
  async preview({ kind, selection, without }: CommandRequest<'delete.preview'>): Promise<DeletePreview> {
    requireAccess(this.#options.account(), `${kind}.delete`);
    if (selection.type === 'matching' && selection.list.kind !== kind)
      throw new Failure({ code: 'bad-call', message: 'The selection is of another list.' });
    const frozen = await this.#options.cache.read.freezeDelete(kind, selection, without);
    const token = this.#newId();
    this.#previews.set(token, frozen);
    for (const oldest of [...this.#previews.keys()].slice(0, -keptPreviews)) this.#previews.delete(oldest);
    const { names, unconfirmed, limited, missing, ids, sites, probes, visits, projects, licenses, waiting } =
      frozen;
    return {
      ...{ token, kind, names, unconfirmed, limited, missing },
      customers: kind === 'customer' ? countOf(ids) : 0,
      sites: countOf(kind === 'site' ? ids : sites),
      probesFreed: countOf(probes),
      visits: countOf(visits),
      projects: countOf(projects),
      licenses,
      waiting: countOf(waiting),
      confirm: confirmationOf(frozen),
    };
  }

  /** A stretch of what a dry run counts. @throws Failure `not-found` once it's too old */
  async previewRows({
    token,
    level,
    offset,
    limit,
  }: CommandRequest<'delete.previewRows'>): Promise<{ rows: NamedRow[] }> {
    const frozen = this.#previewOf(token);
    const { ids: customer, sites: site, probes: probe, visits: visit, projects: project, waiting } = frozen;
    const of = { customer, site, probe, visit, project, waiting };
    const these = level === 'site' && frozen.kind === 'site' ? frozen.ids : of[level];
    return { rows: await this.#options.cache.read.namedRows(level, idsIn(these, offset, offset + limit)) };
  }

  /** What pasted lines mean, by the cache. */
  matchPasted({ kind, text }: CommandRequest<'delete.matchPasted'>): Promise<PastedMatches> {
    return this.#options.cache.read.pastedMatches(kind, pastedList(text));
  }

  /**
   * Deletes what a dry run showed. What needs a typed confirmation is held first.
   * @throws Failure `invalid` where what was typed doesn't confirm it; `not-allowed`; `not-found` for a dry run that's too old, or where
   *   something that it names was changed or deleted since
   */
  async accept({
    token,
    typed,
  }: CommandRequest<'delete.accept'>): Promise<Queued & { job: string; held: boolean }> {
    const { account } = this.#options;
    const frozen = this.#previewOf(token);
    requireAccess(account(), `${frozen.kind}.delete`);
    const refusal = firstRefusal(frozen, account());
    if (refusal !== null) throw new Failure({ code: 'not-allowed', message: refusal });
    const confirm = confirmationOf(frozen);
    const fault = confirm ? whyNotConfirmed(confirm, typed) : null;
    if (fault !== null)
      throw new Failure({ code: 'invalid', message: fault, fields: [{ path: 'typed', message: fault }] });
    const job = this.#newId();
    const held = confirm !== null;
    this.#previews.delete(token);
    const queued = await this.#queue(frozen, job, held);
    if (!held) this.#options.onQueued();
    await this.#look();
    return { ...queued, job, held };
  }

  /** Bulk deletes made here, newest first. */
  async jobs(): Promise<BulkJob[]> {
    await this.#look();
    return this.#shown();
  }

  items({
    job,
    outcome,
    offset,
    limit,
  }: CommandRequest<'bulk.items'>): Promise<{ total: number; items: BulkItem[] }> {
    return this.#options.cache.read.bulkItems(job, outcome, offset, limit);
  }

  /** Keeps what hasn't left from being sent until it's resumed. */
  async pause(job: string): Promise<void> {
    await this.#options.cache.write.holdJob(job, 'paused');
    await this.#look();
  }

  /** Goes on with a paused bulk delete, or lets a held one go at once. A paused one of which nothing has left is held again first, with its whole countdown. */
  async resume(job: string): Promise<void> {
    const known = await this.#jobOf(job);
    if (known && known.paused > 0 && isUntouched(known)) {
      await this.#options.cache.write.holdJob(job, 'held');
      await this.#look();
    } else await this.#letGo(job);
  }

  async #letGo(job: string): Promise<void> {
    await this.#options.cache.write.holdJob(job, null);
    this.#options.onQueued();
    await this.#look();
  }

  /** Takes back all that hasn't left, and lets go what has: only sending that again tells what became of it. Gives how many items came back. */
  async stop(job: string): Promise<number> {
    const { cache } = this.#options;
    const before = (await this.#jobOf(job))?.takenBack ?? 0;
    // Held first: nothing leaves while the parts are taken back.
    await cache.write.holdJob(job, 'paused');
    await cache.write.takeBack((await this.#jobOf(job))?.mutationIds ?? []);
    await cache.write.holdJob(job, null);
    this.#options.onQueued();
    await this.#look();
    return ((await this.#jobOf(job))?.takenBack ?? 0) - before;
  }

  /** Goes on with what was held or under way when the app ended. */
  begin(): void {
    this.#lookSoon();
  }

  /** The cache changed, by whatever write. */
  cacheChanged({ status }: CacheChange): void {
    if (this.#jobs.every(isAtRest) && status.waiting + status.stuck === 0) return;
    this.#lookSoon();
  }

  /** The partner API came into reach, or went out of it: only while it answers a countdown runs. */
  inTouch(isInTouch: boolean): void {
    if (this.#inTouch === isInTouch) return;
    this.#inTouch = isInTouch;
    this.#follow();
  }

  /** Ends the countdowns; what is held stays held. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { cancel } of this.#countdowns.values()) cancel();
    this.#countdowns.clear();
    await this.#looking?.catch(() => undefined);
  }

  async #queue(frozen: FrozenDelete, job: string, held: boolean): Promise<Queued> {
    const { cache, clock } = this.#options;
    const parts = Array.from({ length: frozen.parts }, () => ({
      id: this.#newId(),
      at: isoNow(clock),
      context: partnerContext,
    }));
    // In one transaction: all of it is queued, or nothing.
    const { mutationIds } = await cache.write.queueDelete(frozen, job, parts, held ? 'held' : null);
    return { mutationIds };
  }

  #previewOf(token: string): FrozenDelete {
    const frozen = this.#previews.get(token);
    if (!frozen)
      throw new Failure({
        code: 'not-found',
        message: 'This dry run is too old. Nothing was deleted; below is what goes now.',
      });
    return frozen;
  }

  async #jobOf(job: string): Promise<Omit<BulkJob, 'sendsAt'> | undefined> {
    return (await this.#options.cache.read.bulkJobs()).find((one) => one.job === job);
  }

  /** Reads how far the bulk deletes have come; once more where something changed meanwhile. */
  async #look(): Promise<void> {
    if (this.#looking) {
      this.#lookAgain = true;
      return this.#looking;
    }
    this.#looking = (async () => {
      do {
        this.#lookAgain = false;
        this.#jobs = await this.#options.cache.read.bulkJobs();
      } while (this.#lookAgain);
    })().finally(() => (this.#looking = null));
    await this.#looking;
    this.#follow();
  }

  #lookSoon(): void {
    if (this.#closed) return;
    this.#look().catch((thrown: unknown) => {
      if (!this.#closed) this.#options.log('error', 'Reading the bulk deletes failed', String(thrown));
    });
  }

  /** Runs a countdown for each bulk delete that is held while the partner API is in reach, and no other. */
  #follow(): void {
    if (this.#closed) return;
    const { clock } = this.#options;
    const held = new Set(this.#inTouch ? this.#jobs.filter((job) => job.held > 0).map(({ job }) => job) : []);
    for (const [job, { cancel }] of this.#countdowns) {
      if (held.has(job)) continue;
      cancel();
      this.#countdowns.delete(job);
    }
    for (const job of held) {
      if (this.#countdowns.has(job)) continue;
      const cancel = clock.after(holdMs, () => this.#ended(job));
      this.#countdowns.set(job, { endsAt: clock.now() + holdMs, cancel });
    }
    const shown = this.#shown();
    const text = JSON.stringify(shown);
    if (text === this.#told) return;
    this.#told = text;
    this.#options.onJobs(shown);
  }

  #ended(job: string): void {
    this.#countdowns.delete(job);
    if (this.#closed) return;
    this.#letGo(job).catch((thrown: unknown) => {
      // It stays held, and a new countdown begins with the next look.
      this.#options.log('error', 'A bulk delete couldn’t be let go', String(thrown));
      this.#lookSoon();
    });
  }

  #shown(): BulkJob[] {
    return this.#jobs.map((job) => {
      const countdown = this.#countdowns.get(job.job);
      return { ...job, sendsAt: countdown ? new Date(countdown.endsAt).toISOString() : null };
    });
  }

  #newId(): string {
    const { clock, random } = this.#options;
    return newId({ now: () => clock.now(), random: () => random.bytes(16) });
  }
}

function isAtRest({ held, paused, underWay, stuck }: Omit<BulkJob, 'sendsAt'>): boolean {
  return held + paused + underWay + stuck === 0;
}
