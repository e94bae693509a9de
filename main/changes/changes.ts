import type { CommandOutput, CommandRequest } from '../../common/contract/commands.ts';
import type { ActivityItem } from '../../common/contract/activity.ts';
import { Failure, toAppError } from '../../common/contract/errors.ts';
import { fullGrants } from '../../common/domain/entities.ts';
import { newId } from '../../common/domain/ids.ts';
import type { SealingKey } from '../../common/domain/secrets.ts';
import { contextOf } from '../../common/domain/contexts.ts';
import type { Account } from '../../common/partner-api/session.ts';
import type { NewMutation } from '../../db/api.ts';
import { isoNow, type Clock, type Random } from '../ports.ts';
import type { CacheClient } from '../../db/client.ts';
import type { SentChanges } from '../sync/sent.ts';
import { requireAccess } from './access.ts';
import { reversalOfEntry } from './activity-undo.ts';
import { editedFields, gone, inStretches } from './edits.ts';
import { reversalOf, withDeletionsJoined, type Change } from './reversal.ts';
import { planRestore, type ItemsOf } from './restoring.ts';
import { BrandChanges } from './brands.ts';
import { BillingAccountChanges } from './billing-accounts.ts';
import type { ChangeParts } from './change-parts.ts';
import { ProjectChanges } from './project-changes.ts';
import { InviteChanges } from './invites.ts';
import { AccessRequestChanges } from './access-requests.ts';
import { NoticeChanges } from './notices.ts';
import { OnboardingLinkChanges } from './onboarding-links.ts';
import { SiteChanges } from './site-changes.ts';
import { VisitChanges } from './visit-changes.ts';

/** Ids of the mutations that a change became; none where nothing changed. */
export interface Queued {
  mutationIds: string[];
}

export interface ChangesOptions {
  cache: CacheClient;
  sent: SentChanges;
  clock: Clock;
  random: Random;
  /** Who is signed in, as of now. */
  account(): Account | null;
  /** The key that the partner API publishes for secrets, as last heard; null before it was met. */
  sealingKey(): SealingKey | null;
  /** Told when something is in the outbox. */
  onQueued(): void;
}

/** Changes of a large batch that one transaction takes. */
const queuedAtOnce = 1000;

/** Every change that the operator can make: allowed or refused here, then queued in one transaction. Works offline. */
export class Changes {
  readonly #options: ChangesOptions;
  /** Sites, and the probes at them. */
  readonly sites: SiteChanges;
  readonly brands: BrandChanges;
  readonly billingAccounts: BillingAccountChanges;
  /** Projects and their licenses. */
  readonly projects: ProjectChanges;
  readonly invites: InviteChanges;
  readonly accessRequests: AccessRequestChanges;
  readonly notices: NoticeChanges;
  readonly onboardingLinks: OnboardingLinkChanges;
  /** Visits of sites, and their templates. */
  readonly visits: VisitChanges;

  constructor(options: ChangesOptions) {
    this.#options = options;
    const parts: ChangeParts = {
      read: options.cache.read,
      allow: (...question) => this.#require(...question),
      queue: (changes) => this.#queue(changes),
      newId: () => this.#newId(),
    };
    this.sites = new SiteChanges(parts);
    this.brands = new BrandChanges(parts);
    this.billingAccounts = new BillingAccountChanges(parts);
    this.projects = new ProjectChanges({ ...parts, sealingKey: options.sealingKey });
    this.invites = new InviteChanges(parts);
    this.accessRequests = new AccessRequestChanges(parts);
    this.notices = new NoticeChanges(parts);
    this.onboardingLinks = new OnboardingLinkChanges(parts);
    this.visits = new VisitChanges({
      read: options.cache.read,
      sites: this.sites,
      allow: (...question) => this.#require(...question),
      queue: (changes) => this.#queue(changes),
      newId: () => this.#newId(),
      now: () => isoNow(options.clock),
    });
  }

  async createPartner(fields: CommandRequest<'partner.create'>): Promise<Queued & { id: string }> {
    this.#require('partner.create');
    const id = this.#newId();
    return { id, ...(await this.#queue([{ name: 'partner.create', args: { id, fields } }])) };
  }

  /** Nothing changed is fine, and queues nothing. @throws Failure `not-found` */
  async updatePartner({ id, fields, base }: CommandRequest<'partner.update'>): Promise<Queued> {
    this.#require('partner.update');
    const detail = await this.#options.cache.read.partnerDetail(id);
    if (!detail) throw gone('partner');
    const { changes, before } = editedFields(detail.partner, fields, base);
    if (Object.keys(changes).length === 0) return { mutationIds: [] };
    return this.#queue([{ name: 'partner.update', args: { id, changes }, before }]);
  }

  /** @throws Failure `invalid` naming the partners that still have customers; none is deleted then */
  async deletePartners({ ids }: CommandRequest<'partner.delete'>): Promise<Queued> {
    this.#require('partner.delete');
    const { blocked } = await this.#options.cache.read.partnerDeleteImpact(ids);
    if (blocked.length > 0) throw stillHaveCustomers(blocked);
    return this.#queue(
      inStretches(ids).map((stretch) => ({ name: 'partner.delete', args: { ids: stretch } })),
    );
  }

  /** With its first sites and the probes at them; one undo takes it all back. */
  async createCustomer({
    sites = [],
    password,
    ...fields
  }: CommandRequest<'customer.create'>): Promise<Queued & { id: string }> {
    this.#require('customer.create');
    const id = this.#newId();
    const below = await this.sites.making(id, fullGrants, sites, []);
    const login =
      password === undefined ? {} : { password: this.projects.sealCustomers(id, password, fields.email) };
    const made: Change = { name: 'customer.create', args: { id, fields, ...login } };
    return { id, ...(await this.#queue([made, ...below])) };
  }

  /** The password is sealed before anything is kept of it. @throws Failure `not-found`, `not-allowed`, `invalid` */
  async setCustomerLogin({
    id,
    password,
  }: CommandRequest<'customer.login'>): Promise<Queued & { login: string }> {
    const detail = await this.#options.cache.read.customerDetail(id);
    if (!detail) throw gone('customer');
    this.#require('customer.login', detail.customer.grants);
    const login = detail.customer.email;
    const sealed = this.projects.sealCustomers(id, password, login);
    return {
      login,
      ...(await this.#queue([{ name: 'customer.login', args: { id, login, password: sealed } }])),
    };
  }

  /** Another `partnerId` moves the customer as well; sites are added below it. Nothing changed is fine, and queues nothing. @throws Failure `not-found` */
  async updateCustomer(asked: CommandRequest<'customer.update'>): Promise<Queued> {
    const { id, fields, base, sites = [], associations = [] } = asked;
    const detail = await this.#options.cache.read.customerDetail(id);
    if (!detail) throw gone('customer');
    this.#require('customer.update', detail.customer.grants);
    const { changes, before } = editedFields(detail.customer, fields, base);
    const { partnerId, ...settable } = changes;
    const { partnerId: formerPartner, ...formerly } = before;
    const made: Change[] = [];
    if (Object.keys(settable).length > 0)
      made.push({ name: 'customer.update', args: { id, changes: settable }, before: formerly });
    if (partnerId !== undefined) {
      this.#require('customer.move');
      const args = { ids: [id], partnerId: fields.partnerId };
      made.push({ name: 'customer.move', args, before: { [id]: formerPartner } });
    }
    made.push(...(await this.sites.making(id, detail.customer.grants, sites, associations)));
    return this.#queue(made);
  }

  async moveCustomers({ ids, partnerId }: CommandRequest<'customer.move'>): Promise<Queued> {
    this.#require('customer.move');
    return this.#queue(
      inStretches(ids).map((stretch) => ({ name: 'customer.move', args: { ids: stretch, partnerId } })),
    );
  }

  /**
   * Restores from the recycle bin, parents before what belongs to them.
   * @throws Failure `not-found` where nothing of it can come back
   */
  async restore(
    asked: CommandRequest<'recycleBin.restore'>,
    itemsOf: ItemsOf,
  ): Promise<CommandOutput<'recycleBin.restore'>> {
    this.#require(`${asked.kind}.restore`);
    const { changes, ...counts } = await planRestore(asked, itemsOf);
    if (changes.length === 0) throw nothingComesBack();
    return { ...(await this.queueTogether(changes)), ...counts };
  }

  /**
   * Takes back what hasn't left and reverses what has; one that the server didn't accept is discarded.
   * @throws Failure `not-found` for a change that was made before the app was last started and has left since
   */
  async undo({ mutationIds }: CommandRequest<'change.undo'>): Promise<CommandOutput<'change.undo'>> {
    const { cache, sent, account } = this.#options;
    const taken = new Set((await cache.write.takeBack(mutationIds)).taken);
    const left = mutationIds.filter((id) => !taken.has(id)).reverse();
    if (left.length === 0) return { how: 'taken-back' };
    const known = left.map((id) => sent.find(id)).filter((change) => change !== undefined);
    const reversals = known
      .filter(({ fate }) => fate !== 'not-applied')
      .flatMap(({ mutation }) => reversalOf(mutation, () => this.#newId()));
    if (known.some(({ fate, mutation }) => fate !== 'not-applied' && mutation.name === 'project.create'))
      throw beyondDeleting();
    for (const { name } of reversals) this.#require(name);
    const refused = known.filter(({ fate }) => fate === 'not-applied').map(({ mutation }) => mutation.id);
    if (refused.length > 0) await cache.write.discardAll(refused, false, account()?.name ?? '');
    await this.#queue(withDeletionsJoined(reversals));
    if (known.length < left.length) throw beyondUndo();
    return { how: reversals.length > 0 ? 'reversed' : 'taken-back' };
  }

  /** Whether what an entry of Activity tells can be taken back by who is signed in; why not where it can't. */
  async undoable(item: ActivityItem): Promise<{ whyNot: string | null }> {
    const reversal = await reversalOfEntry(item, this.#options.cache.read, () => this.#newId());
    if ('whyNot' in reversal) return reversal;
    try {
      for (const { name } of reversal.changes) this.#require(name);
    } catch (thrown) {
      return { whyNot: toAppError(thrown).message };
    }
    return { whyNot: reversal.changes.length === 0 ? 'There’s nothing to take back.' : null };
  }

  /** Queues what takes back what an entry of Activity tells. @throws Failure `invalid` where that can't be */
  async undoEntry(item: ActivityItem): Promise<Queued> {
    const { whyNot } = await this.undoable(item);
    const reversal = await reversalOfEntry(item, this.#options.cache.read, () => this.#newId());
    if (whyNot !== null || 'whyNot' in reversal)
      throw new Failure({ code: 'invalid', message: `${whyNot ?? ''} Nothing was changed.` });
    return this.#queue(reversal.changes);
  }

  /**
   * Queues many changes that belong together, a stretch at a time so that nothing else waits long for the writer. Where one makes no
   * sense any more, those before it are taken back. @throws Failure then
   */
  async queueTogether(changes: Change[]): Promise<Queued> {
    const mutationIds: string[] = [];
    try {
      for (let at = 0; at < changes.length; at += queuedAtOnce)
        mutationIds.push(...(await this.#queue(changes.slice(at, at + queuedAtOnce))).mutationIds);
    } catch (thrown) {
      if (mutationIds.length > 0) await this.undo({ mutationIds });
      throw thrown;
    }
    return { mutationIds };
  }

  async #queue(changes: Change[]): Promise<Queued> {
    if (changes.length === 0) return { mutationIds: [] };
    const { account, cache, clock, onQueued } = this.#options;
    const mutations = changes.map((change): NewMutation => ({
      id: this.#newId(),
      at: isoNow(clock),
      // The cache refuses one that isn't its own.
      context: contextOf(account() ?? {}),
      ...change,
    }));
    const { mutationIds } = await cache.write.queue(mutations);
    onQueued();
    return { mutationIds };
  }

  #require(
    ...question: Parameters<typeof requireAccess> extends [unknown, ...infer Rest] ? Rest : never
  ): void {
    requireAccess(this.#options.account(), ...question);
  }

  #newId(): string {
    const { clock, random } = this.#options;
    return newId({ now: () => clock.now(), random: () => random.bytes(16) });
  }
}

function stillHaveCustomers(blocked: { id: string; name: string; customers: number }[]): Failure {
  const names = blocked.slice(0, 5).map(({ name, customers }) => `${name} (${customers})`);
  const others = blocked.length - names.length;
  const list = others > 0 ? `${names.join(', ')} and ${others} more` : names.join(', ');
  return new Failure({
    code: 'invalid',
    message: `A partner that has customers can’t be deleted: ${list}. Move the customers first; nothing was deleted.`,
    fields: blocked.map(({ id, name, customers }) => ({
      path: id,
      message: `${name} has ${customers} ${customers === 1 ? 'customer' : 'customers'}`,
    })),
  });
}

function nothingComesBack(): Failure {
  return new Failure({
    code: 'not-found',
    message: 'None of this can come back: each says why beside it. Nothing was restored.',
  });
}

function beyondDeleting(): Failure {
  return new Failure({
    code: 'invalid',
    message:
      'The project is confirmed by now, with its login. A project isn’t deleted by Undo. Nothing was changed.',
  });
}

function beyondUndo(): Failure {
  return new Failure({
    code: 'not-found',
    message:
      'This change was made before Switchyard was last started and is confirmed by now. Change it by hand instead.',
  });
}
