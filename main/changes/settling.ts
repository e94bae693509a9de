import { whyNotDeleteMine, type ConflictChoice, type Twins } from '../../common/contract/conflicts.ts';
import { Failure } from '../../common/contract/errors.ts';
import { entitiesOf, namesOfFields, type Decision } from '../../common/domain/decisions.ts';
import { newId } from '../../common/domain/ids.ts';
import { kindWords } from '../../common/domain/entities.ts';
import { partnerContext } from '../../common/domain/contexts.ts';
import {
  settleConflict,
  type RestoreRequest,
  type SettlementChoice,
} from '../../common/domain/settlement.ts';
import type { DeletedEntity } from '../../common/partner-api/sync-door.ts';
import type { Account } from '../../common/partner-api/session.ts';
import type { DecidedChange, NewMutation, StuckEntry } from '../../db/api.ts';
import type { CacheClient } from '../../db/client.ts';
import { isoNow, type Clock, type Random } from '../ports.ts';
import { requireAccess } from './access.ts';

export interface SettlingOptions {
  cache: CacheClient;
  clock: Clock;
  random: Random;
  /** Who is signed in, as of now. */
  account(): Account | null;
  /** Who deleted something, when, and by which deletion, as the partner API's Activity says; null where it doesn't. */
  deletionOf(entity: { kind: string; id: string }): Promise<DeletedEntity | null>;
  /** Told when something is in the outbox. */
  onQueued(): void;
}

type TwinHow = Extract<ConflictChoice['choice'], { how: 'keep-both' | 'delete-mine' }>['how'];

/** Settles conflicts as a person decides. Works offline: what is to be sent is queued like any change. */
export class Settling {
  readonly #options: SettlingOptions;

  constructor(options: SettlingOptions) {
    this.#options = options;
  }

  /**
   * Settles all of them or, where a choice doesn't fit or isn't allowed, none. What was settled meanwhile is passed over.
   * @throws Failure `invalid` naming the change and the field; `not-allowed`
   */
  async settle(choices: readonly ConflictChoice[]): Promise<{ settled: number }> {
    const { cache, onQueued } = this.#options;
    const entries = await cache.read.stuckEntries(choices.map(({ id }) => id));
    const byId = new Map(entries.map((entry) => [entry.mutation.id, entry]));
    const decided: DecidedChange[] = [];
    const deletions: NewMutation[] = [];
    for (const { id, choice } of choices) {
      if (choice.how === 'keep-both' || choice.how === 'delete-mine') {
        const twin = await this.#twin(id, choice.how);
        decided.push(...twin.decided);
        deletions.push(...twin.deletions);
        continue;
      }
      const entry = byId.get(id);
      if (!entry) continue;
      const known = choice.how === 'restore' ? await this.#withDeletions(entry) : entry;
      await this.#requireAt(entry, choice);
      decided.push(this.#decided(known, choice));
    }
    // A crash in between leaves two of the same name to be settled again, never a deletion that is on record and nowhere else.
    if (deletions.length > 0) await cache.write.queue(deletions);
    const { settled } = await cache.write.decide(decided);
    onQueued();
    return { settled: settled.length };
  }

  /**
   * Makes sure that what a change is to go to is here, and that its customer has granted it.
   * @throws Failure `invalid` naming the field; `not-allowed`
   */
  async #requireAt(entry: StuckEntry, choice: SettlementChoice): Promise<void> {
    const { read } = this.#options.cache;
    if (choice.how === 'customer' && choice.customerId !== null) {
      const detail = await read.customerDetail(choice.customerId);
      if (!detail)
        throw doesNotFit(entry, [{ path: 'customerId', message: 'Customer: choose one that is here.' }]);
      if (entry.mutation.name === 'site.create')
        requireAccess(this.#options.account(), 'site.create', detail.customer.grants);
    }
    if (choice.how !== 'site') return;
    const detail = await read.siteDetail(choice.siteId);
    if (!detail) throw doesNotFit(entry, [{ path: 'siteId', message: 'Site: choose one that is here.' }]);
    requireAccess(this.#options.account(), 'probe.associate', detail.customer?.grants);
  }

  /** What was found missing here before the partner API could say by which deletion it went. */
  async #withDeletions(entry: StuckEntry): Promise<StuckEntry> {
    const deleted: DeletedEntity[] = [];
    for (const one of entry.deleted)
      deleted.push(one.deletion ? one : ((await this.#options.deletionOf(one)) ?? one));
    return { ...entry, deleted };
  }

  #decided(entry: StuckEntry, choice: SettlementChoice): DecidedChange {
    const outcome = settleConflict(entry, choice);
    if ('faults' in outcome) throw doesNotFit(entry, outcome.faults);
    const { next, restore, outcome: how, fields } = outcome.settlement;
    const { mutation, kind, title } = entry;
    if (next) this.#require(mutation.name);
    for (const request of restore) this.#require(`${request.kind}.restore`);
    const decision: Decision = {
      ...this.#signature(),
      ...{ change: mutation.id, title, kind, outcome: how, entities: entitiesOf(mutation), fields },
      names: namesOfFields(fields, entry.names),
    };
    return {
      decision,
      first: restore.map((request) => this.#restore(request, entry)),
      change: { id: mutation.id, renewal: { id: this.#newId(), at: this.#now() }, next },
      twin: null,
    };
  }

  #restore(
    { kind, deletion, ids }: RestoreRequest,
    { deleted, names }: StuckEntry,
  ): DecidedChange['first'][number] {
    const restore: NewMutation = {
      ...{ id: this.#newId(), at: this.#now(), context: partnerContext },
      ...{ name: `${kind}.restore`, args: { deletion, ids } },
    };
    const [only, ...others] = ids;
    const told = deleted.find(({ id }) => id === only)?.name;
    const name = told || (only !== undefined && names[only]) || `a ${kindWords[kind]}`;
    return { restore, title: `Restore ${others.length > 0 ? `${ids.length} ${kindWords[kind]}s` : name}` };
  }

  async #twin(id: string, how: TwinHow): Promise<{ decided: DecidedChange[]; deletions: NewMutation[] }> {
    const detail = await this.#options.cache.read.conflictDetail(id);
    if (!detail?.twins) return { decided: [], deletions: [] };
    const { kind, mine, theirs } = detail.twins;
    if (how === 'delete-mine') this.#requireDeleting(detail.twins);
    const entities = [mine, theirs].map((side) => ({ kind, id: side.id }));
    const decision: Decision = {
      ...this.#signature(),
      ...{ change: null, title: detail.row.title, kind: 'same-name', entities, fields: [] },
      outcome: how === 'keep-both' ? 'both' : 'mine-deleted',
    };
    const deletion: NewMutation = {
      ...{ id: this.#newId(), at: this.#now(), context: partnerContext },
      ...{ name: `${kind}.delete`, args: { ids: [mine.id] } },
    };
    return {
      decided: [{ decision, first: [], change: null, twin: { kind, mine: mine.id, theirs: theirs.id } }],
      deletions: how === 'delete-mine' ? [deletion] : [],
    };
  }

  /** @throws Failure `not-allowed`; `invalid` for a partner that has customers */
  #requireDeleting(twins: Twins): void {
    const grants = twins.kind === 'site' ? twins.grants : null;
    requireAccess(this.#options.account(), `${twins.kind}.delete`, grants ?? undefined);
    const whyNot = whyNotDeleteMine(twins);
    if (whyNot !== undefined)
      throw new Failure({ code: 'invalid', message: `${twins.mine.name}: ${whyNot} Nothing was settled.` });
  }

  #signature(): Pick<Decision, 'id' | 'at' | 'by'> {
    return { id: this.#newId(), at: this.#now(), by: this.#options.account()?.name ?? '' };
  }

  #require(action: Parameters<typeof requireAccess>[1]): void {
    requireAccess(this.#options.account(), action);
  }

  #now(): string {
    return isoNow(this.#options.clock);
  }

  #newId(): string {
    const { clock, random } = this.#options;
    return newId({ now: () => clock.now(), random: () => random.bytes(16) });
  }
}

function doesNotFit({ title }: StuckEntry, faults: { path: string; message: string }[]): Failure {
  return new Failure({
    code: 'invalid',
    message: `“${title}” can’t be settled this way. ${faults[0]?.message ?? ''} Nothing was settled.`,
    fields: faults,
  });
}
