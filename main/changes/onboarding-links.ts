import type { CommandRequest } from '../../common/contract/commands.ts';
import type { ChangeParts } from './change-parts.ts';
import type { Queued } from './changes.ts';
import type { Change } from './reversal.ts';

/** Permanent links by which customers sign up by themselves. */
export class OnboardingLinkChanges {
  readonly #parts: ChangeParts;

  constructor(parts: ChangeParts) {
    this.#parts = parts;
  }

  async create(fields: CommandRequest<'onboardingLink.create'>): Promise<Queued & { id: string }> {
    const { allow, newId, queue } = this.#parts;
    allow('onboardingLink.create');
    const id = newId();
    return { id, ...(await queue([{ name: 'onboardingLink.create', args: { id, fields } }])) };
  }

  replace({ id }: CommandRequest<'onboardingLink.replace'>): Promise<Queued> {
    const { allow, queue } = this.#parts;
    allow('onboardingLink.replace');
    return queue([{ name: 'onboardingLink.replace', args: { id } }]);
  }

  /** One change for each, so that one that the partner API refuses holds up no other. */
  revoke({ ids }: CommandRequest<'onboardingLink.revoke'>): Promise<Queued> {
    const { allow, queue } = this.#parts;
    allow('onboardingLink.revoke');
    return queue([...new Set(ids)].map((id): Change => ({ name: 'onboardingLink.revoke', args: { id } })));
  }
}
