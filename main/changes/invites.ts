import type { CommandRequest } from '../../common/contract/commands.ts';
import { Failure } from '../../common/contract/errors.ts';
import type { ChangeParts } from './change-parts.ts';
import type { Queued } from './changes.ts';
import { gone } from './edits.ts';
import type { Change } from './reversal.ts';

/** Inviting customers, and what is done with their links. Nothing leaves this computer but by the outbox. */
export class InviteChanges {
  readonly #parts: ChangeParts;

  constructor(parts: ChangeParts) {
    this.#parts = parts;
  }

  /** @throws Failure `invalid` naming the field where no billing account is chosen */
  async create(fields: CommandRequest<'invite.create'>): Promise<Queued & { id: string }> {
    const { allow, newId, queue } = this.#parts;
    allow('invite.create');
    if (fields.billingAccountId === null)
      throw new Failure({
        code: 'invalid',
        message: 'A billing account is chosen first. Nothing was queued.',
        fields: [{ path: 'billingAccountId', message: 'Billing account is mandatory' }],
      });
    const id = newId();
    return { id, ...(await queue([{ name: 'invite.create', args: { id, fields } }])) };
  }

  resend({ ids }: CommandRequest<'invite.resend'>): Promise<Queued> {
    return this.#each(ids, 'invite.resend', 'resent');
  }

  revoke({ ids }: CommandRequest<'invite.revoke'>): Promise<Queued> {
    return this.#each(ids, 'invite.revoke', 'revoked');
  }

  /** One change for each, so that one that the partner API refuses holds up no other. @throws Failure where one was accepted */
  async #each(ids: string[], name: 'invite.resend' | 'invite.revoke', done: string): Promise<Queued> {
    const { allow, read, queue } = this.#parts;
    allow(name);
    const invites = await Promise.all([...new Set(ids)].map((id) => read.inviteById(id)));
    for (const invite of invites) {
      if (!invite) throw gone('invite');
      if (invite.status === 'accepted')
        throw new Failure({
          code: 'invalid',
          message: `${invite.name} has accepted its invite, which can’t be ${done} any more. Nothing was changed.`,
        });
    }
    return queue(invites.flatMap((invite): Change[] => (invite ? [{ name, args: { id: invite.id } }] : [])));
  }
}
