import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { entityKinds, type EntityKind } from '../../../../common/domain/entities.ts';
import { heldUp, inLine, stuckStates, type HeldChange } from '../../simulation/watch.ts';
import type { ReceivedMail } from '../../../support/mail-server.ts';
import type { Given } from './chores.ts';
import type { Operator } from './operator.ts';
import { ServerLook } from './server-look.ts';

/** How long rest is waited for, in milliseconds: no measure of speed, but the end of a run that never comes to rest. */
export const patienceMs = 240_000;

/** Kinds whose documents have something sealed in them where they're stored: they're compared by their versions, and with each other. */
const sealedKinds: ReadonlySet<EntityKind> = new Set(['project']);

/**
 * Wakes every console and waits until nothing moves any more: each is where the change feed is, and what is in its outbox is
 * stuck, or waits for what is. @throws Error with what still moves
 */
export async function untilRest(url: string, operators: readonly Operator[]): Promise<void> {
  const look = await ServerLook.open(url);
  try {
    const late = AbortSignal.timeout(patienceMs);
    for (const operator of operators) await operator.wake();
    for (;;) {
      const place = await look.position();
      const moving = operators.map((operator) => unrestOf(operator, place)).filter((unrest) => unrest !== '');
      if (moving.length === 0) return;
      if (late.aborted) throw new Error(`It never comes to rest: ${moving.join('; ')}`);
      await setTimeout(50);
      for (const operator of operators) if (operator.sync.phase === 'signed-out') await operator.wake();
    }
  } finally {
    await look.close();
  }
}

/** Waits until nothing waits any more that a process does by itself. */
export async function untilDone(url: string): Promise<void> {
  const look = await ServerLook.open(url);
  try {
    const late = AbortSignal.timeout(patienceMs);
    for (;;) {
      const waiting = await look.waiting();
      if (waiting === 0) return;
      if (late.aborted) throw new Error(`${waiting} things still wait to be done by the server itself`);
      await setTimeout(50);
    }
  } finally {
    await look.close();
  }
}

/** Mails that were just handed over may be sent once more where a process dies: so many at most (see `mail/lanes.ts`). */
const mostMailedAgain = 15;

/**
 * What isn't as it should be of what the server did by itself.
 * @param breaks how often its work may have been broken off
 */
export async function jobFaults(
  url: string,
  given: Given,
  mails: readonly ReceivedMail[],
  breaks: number,
): Promise<string[]> {
  const look = await ServerLook.open(url);
  try {
    const faults = await look.jobFaults(given);
    const mailed = Map.groupBy(mails, ({ to }) => to?.[0]?.address ?? '');
    let again = 0;
    for (const address of given.invited) {
      const count = mailed.get(address)?.length ?? 0;
      if (count === 0) faults.push(`No mail ever came to ${address}`);
      else again += count - 1;
    }
    if (again > breaks * mostMailedAgain)
      faults.push(`${again} mails were sent once more, in ${breaks} breaks of ${mostMailedAgain} at most`);
    return faults;
  } finally {
    await look.close();
  }
}

/** What keeps an operator's console from being at rest; empty when nothing does. */
function unrestOf(operator: Operator, place: { epoch: string; seq: number }): string {
  const { phase, trouble } = operator.sync;
  if (phase !== 'up-to-date') return `${operator.name} is ${phase}, ${trouble?.detail ?? ''}`;
  return operator.look((watch) => {
    const state = watch.db.prepare<[], { epoch: string; seq: number }>('SELECT epoch, seq FROM state').get();
    if (state?.epoch !== place.epoch || state.seq !== place.seq)
      return `${operator.name} is at ${state?.seq} of ${state?.epoch}, not ${place.seq} of ${place.epoch}`;
    const held = watch.held();
    const up = heldUp(held);
    const moving = held.find(({ id }) => !up.has(id));
    return moving ? `${operator.name} has ${moving.id} ${moving.state}; in line: ${inLine(held)}` : '';
  });
}

/** All that must hold when nothing moves any more, as sentences about what doesn't. */
export async function faultsAtRest(url: string, operators: readonly Operator[]): Promise<string[]> {
  const look = await ServerLook.open(url);
  try {
    const faults = await look.faults();
    const applied = await look.applied();
    const there = new Map<EntityKind, Map<string, string>>();
    for (const kind of entityKinds) there.set(kind, await look.docs(kind));
    const sealed = new Map<string, string>();
    for (const operator of operators) {
      faults.push(...operator.defects.map((defect) => `${operator.name} logged ${defect}`));
      const { rows, held } = operator.look((watch) => ({
        rows: new Map(entityKinds.map((kind) => [kind, watch.baseDocs(kind)])),
        held: watch.held(),
      }));
      for (const [kind, docs] of rows)
        faults.push(...rowFaults(operator.name, kind, docs, there.get(kind) ?? new Map(), sealed));
      faults.push(...promiseFaults(operator, held, applied));
    }
    const verified = await operators[0]?.give('activity.verify');
    if (verified?.sound !== true) faults.push(`Activity doesn’t verify: ${verified?.fault?.because ?? ''}`);
    return faults;
  } finally {
    await look.close();
  }
}

function rowFaults(
  name: string,
  kind: EntityKind,
  docs: readonly string[],
  there: ReadonlyMap<string, string>,
  sealed: Map<string, string>,
): string[] {
  const faults: string[] = [];
  const here = new Set<string>();
  for (const doc of docs) {
    const row = JSON.parse(doc) as { id: string; version: number };
    here.add(row.id);
    const stored = there.get(row.id);
    if (stored === undefined) faults.push(`${name} has ${kind} ${row.id}, which the server doesn’t`);
    else if (sealedKinds.has(kind)) {
      const others = sealed.get(row.id) ?? doc;
      sealed.set(row.id, others);
      if (others !== doc || (JSON.parse(stored) as typeof row).version !== row.version)
        faults.push(`${name} has another ${kind} ${row.id}: ${doc} and not ${others}`);
    } else if (stored !== doc && !isDeepStrictEqual(JSON.parse(stored), row))
      faults.push(`${name} has another ${kind} ${row.id}: ${doc} and not ${stored}`);
  }
  for (const id of there.keys()) if (!here.has(id)) faults.push(`${name} lacks ${kind} ${id}`);
  return faults;
}

/** What was acknowledged took effect, once where it surely has one, or is in the outbox with a sentence that says why. */
function promiseFaults(
  { name, acknowledged }: Operator,
  held: readonly HeldChange[],
  applied: ReadonlyMap<string, number>,
): string[] {
  const faults: string[] = [];
  const inOutbox = new Set(held.map(({ id }) => id));
  for (const [id, command] of acknowledged) {
    const entries = applied.get(id);
    if (entries === undefined && !inOutbox.has(id))
      faults.push(`${name}: ${command} ${id} was acknowledged, and is neither applied nor in the outbox`);
    if (entries !== undefined && command.endsWith('.create') && entries !== 1)
      faults.push(`${name}: ${command} ${id} was applied and has ${entries} entries in Activity`);
  }
  for (const { id, state, lastAnswer } of held)
    if (stuckStates.includes(state) && !lastAnswer)
      faults.push(`${name}: ${id} is ${state} without a reason`);
  return faults;
}

/** Everybody gives up what is stuck, until nothing is. */
export async function giveUpWhatIsStuck(url: string, operators: readonly Operator[]): Promise<number> {
  let given = 0;
  for (;;) {
    let now = 0;
    for (const operator of operators) {
      const stuck = operator.look((watch) => watch.held()).filter(({ state }) => stuckStates.includes(state));
      if (stuck.length === 0) continue;
      now += stuck.length;
      await operator.discard(stuck.map(({ id }) => id));
    }
    if (now === 0) return given;
    given += now;
    await untilRest(url, operators);
  }
}
