import { contextOfProject, type AccountContext } from '../../../common/domain/contexts.ts';
import { PartnerFailure } from '../../../main/partner/failure.ts';
import type { AccessSession } from '../../../main/partner/session.ts';
import { Dice } from './dice.ts';
import { interleaved } from './interleave.ts';
import { seedProjects } from './seed-rows.ts';
import type { SimClient } from './client.ts';
import type { Step } from './steps.ts';

/** Of as many worlds one has an operator who works in a project's context as well. */
const oneIn = 5;
/** A step in the context comes after as many others. */
const everySteps = 8;

const inContext: readonly (readonly [number, Step['do']])[] = [
  [8, 'work-on-projects'],
  [1, 'take-back'],
  [1, 'discard'],
  [1, 'retry'],
  [1, 'undo'],
  [1, 'settle-conflict'],
  [1, 'offline'],
  [2, 'online'],
  [1, 'client-restart'],
  [1, 'client-crash'],
  [1, 'client-crash-torn'],
  [1, 'client-cache-lost'],
  [1, 'no-network'],
  [1, 'lost-answer'],
  [1, 'garbled-answer'],
];

/** The project's context that the first client's operator works in besides; null in most worlds. */
export function visitedContext(seed: number): AccountContext | null {
  if (seed % oneIn !== oneIn - 1) return null;
  const project = seedProjects[new Dice(seed, 'context').below(seedProjects.length)];
  return project ? { id: contextOfProject(project), name: 'Project' } : null;
}

/** Puts what happens in the project's context between the other steps. @param who number of the client that it's lived by */
export function withContext(seed: number, steps: readonly Step[], who: number): Step[] {
  return interleaved(
    steps,
    { every: everySteps, weights: inContext, who: () => who },
    new Dice(seed, 'in context'),
  );
}

/**
 * The session of a client's account as another of its contexts uses it: whichever the app has, while it runs.
 * What it can't reach is tried again, as without a network.
 */
export function sessionOf(owner: SimClient): AccessSession {
  const session = () => owner.process?.session;
  return {
    get account() {
      return session()?.account ?? owner.account;
    },
    get signedIn() {
      return session()?.signedIn ?? false;
    },
    async use(call, signal) {
      const there = session();
      if (there) return there.use(call, signal);
      throw new PartnerFailure({ code: 'unreachable', message: 'The app of this session isn’t running.' });
    },
    learn: (account) => session()?.learn(account),
    rested: () => Promise.resolve(),
  };
}
