import { createHash } from 'node:crypto';
import { diskFaultOf } from '../../common/contract/disk.ts';
import { contextOf, partnerContext } from '../../common/domain/contexts.ts';
import { isEntityKind, type EntityKind } from '../../common/domain/entities.ts';
import {
  mutation as mutationSchema,
  mutationNames,
  type Mutation,
  type MutationName,
} from '../../common/domain/mutations.ts';
import { unknownFieldsOf } from '../../common/domain/unknown-fields.ts';
import { defaultPasswordCost } from '../auth/passwords.ts';
import type { MutationOutcome } from '../../common/partner-api/sync-door.ts';
import { diskSentences } from '../store/disk-sentences.ts';
import type { Store, Transaction } from '../store/store.ts';
import type { Surroundings } from '../surroundings.ts';
import { CommandConflict, requireAccess, type Actor, type Command, type CommandScope } from './command.ts';
import * as accessRequests from './access-requests.ts';
import * as billingAccounts from './billing-accounts.ts';
import * as brands from './brands.ts';
import { setCustomerLogin } from './customer-logins.ts';
import * as closings from './closing-projects.ts';
import * as customers from './customers.ts';
import * as licenses from './licenses.ts';
import * as invites from './invites.ts';
import * as notices from './notices.ts';
import * as onboardingLinks from './onboarding-links.ts';
import * as partners from './partners.ts';
import * as probes from './probes.ts';
import * as projects from './projects.ts';
import * as sites from './sites.ts';
import * as templates from './visit-templates.ts';
import * as visits from './visits.ts';
import { withinSight } from './within-sight.ts';
import { invalidInput, ProblemError, toProblem } from './problem-error.ts';
import { sightOfAccount } from './sight.ts';

const commandTable: { [N in MutationName]: Command<N> } = {
  'brand.create': brands.createBrand,
  'brand.update': brands.updateBrand,
  'brand.delete': brands.deleteBrands,
  'brand.restore': brands.restoreBrands,
  'billingAccount.create': billingAccounts.createBillingAccount,
  'billingAccount.update': billingAccounts.updateBillingAccount,
  'billingAccount.delete': billingAccounts.deleteBillingAccounts,
  'billingAccount.restore': billingAccounts.restoreBillingAccounts,
  'partner.create': partners.createPartner,
  'partner.update': partners.updatePartner,
  'partner.delete': partners.deletePartners,
  'partner.restore': partners.restorePartners,
  'customer.create': customers.createCustomer,
  'customer.login': setCustomerLogin,
  'customer.update': customers.updateCustomer,
  'customer.move': customers.moveCustomers,
  'customer.realign': brands.realignCustomers,
  'customer.delete': customers.deleteCustomers,
  'customer.restore': customers.restoreCustomers,
  'site.create': sites.createSite,
  'site.update': sites.updateSite,
  'site.delete': sites.deleteSites,
  'site.restore': sites.restoreSites,
  'probe.associate': probes.associateProbes,
  'probe.disassociate': probes.disassociateProbes,
  'project.create': projects.createProject,
  'project.update': projects.updateProject,
  'project.close': closings.closeProject,
  'project.cancelClosing': closings.cancelClosing,
  'license.move': licenses.moveLicenses,
  'invite.create': invites.createInvite,
  'invite.resend': invites.resendInvite,
  'invite.revoke': invites.revokeInvite,
  'accessRequest.link': accessRequests.requestLink,
  'accessRequest.ask': accessRequests.requestRights,
  'accessRequest.withdraw': accessRequests.withdrawRequest,
  'onboardingLink.create': onboardingLinks.createOnboardingLink,
  'onboardingLink.replace': onboardingLinks.replaceOnboardingLink,
  'onboardingLink.revoke': onboardingLinks.revokeOnboardingLink,
  'notice.send': notices.sendNotice,
  'notice.stop': notices.stopNotice,
  'visitTemplate.create': templates.createTemplate,
  'visitTemplate.update': templates.updateTemplate,
  'visitTemplate.delete': templates.deleteTemplates,
  'visitTemplate.restore': templates.restoreTemplates,
  'visit.create': visits.createVisit,
  'visit.update': visits.updateVisit,
  'visit.delete': visits.deleteVisits,
  'visit.restore': visits.restoreVisits,
};

/** What of a request an outcome depends on besides the mutation. */
interface Request {
  actor: Actor;
  /** See `CommandScope`. */
  expectedVersion?: number | 'any';
  /** See `CommandScope`. */
  isOfBatch?: true;
  /** The mutation's arguments as they came, before a schema filled in what was left out; its own where nobody sent any. */
  sent?: unknown;
}

/** The one way into the store for changes, through whichever door they come. */
export interface CommandLayer {
  /**
   * Applies one mutation: rows, change feed, recycle bin, Activity and outcome in one transaction. One that was applied or
   * rejected before gets the same answer again, whoever sends it.
   */
  mutate(mutation: Mutation, request: Request): Promise<MutationOutcome>;
  /**
   * Applies mutations in order, each by itself: one that isn't applied takes nothing along. All of them reach the disk
   * together before any is answered. One that follows another of the batch that wasn't applied isn't tried.
   */
  mutateAll(batch: readonly LooseMutation[], actor: Actor): Promise<MutationOutcome[]>;
}

/**
 * The command layer over a store. `onDefect` is told of errors that are nobody's input; `passwordCost` is that of hashing the
 * passwords of projects.
 */
export function openCommands(
  store: Pick<Store, 'transaction'>,
  surroundings: Surroundings,
  onDefect: (error: unknown, requestId: string) => void,
  passwordCost: number = defaultPasswordCost,
): CommandLayer {
  const mutateIn = async (tx: Transaction, mutation: Mutation, request: Request) => {
    if (mutation.context !== contextOf(request.actor.account)) return otherContext(mutation, request.actor);
    const fingerprint = fingerprintOf(mutation, request.sent ?? mutation.args);
    const known = await tx.outcome(mutation.id);
    if (known)
      return known.fingerprint === fingerprint || known.fingerprint === formerFingerprintOf(mutation)
        ? known.outcome
        : reusedId(mutation.id, request.actor);
    const at = new Date(surroundings.now()).toISOString();
    const { actor, expectedVersion, isOfBatch = false } = request;
    const scope: CommandScope = {
      tx: withinSight(tx, await sightOfAccount(tx, actor.account)),
      whole: tx,
      actor,
      surroundings,
      mutationId: mutation.id,
      context: mutation.context,
      action: mutation.name,
      passwordCost,
      at,
      expectedVersion,
      spared: { left: [], gone: [] },
      isOfBatch,
    };
    const outcome = await attemptCommand(tx, mutation, scope);
    if (outcome.outcome === 'applied' || outcome.outcome === 'rejected')
      await tx.remember(mutation.id, at, { fingerprint, outcome });
    return outcome;
  };

  /**
   * The answer to one that this version doesn't know or can't do whole. A newer process of the same database, before an update is
   * undone or while it's under way, may have applied it: then that's the answer, as for every change that's sent again.
   */
  const refuseIn = async (tx: Transaction, { loose, refusal }: Unreadable, actor: Actor) => {
    const { id, name, args, before, context } = loose;
    const known = context === contextOf(actor.account) ? await tx.outcome(id) : undefined;
    return known?.fingerprint === fingerprintOf({ name, before, context }, args) ? known.outcome : refusal;
  };

  /** Asks together what each mutation of a batch would ask for by itself: the way to a database and back is most of what that takes. */
  const lookAhead = async (tx: Transaction, items: readonly BatchItem[]): Promise<void> => {
    const created = Map.groupBy(items.flatMap(createdBy), ({ kind }) => kind);
    await Promise.all([
      tx.recallOutcomes(items.map(({ id }) => id)),
      ...[...created].map(([kind, rows]) =>
        tx.recallNew(
          kind,
          rows.map(({ id }) => id),
        ),
      ),
    ]);
  };

  const mutate = (mutation: Mutation, request: Request) =>
    store.transaction((tx) => mutateIn(tx, mutation, request));

  const mutateOrRetry = async (mutation: Mutation, request: Request): Promise<MutationOutcome> => {
    const { actor } = request;
    try {
      return await mutate(mutation, request);
    } catch (error) {
      onDefect(error, actor.requestId);
      const disk = diskFaultOf(error);
      return {
        id: mutation.id,
        outcome: 'retry',
        because: disk
          ? diskSentences[disk]
          : 'The partner API couldn’t take it at the moment; nothing of it was done.',
      };
    }
  };

  return {
    mutate,
    mutateAll: async (batch, actor) => {
      const items = batch.map((loose) => readMutation(loose, actor));
      try {
        return await store.transaction(async (tx) => {
          await lookAhead(tx, items);
          return inOrder(
            items,
            (mutation, sent) => mutateIn(tx, mutation, { actor, sent, isOfBatch: true }),
            (unreadable) => refuseIn(tx, unreadable, actor),
          );
        });
      } catch {
        // A defect took the common commit along. Each by itself, it's told, and holds up no other.
        return inOrder(
          items,
          (mutation, sent) => mutateOrRetry(mutation, { actor, sent }),
          (unreadable) => store.transaction((tx) => refuseIn(tx, unreadable, actor)),
        );
      }
    },
  };
}

/** A mutation of a batch, or one that can't be read. */
interface BatchItem {
  id: string;
  after: readonly string[];
  mutation: Mutation | Unreadable;
  /** See `Request`. */
  sent: unknown;
}

/** A mutation that can't be read, and the answer to it. */
interface Unreadable {
  loose: LooseMutation;
  refusal: MutationOutcome;
}

interface LooseMutation {
  id: string;
  name?: unknown;
  args?: unknown;
  before?: unknown;
  context?: unknown;
  after?: unknown;
}

function readMutation(loose: LooseMutation, actor: Actor): BatchItem {
  const { id, name, args: sent } = loose;
  const after = Array.isArray(loose.after) ? loose.after.filter((one) => typeof one === 'string') : [];
  const rejected = (error: ProblemError): BatchItem => ({
    id,
    after,
    mutation: { loose, refusal: { id, outcome: 'rejected', problem: toProblem(error, actor.requestId) } },
    sent,
  });
  if (typeof name === 'string' && !isMutationName(name)) return rejected(unknownMutation(name));
  const unknownFields = typeof name === 'string' ? unknownFieldsOf(name, sent) : [];
  if (unknownFields.length > 0) return rejected(unknownField(unknownFields, String(name)));
  const parsed = mutationSchema.safeParse(loose);
  if (!parsed.success) return rejected(invalidInput(parsed.error.issues));
  return { id, after, mutation: parsed.data, sent };
}

/** The row that an item is going to make. */
function createdBy({ mutation }: BatchItem): { kind: EntityKind; id: string }[] {
  if ('refusal' in mutation || !('id' in mutation.args)) return [];
  const [kind = '', verb] = mutation.name.split('.');
  return verb === 'create' && isEntityKind(kind) ? [{ kind, id: mutation.args.id }] : [];
}

/** Takes the items one after the other and leaves out what follows one that wasn't applied. */
async function inOrder(
  items: readonly BatchItem[],
  take: (mutation: Mutation, sent: unknown) => Promise<MutationOutcome>,
  refuse: (unreadable: Unreadable) => Promise<MutationOutcome>,
): Promise<MutationOutcome[]> {
  const outcomes: MutationOutcome[] = [];
  const unapplied = new Set<string>();
  for (const { id, after, mutation, sent } of items) {
    let outcome: MutationOutcome;
    if (after.some((earlier) => unapplied.has(earlier)))
      outcome = { id, outcome: 'retry', because: 'An earlier change that it follows wasn’t applied.' };
    else outcome = 'refusal' in mutation ? await refuse(mutation) : await take(mutation, sent);
    if (outcome.outcome !== 'applied') unapplied.add(id);
    outcomes.push(outcome);
  }
  return outcomes;
}

async function attemptCommand(
  tx: Transaction,
  mutation: Mutation,
  scope: CommandScope,
): Promise<MutationOutcome> {
  const { id } = mutation;
  try {
    await tx.attempt(async () => {
      requireAccess(scope.actor.account, mutation.name);
      await runCommand(mutation, scope);
    });
    const { left, gone } = scope.spared;
    return {
      ...{ id, outcome: 'applied', seq: await tx.seq() },
      ...(left.length > 0 ? { left } : {}),
      ...(gone.length > 0 ? { gone } : {}),
    };
  } catch (error) {
    if (error instanceof CommandConflict)
      return {
        id,
        outcome: 'conflict',
        because: error.message,
        entity: error.entity,
        conflicts: error.conflicts,
        ...(error.deleted.length > 0 ? { deleted: error.deleted } : {}),
      };
    if (error instanceof ProblemError)
      return { id, outcome: 'rejected', problem: toProblem(error, scope.actor.requestId) };
    throw error;
  }
}

function runCommand<N extends MutationName>(
  mutation: Mutation & { name: N },
  scope: CommandScope,
): Promise<void> {
  // The table is typed by name; that a mutation's name picks its own command is what the union can't express.
  const command = commandTable[mutation.name] as (mutation: Mutation, scope: CommandScope) => Promise<void>;
  return command(mutation, scope);
}

/**
 * What makes two mutations the same one: everything but the order in which it was sent along with others. Its arguments are those
 * that were sent: what the schema fills in is another thing in the next version, and the same mutation sent to that is still the same.
 */
function fingerprintOf(
  { name, before, context }: Pick<LooseMutation, 'name' | 'before' | 'context'>,
  sent: unknown,
): string {
  return hashOf([name, inOrderOfKeys(sent), before, context]);
}

/** A JSON value whose objects name their members in one order: who sends the same again may write it in another. */
function inOrderOfKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrderOfKeys);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(members.map(([key, member]) => [key, inOrderOfKeys(member)]));
}

/** The fingerprint that earlier versions stored, of the arguments as their schema read them; outcomes are known for ever. */
function formerFingerprintOf({ name, args, before, context }: Mutation): string {
  return hashOf([name, args, before, context]);
}

function hashOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

/** Not remembered: a newer server that gets the same mutation again may know it. */
function unknownMutation(name: string): ProblemError {
  return new ProblemError(
    'mutation-unknown',
    `This partner API doesn’t know the change “${name.slice(0, 60)}”.`,
  );
}

/** Not remembered either, for the same reason. */
function unknownField(paths: readonly string[], name: string): ProblemError {
  const place = name.endsWith('.update') ? 'changes' : 'fields';
  return new ProblemError(
    'field-unknown',
    `This partner API doesn’t know the field “${paths[0]?.slice(0, 60)}”. Nothing of the change was done.`,
    {
      fields: paths.map((path) => ({
        path: `args.${place}.${path}`,
        message: 'There is no such field here',
      })),
    },
  );
}

/** Not remembered: in a session of its own context it's as good as new. */
function otherContext({ id, context }: Mutation, actor: Actor): MutationOutcome {
  const { context: here } = actor.account;
  const made = context === partnerContext ? 'for the partner account' : 'in the context of another project';
  const problem = new ProblemError(
    'other-context',
    `The change was made ${made}, and this session is ${here ? `in the context of ${here.name}` : 'the partner account’s'}. Nothing of it was done.`,
  );
  return { id, outcome: 'rejected', problem: toProblem(problem, actor.requestId) };
}

function isMutationName(name: string): name is MutationName {
  return (mutationNames as readonly string[]).includes(name);
}

function reusedId(id: string, actor: Actor): MutationOutcome {
  const problem = new ProblemError(
    'already-exists',
    `The mutation id ${id} was used for another change before.`,
  );
  return { id, outcome: 'rejected', problem: toProblem(problem, actor.requestId) };
}
