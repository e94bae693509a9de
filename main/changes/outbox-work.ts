import type { CommandRequest } from '../../common/contract/commands.ts';
import { Failure } from '../../common/contract/errors.ts';
import type { ChangeDetail, DiscardImpact } from '../../common/contract/outbox.ts';
import { fieldAt, type FieldValues } from '../../common/domain/fields.ts';
import type { SealedSecret } from '../../common/domain/secrets.ts';
import { newId } from '../../common/domain/ids.ts';
import type { Account } from '../../common/partner-api/session.ts';
import type { Amendment } from '../../db/api.ts';
import type { CacheClient } from '../../db/client.ts';
import { isoNow, type Clock, type Random } from '../ports.ts';
import { requireAccess } from './access.ts';
import { requireFreeLogin } from './free-login.ts';

export interface OutboxWorkOptions {
  cache: CacheClient;
  clock: Clock;
  random: Random;
  /** Who is signed in, as of now. */
  account(): Account | null;
  /** Whether the partner API answers, so that what was sent can be settled by sending it again. */
  isInTouch(): boolean;
  /** Seals the password of a project. @throws Failure `invalid` naming the password */
  seal(projectId: string, password: string, login: string): SealedSecret;
  /** Told when something is in the outbox that can be sent. */
  onQueued(): void;
  /** Told when changes were discarded that the partner API may have applied. */
  onDiscardedUnsettled(): void;
}

/** What the operator does with changes that are in the outbox. */
export class OutboxWork {
  readonly #options: OutboxWorkOptions;

  constructor(options: OutboxWorkOptions) {
    this.#options = options;
  }

  /** Sends stuck changes again, all of them in one go. Gives how many were put back in line. */
  async retry(ids: readonly string[]): Promise<number> {
    const { cache, onQueued } = this.#options;
    const { retried } = await cache.write.retryAll(ids.map((id) => ({ id, renewal: this.#renewal() })));
    onQueued();
    return retried;
  }

  /** What discarding changes would do, as things stand. */
  discardImpact(ids: string[]): Promise<DiscardImpact> {
    return this.#options.cache.write.discardImpact(ids, !this.#options.isInTouch());
  }

  /**
   * Discards changes. While the partner API answers, one that it may have applied isn't among them: sending it again settles
   * that. Gives the ids of those that are gone.
   */
  async discard(ids: string[]): Promise<string[]> {
    const { cache, account, isInTouch, onQueued, onDiscardedUnsettled } = this.#options;
    const evenArrived = !isInTouch();
    const { discarded } = await cache.write.discardAll(ids, evenArrived, account()?.name ?? '');
    if (evenArrived) onDiscardedUnsettled();
    onQueued();
    return discarded;
  }

  /** Puts other values into a change that adds or edits a customer. @throws Failure `not-found`, `not-allowed`, `invalid` */
  async amendCustomer({ id, fields, base }: CommandRequest<'outbox.amendCustomer'>): Promise<string> {
    const [entry] = await this.#options.cache.read.outboxEntries([id]);
    // The login that was handed over stays.
    const password = entry?.mutation.name === 'customer.create' ? entry.mutation.args.password : undefined;
    return this.#amend(id, 'customer', fields, base, password ? { password } : {});
  }

  /** Puts other values into a change that adds or edits a partner. @throws Failure `not-found`, `not-allowed`, `invalid` */
  async amendPartner({ id, fields, base }: CommandRequest<'outbox.amendPartner'>): Promise<string> {
    return this.#amend(id, 'partner', fields, base);
  }

  /** Puts other values into a change that adds or edits a site. @throws Failure `not-found`, `not-allowed`, `invalid` */
  async amendSite({ id, fields, base }: CommandRequest<'outbox.amendSite'>): Promise<string> {
    return this.#amend(id, 'site', fields, base);
  }

  /** Puts other values into a change that adds or edits a project. @throws Failure `not-found`, `not-allowed`, `invalid` */
  async amendProject({ id, fields, password, base }: CommandRequest<'outbox.amendProject'>): Promise<string> {
    const [entry] = await this.#options.cache.read.outboxEntries([id]);
    if (entry?.mutation.name !== 'project.create') return this.#amend(id, 'project', fields, base);
    const { args } = entry.mutation;
    await requireFreeLogin(this.#options.cache.read, fields.login, args.id);
    const sealed = password === null ? args.password : this.#options.seal(args.id, password, fields.login);
    return this.#amend(id, 'project', fields, base, { password: sealed });
  }

  /** Puts other values into a change that plans or edits a visit; the rest of it stays. @throws Failure `not-found`, `not-allowed`, `bad-call` */
  async amendVisit({ id, changes }: CommandRequest<'outbox.amendVisit'>): Promise<string> {
    const { cache, account } = this.#options;
    const [entry] = await cache.read.outboxEntries([id]);
    if (!entry) throw confirmed();
    const { mutation } = entry;
    if (mutation.name !== 'visit.create' && mutation.name !== 'visit.update')
      throw new Failure({ code: 'bad-call', message: `A form of a visit can’t edit ${mutation.name}.` });
    requireAccess(account(), mutation.name);
    if (changes.notes !== undefined) requireAccess(account(), 'visit.notes');
    const args =
      mutation.name === 'visit.create'
        ? { ...mutation.args, fields: { ...mutation.args.fields, ...changes } }
        : { ...mutation.args, changes: { ...mutation.args.changes, ...changes } };
    return this.#replace(id, { args, before: {} });
  }

  async #amend(
    id: string,
    kind: FormKind,
    fields: object,
    base: FieldValues = {},
    beside: object = {},
  ): Promise<string> {
    const { cache, account } = this.#options;
    const detail = await cache.read.changeDetail(id);
    if (!detail) throw confirmed();
    requireAccess(account(), amendable(detail, kind));
    const amendment = amendmentOf(detail, fields, base, beside);
    return this.#replace(id, amendment);
  }

  async #replace(id: string, amendment: Amendment): Promise<string> {
    const { cache, onQueued } = this.#options;
    const renewal = this.#renewal();
    await cache.write.amend(id, renewal, amendment);
    onQueued();
    return renewal.id;
  }

  #renewal(): { id: string; at: string } {
    const { clock, random } = this.#options;
    return {
      id: newId({ now: () => clock.now(), random: () => random.bytes(16) }),
      at: isoNow(clock),
    };
  }
}

/** Kinds whose changes have a form. */
type FormKind = 'customer' | 'partner' | 'site' | 'project';

function amendable({ change }: ChangeDetail, kind: FormKind) {
  const { name } = change;
  if (kind === 'customer' && (name === 'customer.create' || name === 'customer.update')) return name;
  if (kind === 'partner' && (name === 'partner.create' || name === 'partner.update')) return name;
  if (kind === 'site' && (name === 'site.create' || name === 'site.update')) return name;
  if (kind === 'project' && (name === 'project.create' || name === 'project.update')) return name;
  throw new Failure({ code: 'bad-call', message: `A form of a ${kind} can’t edit ${name}.` });
}

/** @param beside what a change that adds something has besides its fields */
function amendmentOf(
  { change, things }: ChangeDetail,
  fields: object,
  base: FieldValues,
  beside: object,
): Amendment {
  const row = things.first[0]?.id ?? '';
  // The cache checks the arguments against the change's schema.
  if (change.name.endsWith('.create'))
    return { args: { id: row, fields, ...beside } as Amendment['args'], before: {} };
  const changes = Object.fromEntries(Object.keys(base).map((path) => [path, fieldAt(fields, path)]));
  if (Object.keys(changes).length === 0)
    throw new Failure({
      code: 'invalid',
      message:
        'Nothing is left that this change would alter. Discard it instead; it stays as it was until then.',
    });
  return { args: { id: row, changes }, before: base };
}

function confirmed(): Failure {
  return new Failure({
    code: 'not-found',
    message: 'This change isn’t in the outbox any more: it was confirmed or taken back. Nothing was saved.',
  });
}
