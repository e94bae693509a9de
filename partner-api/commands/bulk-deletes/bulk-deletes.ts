import { setImmediate } from 'node:timers/promises';
import { bulkPartsOf } from '../../../common/domain/bulk-parts.ts';
import { newId } from '../../../common/domain/ids.ts';
import { partnerContext } from '../../../common/domain/contexts.ts';
import { mutation as mutationSchema } from '../../../common/domain/mutations.ts';
import type { BulkDelete, BulkDryRun, BulkSelection } from '../../../common/partner-api/bulk-deletes.ts';
import type { Account } from '../../../common/partner-api/session.ts';
import type { MutationOutcome } from '../../../common/partner-api/sync-door.ts';
import type { BulkDeletePart, StoredBulkDelete } from '../../store/bulk-deletes.ts';
import type { Store } from '../../store/store.ts';
import { StoreUnavailable } from '../../store/unavailable.ts';
import type { Surroundings } from '../../surroundings.ts';
import { requireAccess } from '../command.ts';
import type { CommandLayer } from '../mutate.ts';
import { ProblemError } from '../problem-error.ts';
import { freezeSelection } from './freeze.ts';
import { hashOfToken, makeToken } from '../../auth/tokens.ts';

/** How long the token of a dry run begins it, in milliseconds. */
const tokenMs = 15 * 60_000;
const namedFirst = 10;

/** Bulk deletes through the resource door: dry runs, and the jobs that do exactly what one showed. */
export interface BulkDeletes {
  /** @throws ProblemError `forbidden` by role; `invalid` */
  dryRun(account: Account, kind: BulkDelete['kind'], select: BulkSelection): Promise<BulkDryRun>;
  /**
   * Begins what a dry run showed; by a token that has begun it already, what it began.
   * @throws ProblemError `not-found`, alike for a token that's unknown, too old, or another account's
   */
  begin(account: Account, token: string): Promise<StoredBulkDelete>;
  /** Where it isn't running any more it's answered as it is. @throws ProblemError `not-found`; `invalid` before it has begun */
  pause(account: Account, id: string): Promise<StoredBulkDelete>;
  /** @throws ProblemError `not-found`; `forbidden`; `invalid` before it has begun, and once it was stopped */
  resume(account: Account, id: string): Promise<StoredBulkDelete>;
  /** Ends a dry run as well. @throws ProblemError `not-found` */
  stop(account: Account, id: string): Promise<StoredBulkDelete>;
  /** Goes on with all that was under way when the server ended. */
  goOn(): Promise<void>;
  /** Resolves once no part is under way; none begins after. */
  close(): Promise<void>;
}

/** @param onDefect told of errors that are nobody's input */
export function openBulkDeletes(
  store: Store,
  commands: CommandLayer,
  { now, randomBytes }: Surroundings,
  onDefect: (error: unknown) => void,
): BulkDeletes {
  const running = new Map<string, Promise<void>>();
  /** Those that were resumed while they were about to rest. */
  const resumed = new Set<string>();
  let closed = false;
  const isoNow = () => new Date(now()).toISOString();
  const makeId = () => newId({ now, random: () => randomBytes(16) });

  /** Changes one bulk delete of an account, if it's as `change` wants it. */
  const change = (
    account: Account,
    id: string,
    to: (bulk: StoredBulkDelete) => Partial<StoredBulkDelete>,
  ): Promise<StoredBulkDelete> =>
    store.transaction(async (tx) => {
      const bulk = await tx.bulkDelete(id);
      if (bulk?.accountId !== account.id) throw unknownBulkDelete(id);
      const changed = { ...bulk, ...to(bulk) };
      await tx.saveBulkDelete(changed);
      return changed;
    });

  const settle = (job: string, part: BulkDeletePart, outcome: MutationOutcome): Promise<void> =>
    store.transaction(async (tx) => {
      // A process that lost its hold of the job without knowing may come late with what another has counted.
      if (!(await tx.settleBulkPart(job, part.part, outcome))) return;
      const bulk = await tx.bulkDelete(job);
      if (!bulk) return;
      const all = part.names.length;
      const left = outcome.outcome === 'applied' ? (outcome.left?.length ?? 0) : all;
      const gone = outcome.outcome === 'applied' ? (outcome.gone?.length ?? 0) : 0;
      const counts = {
        deleted: bulk.deleted + all - left - gone,
        left: bulk.left + left,
        gone: bulk.gone + gone,
      };
      const isLast = counts.deleted + counts.left + counts.gone === bulk.items;
      await tx.saveBulkDelete({
        ...bulk,
        ...counts,
        ...(isLast ? { state: 'done', endedAt: isoNow() } : {}),
      });
    });

  /** Ends a bulk delete for now, or for good, without anybody having asked. */
  const giveUp = (job: string, state: 'paused' | 'stopped', because: string): Promise<void> =>
    store.transaction(async (tx) => {
      const bulk = await tx.bulkDelete(job);
      if (bulk?.state !== 'running') return;
      await tx.saveBulkDelete({ ...bulk, state, because, endedAt: state === 'stopped' ? isoNow() : null });
    });

  const takeParts = async (job: string, isHeld: () => boolean): Promise<void> => {
    for (;;) {
      // Others have their turn between two parts.
      await setImmediate();
      if (closed || !isHeld()) return;
      const bulk = await store.read.bulkDelete(job);
      if (bulk?.state !== 'running') return;
      const part = await store.read.nextBulkPart(job);
      if (!part) return;
      const account = await store.read.accountById(bulk.accountId);
      if (!account || account.isDisabled)
        return giveUp(job, 'stopped', 'The account that began it may not sign in any more.');
      const { id, login, name, role, scope } = account;
      const actor = { account: { id, login, name, role, scope }, requestId: job };
      await settle(job, part, await commands.mutate(part.mutation, { actor }));
    }
  };

  /** Takes parts unless another process is at them. One that comes late is called again by the commits of the other. */
  const takeAlone = async (job: string): Promise<void> => {
    await store.exclusively(`bulk delete ${job}`, (isHeld) => takeParts(job, isHeld));
  };

  const run = (job: string): void => {
    if (closed) return;
    if (running.has(job)) {
      resumed.add(job);
      return;
    }
    const done = takeAlone(job)
      .catch(async (error: unknown) => {
        onDefect(error);
        // Gone on with as soon as the store is back, here or elsewhere.
        if (error instanceof StoreUnavailable) return;
        await giveUp(
          job,
          'paused',
          'The partner API couldn’t go on with it at the moment. Nothing is half done; resume it to try again.',
        );
      })
      .catch(onDefect)
      .finally(() => {
        running.delete(job);
        if (resumed.delete(job)) run(job);
      });
    running.set(job, done);
  };

  return {
    dryRun: async (account, kind, select) => {
      requireAccess(account, `${kind}.delete`);
      const frozen = await freezeSelection(store.read, account, kind, select);
      const { ids, names, below, sites, probesFreed, visits, projects, notFound, ambiguous, refused } =
        frozen;
      const id = makeId();
      const token = `swb_${makeToken({ randomBytes })}`;
      const at = isoNow();
      const expiresAt = new Date(now() + tokenMs).toISOString();
      const parts = bulkPartsOf(kind, ids, below, id);
      await store.transaction(async (tx) => {
        await tx.saveBulkDelete({
          ...{
            id,
            accountId: account.id,
            by: account.name,
            token: hashOfToken(token),
            kind,
            state: 'shown',
            at,
          },
          ...{ expiresAt, because: null, begunAt: null, endedAt: null },
          ...{ items: ids.length, deleted: 0, left: 0, gone: 0 },
        });
        let from = 0;
        for (const [index, { name, args }] of parts.entries()) {
          const mutation = mutationSchema.parse({ id: makeId(), context: partnerContext, at, name, args });
          const to = from + args.ids.length;
          await tx.saveBulkPart(id, { part: index + 1, mutation, names: names.slice(from, to) });
          from = to;
        }
      });
      return {
        ...{ dryRun: true, id, token, expiresAt, kind, sites, probesFreed, visits, projects },
        ...{ notFound, ambiguous, refused },
        customers: kind === 'customer' ? ids.length : 0,
        names: names.slice(0, namedFirst),
      };
    },

    begin: async (account, token) => {
      const begun = await store.transaction(async (tx) => {
        const bulk = await tx.bulkDeleteByToken(hashOfToken(token));
        if (bulk?.accountId !== account.id) throw unknownToken();
        if (bulk.state !== 'shown') return bulk;
        if (Date.parse(bulk.expiresAt) <= now()) throw unknownToken();
        requireAccess(account, `${bulk.kind}.delete`);
        const at = isoNow();
        const started: StoredBulkDelete =
          bulk.items === 0
            ? { ...bulk, state: 'done', begunAt: at, endedAt: at }
            : { ...bulk, state: 'running', begunAt: at };
        await tx.saveBulkDelete(started);
        return started;
      });
      if (begun.state === 'running') run(begun.id);
      return begun;
    },

    pause: (account, id) =>
      change(account, id, ({ state }) => {
        if (state === 'shown')
          throw new ProblemError('invalid', 'It hasn’t begun, so there’s nothing to pause.');
        return state === 'running' ? { state: 'paused', because: null } : {};
      }),
    resume: async (account, id) => {
      const bulk = await change(account, id, ({ kind, state }) => {
        requireAccess(account, `${kind}.delete`);
        if (state === 'shown') throw new ProblemError('invalid', 'It’s begun by the token of its dry run.');
        if (state === 'stopped')
          throw new ProblemError('invalid', 'It was stopped. What it left needs a dry run of its own.');
        return state === 'paused' ? { state: 'running', because: null } : {};
      });
      if (bulk.state === 'running') run(id);
      return bulk;
    },
    stop: (account, id) =>
      change(account, id, ({ state }) =>
        state === 'done' || state === 'stopped' ? {} : { state: 'stopped', because: null, endedAt: isoNow() },
      ),

    goOn: async () => {
      for (const job of await store.read.runningBulkDeletes()) run(job);
    },
    close: async () => {
      closed = true;
      await Promise.all(running.values());
    },
  };
}

/** The problem of a bulk delete that isn't there for the account. */
export function unknownBulkDelete(id: string): ProblemError {
  return new ProblemError('not-found', `There is no bulk delete with the id ${id}.`);
}

function unknownToken(): ProblemError {
  return new ProblemError(
    'not-found',
    'There is no dry run with this token, or it’s too old. Nothing was deleted; make another one to see what goes now.',
  );
}
