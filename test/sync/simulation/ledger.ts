import type { Mutation } from '../../../common/domain/mutations.ts';
import type { FiledChange } from '../../../common/domain/outbox-file.ts';
import type { MutationOutcome } from '../../../common/partner-api/sync-door.ts';
import type { DecidedChange, NewMutation } from '../../../db/api.ts';
import { keptDays } from '../../../db/journal/entries.ts';
import type { WriterCall } from './client.ts';
import { checkEffects } from './effects.ts';
import type { WireAnswer, WireRequest } from './router.ts';
import type { ServerFile } from './server-file.ts';

/** What is known of one change from outside: what the operator was told, what was on the wire, what the server did. */
export interface Tracked {
  id: string;
  client: string;
  /** The operator was told that it's kept. */
  acknowledged: boolean;
  /** It was taken back, discarded or replaced by another: for certain, or the process ended before it was told. */
  withdrawn: 'no' | 'perhaps' | 'surely';
  /** As it was last sent, while no answer to it has arrived. */
  unanswered: string | null;
  /** The first request that carried it since the last answer; what `unanswered` holds was sent by this one or later. */
  carriedBy: string | null;
  /** The last answer that arrived was a rejection. */
  rejected: boolean;
  /** The client has heard that it was applied, at this time by its clock. */
  settledAt: number | null;
  /** When it was last taken back, discarded or replaced, by the client's clock. */
  withdrawnAt: number | null;
}

/** Whether a journal may have forgotten by `now` what it last heard at `at`, both in milliseconds by the client's clock. */
export function mayBeForgotten(at: number | null, now: number): boolean {
  return at !== null && now - at > (keptDays - 1) * 86_400_000;
}

/**
 * The books of a world: every change by id. It hears of queueing and of withdrawals from the cache's calls, of sending from
 * the wire, of effects from the server's own Activity; what doesn't add up is a violation.
 */
export class Ledger {
  /** How many of the operators' changes were applied, by their names. */
  readonly done: Record<string, number> = {};
  /** By client and id: a change that was taken to another console is in the books of both. */
  readonly tracked = new Map<string, Tracked>();
  readonly #applied = new Set<string>();
  readonly #violation: (what: string) => void;

  constructor(violation: (what: string) => void) {
    this.#violation = violation;
  }

  /** Whether the server applied a change in some history. */
  wasApplied(id: string): boolean {
    return this.#applied.has(id);
  }

  /**
   * A call of the writer begins. From here on it may be on the disk, even if the process ends before it says so.
   * @param held ids that the client's outbox holds
   * @param time by the client's clock, in milliseconds: now, and the latest that it has shown
   */
  begins(
    client: string,
    { method, args }: WriterCall,
    held: ReadonlySet<string>,
    time: { now: number; latest: number },
  ): void {
    for (const id of madeBy(method, args)) this.#track(client, id);
    // A file brings back what was discarded so long ago that nobody here knows of it.
    if (method === 'importChanges')
      for (const id of madeBy(method, args)) {
        const entry = this.#of(client, id);
        if (entry && !held.has(id) && mayBeForgotten(entry.withdrawnAt, time.latest))
          Object.assign(entry, { withdrawn: 'perhaps', unanswered: null, rejected: false });
      }
    for (const id of withdrawnBy(method, args)) {
      const entry = this.#of(client, id);
      if (!entry || !held.has(id)) continue;
      entry.withdrawnAt = time.now;
      if (entry.withdrawn === 'no') entry.withdrawn = 'perhaps';
      if (putsBack.has(method)) entry.rejected = false;
    }
  }

  /** A call has ended, well or not: what was to go may still be there. */
  ended(client: string, { method, args }: WriterCall, held: ReadonlySet<string>): void {
    for (const id of withdrawnBy(method, args)) {
      const entry = this.#of(client, id);
      if (entry?.withdrawn === 'perhaps' && held.has(id)) entry.withdrawn = 'no';
    }
  }

  /** The operator was told that a call succeeded. What it took away is gone for certain, what it made is kept. */
  told(client: string, { method, args }: WriterCall, held: ReadonlySet<string>): void {
    for (const id of withdrawnBy(method, args)) {
      const entry = this.#of(client, id);
      if (entry?.withdrawn === 'perhaps') entry.withdrawn = 'surely';
    }
    for (const id of madeBy(method, args)) {
      const entry = this.#of(client, id);
      if (entry && (method === 'queue' || method === 'queueDelete' || held.has(id)))
        entry.acknowledged = true;
      if (entry && method === 'importChanges' && held.has(id)) entry.withdrawn = 'no';
    }
  }

  /** A client was started and holds these in its outbox: what is there has to stay from now on. */
  found(client: string, held: ReadonlySet<string>, kept: boolean): void {
    for (const entry of this.tracked.values()) {
      // What was rejected and what has left is in the cache alone: without it, a rejected change is offered once more and gets
      // the same answer, and one that had left may be rewritten as one that hadn’t.
      if (entry.client === client && !kept) Object.assign(entry, { rejected: false, unanswered: null });
      if (entry.client !== client || !held.has(entry.id)) continue;
      if (entry.withdrawn === 'surely')
        this.#violation(`${client} has ${entry.id} in its outbox again, which was taken back or discarded`);
      entry.withdrawn = 'no';
      entry.acknowledged = true;
    }
  }

  /** Mutations leave a client. */
  leaves(client: string, request: WireRequest): void {
    if (request.route !== 'pushMutations') return;
    const { mutations } = JSON.parse(request.body ?? '{}') as { mutations: Mutation[] };
    const seen = new Set<string>();
    for (const mutation of mutations) {
      const entry = this.#of(client, mutation.id);
      if (!entry) {
        this.#violation(`${client} sends ${mutation.name} ${mutation.id}, which nobody queued there`);
        continue;
      }
      if (entry.withdrawn === 'surely')
        this.#violation(`${client} sends ${mutation.id}, which was taken back or discarded`);
      if (entry.rejected) this.#violation(`${client} sends ${mutation.id} again after it was rejected`);
      const text = JSON.stringify({ ...mutation, after: [] });
      if (entry.unanswered !== null && entry.unanswered !== text)
        this.#violation(
          `${client} resends ${mutation.id} with other content: ${text} after ${entry.unanswered}`,
        );
      if (entry.unanswered === null) entry.carriedBy = request.id;
      entry.unanswered = text;
      for (const earlier of mutation.after) this.#mustPrecede(client, mutation.id, earlier, seen);
      seen.add(mutation.id);
    }
  }

  #mustPrecede(client: string, id: string, earlier: string, seen: ReadonlySet<string>): void {
    const entry = this.#of(client, earlier);
    if (!entry || seen.has(earlier)) return;
    if (this.wasApplied(earlier) || entry.withdrawn !== 'no') return;
    this.#violation(`${client} sends ${id} before ${earlier}, which it follows`);
  }

  /**
   * An answer has reached a client whole. Where it says that the request was refused before anybody looked at what it holds, the
   * changes that it was the first to carry are as if they had never left; one that an earlier request carried may have arrived.
   */
  answered(client: string, request: WireRequest, answer: WireAnswer): void {
    if (request.route !== 'pushMutations' || !refusesUnseen(answer)) return;
    const { mutations } = JSON.parse(request.body ?? '{}') as { mutations: Mutation[] };
    for (const { id } of mutations) {
      const entry = this.#of(client, id);
      if (entry?.carriedBy === request.id) entry.unanswered = null;
    }
  }

  /**
   * Outcomes have arrived at a client, which may die before its cache has them: its journal may know by then. One that it doesn't
   * know of stays in the outbox.
   */
  heard(client: string, outcomes: readonly MutationOutcome[], now: number): void {
    for (const { id, outcome } of outcomes) {
      const entry = this.#of(client, id);
      if (entry && outcome === 'applied') entry.settledAt ??= now;
    }
  }

  /** Outcomes have arrived at a client and its cache has them. */
  settled(client: string, outcomes: readonly MutationOutcome[], now: number): void {
    for (const { id, outcome } of outcomes) {
      const entry = this.#of(client, id);
      if (!entry) continue;
      entry.unanswered = null;
      entry.rejected = outcome === 'rejected';
      if (outcome === 'applied') entry.settledAt = now;
    }
  }

  /**
   * The command layer has answered a batch: what it did is compared with what was asked, field by field.
   * @param now the server's time, in milliseconds
   */
  served(
    server: ServerFile,
    request: WireRequest,
    sent: unknown[],
    outcomes: readonly MutationOutcome[],
    now: number,
  ): void {
    outcomes.forEach(({ id, outcome }, index) => {
      const mutation = (sent as Mutation[])[index];
      if (outcome !== 'applied' || !mutation) return;
      if (!this.#applied.has(id)) this.done[mutation.name] = (this.done[mutation.name] ?? 0) + 1;
      this.#applied.add(id);
    });
    const served = { server, request: request.id, batch: sent as Mutation[], outcomes, now };
    checkEffects(served, this.#violation);
  }

  /** What the server has, it may lose: a backup takes its place. */
  restoring(server: ServerFile): void {
    for (const id of server.applied()) this.#applied.add(id);
  }

  #track(client: string, id: string): void {
    if (this.#of(client, id)) return;
    this.tracked.set(`${client} ${id}`, {
      id,
      client,
      acknowledged: false,
      withdrawn: 'no',
      unanswered: null,
      carriedBy: null,
      rejected: false,
      settledAt: null,
      withdrawnAt: null,
    });
  }

  #of(client: string, id: string): Tracked | undefined {
    return this.tracked.get(`${client} ${id}`);
  }
}

/** Whether the partner API says, by a problem document of its own, that it did nothing of a request. */
function refusesUnseen({ status, type, body }: WireAnswer): boolean {
  if (status < 400 || type !== 'application/problem+json') return false;
  try {
    const told = JSON.parse(Buffer.from(body).toString()) as { kind?: string; nothingDone?: boolean };
    return told.nothingDone === true || unseen.has(`${status} ${told.kind}`);
  } catch {
    return false;
  }
}

const unseen: ReadonlySet<string> = new Set([
  '401 session-expired',
  '401 unauthenticated',
  '426 client-too-old',
  '429 too-many-requests',
]);

/** Whether a call makes changes or takes some away; the others need no entry in the books. */
export function concernsChanges({ method }: WriterCall): boolean {
  return makes.has(method) || method === 'takeBack' || method === 'discardAll' || putsBack.has(method);
}

/** Calls that bring changes into an outbox. */
const makes: ReadonlySet<string> = new Set(['queue', 'queueDelete', 'importChanges']);

/** Calls that put a change back in line, perhaps under another id. */
const putsBack: ReadonlySet<string> = new Set(['retryAll', 'amend', 'decide']);

/** Ids under which a call may make changes. */
function madeBy(method: string, args: unknown[]): string[] {
  if (method === 'queue') return (args[0] as NewMutation[]).map(({ id }) => id);
  if (method === 'queueDelete') return (args[2] as { id: string }[]).map(({ id }) => id);
  if (method === 'amend') return [(args[1] as { id: string }).id];
  if (method === 'retryAll')
    return (args[0] as { renewal: { id: string } }[]).map(({ renewal }) => renewal.id);
  if (method === 'importChanges') return (args[0] as FiledChange[]).map(({ mutation }) => mutation.id);
  if (method === 'decide')
    return (args[0] as DecidedChange[]).flatMap(({ first, change }) => [
      ...first.map(({ restore }) => restore.id),
      ...(change ? [change.renewal.id] : []),
    ]);
  return [];
}

/** Ids of changes that a call may take away, or put another one in the place of. */
function withdrawnBy(method: string, args: unknown[]): string[] {
  if (method === 'takeBack' || method === 'discardAll') return args[0] as string[];
  if (method === 'amend') return [args[0] as string];
  if (method === 'retryAll') return (args[0] as { id: string }[]).map(({ id }) => id);
  if (method === 'decide')
    return (args[0] as DecidedChange[]).flatMap(({ change }) => (change ? [change.id] : []));
  return [];
}
