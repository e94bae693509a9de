import { newId } from '../../common/domain/ids.ts';
import type { ActorRole } from '../../common/domain/access.ts';
import type { CommandScope, OwnAction } from '../commands/command.ts';
import type { Transaction } from '../store/store.ts';
import type { Surroundings } from '../surroundings.ts';

/** Who does something that's no mutation of an account. */
export interface OwnActor {
  /** Id that Activity knows it by. */
  id: string;
  name: string;
  role: ActorRole;
}

/** The partner API itself. */
export const service: OwnActor = {
  id: '00000000-0000-7000-8000-000000000001',
  name: 'Partner API',
  role: 'service',
};

/** What a command works with, for what the partner API or somebody at a customer does: it sees everything, and Activity tells who it was. */
export function ownScope(
  tx: Transaction,
  surroundings: Surroundings,
  { id, name, role }: OwnActor,
  action: OwnAction,
  requestId: string,
): CommandScope {
  const { now, randomBytes } = surroundings;
  return {
    tx,
    whole: tx,
    actor: {
      account: { id, login: '', name, role: 'admin', scope: null },
      own: { role, action },
      requestId,
    },
    surroundings,
    mutationId: newId({ now, random: () => randomBytes(16) }),
    context: 'partner-account',
    action: 'invite.resend',
    // Nothing is hashed by what goes through here.
    passwordCost: 0,
    at: new Date(now()).toISOString(),
    expectedVersion: undefined,
    spared: { left: [], gone: [] },
    isOfBatch: false,
  };
}
