import type { AccountContext } from '../../../common/domain/contexts.ts';
import { Dice } from './dice.ts';
import { visitedContext, withContext } from './project-context.ts';
import { withSeldom } from './seldom-steps.ts';
import { wireFaults, type WireFaultKind } from './wire.ts';

/** What an operator does at a client. */
export const operations = [
  'create-partner',
  'edit-partner',
  'delete-partners',
  'restore-partners',
  'create-customer',
  'create-alike',
  'edit-customer',
  'edit-from-old-form',
  'move-customers',
  'delete-customers',
  'delete-many-customers',
  'pause-delete',
  'go-on-with-delete',
  'stop-delete',
  'restore-customers',
  'burst',
  'edgy',
  'take-back',
  'discard',
  'discard-many',
  'retry',
  'retry-over',
  'retry-many',
  'amend',
  'settle-conflict',
  'settle-alike',
  'settle-otherwise',
  'amend-stuck',
  'create-site',
  'add-sites',
  'edit-site',
  'delete-sites',
  'restore-sites',
  'associate-probes',
  'associate-many-probes',
  'disassociate-probes',
  'plan-visits',
  'work-on-visit',
  'delete-visits',
  'restore-visits',
  'work-on-brands',
  'realign-customers',
  'work-on-billing',
  'work-on-templates',
  'work-on-projects',
  'create-project',
  'set-customer-login',
  'move-licenses',
  'work-on-invites',
  'work-on-links',
  'work-on-requests',
  'work-on-notices',
  'export',
  'import',
  'undo',
  'draft',
  'look',
] as const;

/** What other people and other tools do at the server. */
export const deeds = [
  'other-edits-customer',
  'other-edits-partner',
  'other-moves',
  'other-deletes-customer',
  'other-deletes-partner',
  'other-restores',
  'other-creates',
  'other-installs',
  'other-moves-probe',
  'other-edits-site',
  'other-deletes-site',
  'other-works-on-visit',
  'other-grants',
  'other-adds-fields',
] as const;

/** What goes wrong, besides the wire's faults. */
export const mishaps = [
  'client-crash',
  'client-crash-torn',
  'client-crash-between',
  'client-crash-mid',
  'client-cache-lost',
  'client-cache-older',
  'client-restart',
  'server-crash',
  'server-restored',
  'clock-skew',
  'role-changes',
  'scope-changes',
  'session-ends',
  'prune',
  'newer-server',
  'no-network',
] as const;

export type Operation = (typeof operations)[number];
export type Deed = (typeof deeds)[number];
export type Mishap = (typeof mishaps)[number];

/**
 * One step of a world, as data: a history is a list of them, and taking some out leaves a history. Which rows and values are
 * meant follows from `a`, `b` and `c` and from what's there when the step comes.
 */
export interface Step {
  do:
    | Operation
    | Deed
    | Mishap
    | WireFaultKind
    | 'offline'
    | 'online'
    | 'sign-out'
    | 'sign-in'
    | 'backup'
    | 'keep-older'
    | 'rest';
  /** Number of the client; no meaning for the server's steps. */
  who: number;
  a: number;
  b: number;
  c: number;
  /** Milliseconds that pass before it. */
  gap: number;
}

/** What a world is like: everything else follows from the seed. */
export interface Plan {
  seed: number;
  clients: number;
  /** Rows on a page of the server. */
  pageLimit: number;
  /** Whether the first two clients are one person's: what is exported at one of them can be imported at the other. */
  sharesAccount: boolean;
  /** The project's context that the first client's operator works in besides: its steps are those of the client after the last. */
  context: AccountContext | null;
  steps: Step[];
}

type Weighted<T> = readonly (readonly [number, T])[];

const operationWeights: Weighted<Operation> = [
  [3, 'create-partner'],
  [6, 'edit-partner'],
  [3, 'delete-partners'],
  [3, 'restore-partners'],
  [5, 'create-customer'],
  [12, 'edit-customer'],
  [5, 'edit-from-old-form'],
  [6, 'move-customers'],
  [5, 'delete-customers'],
  [1, 'delete-many-customers'],
  [2, 'pause-delete'],
  [1, 'go-on-with-delete'],
  [1, 'stop-delete'],
  [4, 'restore-customers'],
  [0.3, 'burst'],
  [2, 'edgy'],
  [3, 'take-back'],
  [3, 'discard'],
  [1, 'discard-many'],
  [3, 'retry'],
  [3, 'retry-over'],
  [2, 'retry-many'],
  [3, 'amend'],
  [3, 'settle-conflict'],
  [1, 'settle-alike'],
  [1, 'amend-stuck'],
  [3, 'create-site'],
  [2, 'add-sites'],
  [5, 'edit-site'],
  [3, 'delete-sites'],
  [4, 'restore-sites'],
  [5, 'associate-probes'],
  [1, 'associate-many-probes'],
  [3, 'disassociate-probes'],
  [4, 'plan-visits'],
  [8, 'work-on-visit'],
  [6, 'delete-visits'],
  [4, 'restore-visits'],
  [5, 'work-on-brands'],
  [3, 'realign-customers'],
  [5, 'work-on-billing'],
  [4, 'work-on-templates'],
  [5, 'work-on-projects'],
  [3, 'move-licenses'],
  [4, 'work-on-invites'],
  [4, 'work-on-links'],
  [3, 'work-on-requests'],
  [4, 'work-on-notices'],
  [1, 'export'],
  [1, 'import'],
  [4, 'undo'],
  [1, 'draft'],
  [3, 'look'],
];

const deedWeights: Weighted<Deed> = [
  [8, 'other-edits-customer'],
  [4, 'other-edits-partner'],
  [4, 'other-moves'],
  [3, 'other-deletes-customer'],
  [2, 'other-deletes-partner'],
  [2, 'other-restores'],
  [3, 'other-creates'],
  [3, 'other-installs'],
  [3, 'other-moves-probe'],
  [2, 'other-edits-site'],
  [2, 'other-deletes-site'],
  [3, 'other-works-on-visit'],
  [2, 'other-grants'],
  [1, 'other-adds-fields'],
];

const mishapWeights: Weighted<Mishap> = [
  [6, 'client-crash'],
  [4, 'client-crash-torn'],
  [4, 'client-crash-between'],
  [3, 'client-crash-mid'],
  [2, 'client-cache-lost'],
  [2, 'client-cache-older'],
  [3, 'client-restart'],
  [6, 'server-crash'],
  [2, 'server-restored'],
  [2, 'clock-skew'],
  [2, 'role-changes'],
  [2, 'scope-changes'],
  [2, 'session-ends'],
  [1, 'prune'],
  [1, 'newer-server'],
  [3, 'no-network'],
];

/** The history of a seed: `operations` steps by people, and what goes wrong between them. */
export function planOf(seed: number, operationCount: number): Plan {
  const dice = new Dice(seed, 'plan');
  const clients = dice.weighted([
    [6, 2],
    [3, 3],
    [1, 4],
    [1, 5],
  ]);
  // Not every world has everything: what's rare among all that can happen is common where little else does.
  const some = <T>(weights: Weighted<T>, share: number) =>
    weights.map(([weight, what]) => [dice.chance(share) ? weight : 0, what] as const);
  const people = some(operationWeights, 0.75);
  const others = some(deedWeights, 0.7);
  const wrong = some(mishapWeights, 0.45);
  const wire = some(
    wireFaults.map((kind) => [1, kind] as const),
    0.5,
  );
  const faultRate = dice.fraction() * 0.6;
  const othersRate = 0.1 + dice.fraction() * 0.3;
  const patience = dice.weighted([
    [3, 400],
    [3, 3000],
    [1, 20_000],
  ]);
  const steps: Step[] = [];
  const add = (what: Step['do']) =>
    steps.push({
      do: what,
      who: dice.below(clients),
      a: dice.below(1000),
      b: dice.below(1000),
      c: dice.below(1000),
      gap: Math.floor(dice.fraction() ** 3 * patience),
    });
  const restEvery = 30 + dice.below(60);
  for (let done = 0; done < operationCount; done++) {
    if (dice.chance(othersRate) && sumOf(others) > 0) add(dice.weighted(others));
    else add(sumOf(people) > 0 ? dice.weighted(people) : 'edit-customer');
    if (dice.chance(faultRate)) addTrouble(dice, add, wrong, wire);
    if (dice.chance(0.05)) add(dice.chance(0.5) ? 'offline' : 'online');
    if (dice.chance(0.02)) add(dice.chance(0.5) ? 'backup' : 'keep-older');
    if ((done + 1) % restEvery === 0) add('rest');
  }
  makeWay(new Dice(seed, 'way'), steps);
  const context = visitedContext(seed);
  const lived = withSeldom(seed, steps, clients);
  return {
    seed,
    context,
    clients,
    sharesAccount: dice.chance(0.4),
    pageLimit: dice.weighted([
      [2, 7],
      [2, 25],
      [1, 5000],
    ]),
    steps: context ? withContext(seed, lived, clients) : lived,
  };
}

/** What a mishap goes back to, and whose it is. */
const goesBackTo: Partial<Record<Step['do'], 'backup' | 'keep-older'>> = {
  'server-restored': 'backup',
  'client-cache-older': 'keep-older',
};

/**
 * Gives mishaps something to strike: where one goes back to an older state and none was kept yet, one is kept somewhere before it;
 * and of three crashes that are ordered for a call of several transactions, two have a walk through all rows that begins soon, which
 * is most of these calls.
 */
function makeWay(dice: Dice, steps: Step[]): void {
  for (let at = 0; at < steps.length; at++) {
    const mishap = steps[at];
    if (!mishap) continue;
    if (mishap.do === 'client-crash-mid' && dice.chance(2 / 3))
      steps.splice(at + 1, 0, { ...mishap, do: 'scope-changes', gap: 0 });
    const kept = goesBackTo[mishap.do];
    if (!kept) continue;
    const isKept = ({ do: what, who }: Step) => what === kept && (kept === 'backup' || who === mishap.who);
    if (steps.slice(0, at).some(isKept)) continue;
    steps.splice(dice.below(at + 1), 0, { ...mishap, do: kept, gap: 0 });
    at++;
  }
}

function addTrouble(
  dice: Dice,
  add: (what: Step['do']) => void,
  wrong: Weighted<Mishap>,
  wire: Weighted<WireFaultKind>,
): void {
  if (dice.chance(0.4) && sumOf(wrong) > 0) add(dice.weighted(wrong));
  else if (sumOf(wire) > 0) add(dice.weighted(wire));
  if (dice.chance(0.05)) add('sign-out');
  if (dice.chance(0.1)) add('sign-in');
}

function sumOf(weights: Weighted<unknown>): number {
  return weights.reduce((sum, [weight]) => sum + weight, 0);
}

/** A step as a line for a person. */
export function describeStep({ do: what, who, a, b, c, gap }: Step): string {
  return `after ${String(gap).padStart(5)} ms  client${who}  ${what}  (${a}, ${b}, ${c})`;
}
