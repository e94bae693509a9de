import { withoutTheMachine } from './machine.ts';
import { planOf, type Plan } from './steps.ts';
import { makeTemplates, type Templates } from './templates.ts';
import { runWorld, type WorldReport } from './world.ts';

/** Lives worlds one after the other. Whatever breaks a world is a violation of it. */
export async function* livingWorlds({
  from,
  stride,
  below,
  ops,
}: {
  from: number;
  stride: number;
  below: number;
  ops: number;
}): AsyncGenerator<WorldReport> {
  const templates = await makeTemplates();
  try {
    for (let seed = from; seed < below; seed += stride) yield await liveOne(planOf(seed, ops), templates);
  } finally {
    templates.remove();
  }
}

/** Lives one world away from the machine's clock and randomness. */
export function liveOne(plan: Plan, templates: Templates, keepTrace = false): Promise<WorldReport> {
  return withoutTheMachine(() => runWorld(plan, templates, keepTrace));
}
