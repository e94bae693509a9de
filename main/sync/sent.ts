import { mostNewSites } from '../../common/contract/sites.ts';
import type { Mutation } from '../../common/domain/mutations.ts';
import type { MutationOutcome } from '../../common/partner-api/sync-door.ts';

/** Changes remembered for undo; the oldest are forgotten first. The largest paste of sites with its probes fits in. */
const remembered = 2 * mostNewSites;

export interface SentChange {
  mutation: Mutation;
  /** `under-way` until its outcome is known; then whether it moved anything. */
  fate: 'under-way' | 'applied' | 'not-applied';
}

/** Changes that left in this session, complete with what fields held before, so that they can be reversed. */
export class SentChanges {
  readonly #byId = new Map<string, SentChange>();

  remember(mutations: Mutation[]): void {
    for (const mutation of mutations) this.#byId.set(mutation.id, { mutation, fate: 'under-way' });
    const surplus = this.#byId.size - remembered;
    for (const id of [...this.#byId.keys()].slice(0, Math.max(0, surplus))) this.#byId.delete(id);
  }

  settle(outcomes: MutationOutcome[]): void {
    for (const outcome of outcomes) {
      const sent = this.#byId.get(outcome.id);
      if (!sent) continue;
      sent.fate = fateOf(outcome.outcome);
      if (outcome.outcome === 'applied')
        leaveOut(sent, [...(outcome.left ?? []).map(({ id }) => id), ...(outcome.gone ?? [])]);
    }
  }

  find(id: string): SentChange | undefined {
    return this.#byId.get(id);
  }
}

function fateOf(outcome: MutationOutcome['outcome']): SentChange['fate'] {
  if (outcome === 'applied') return 'applied';
  return outcome === 'retry' ? 'under-way' : 'not-applied';
}

/** What a part of a bulk delete didn't delete can't be restored by it: it's as if it hadn't been named. */
function leaveOut(sent: SentChange, spared: readonly string[]): void {
  const { mutation } = sent;
  if (spared.length === 0 || (mutation.name !== 'customer.delete' && mutation.name !== 'site.delete')) return;
  const ids = mutation.args.ids.filter((id) => !spared.includes(id));
  sent.mutation = { ...mutation, args: { ...mutation.args, ids } } as Mutation;
  if (ids.length === 0) sent.fate = 'not-applied';
}
