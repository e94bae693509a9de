import type { Plan, Step } from './steps.ts';
import type { WorldReport } from './world.ts';

/** What a violation says without its ids and numbers: by it, two histories fail the same way. */
export function shapeOf({ violations }: WorldReport): string {
  return (violations[0] ?? '')
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '#')
    .replace(/\d+/g, '0')
    .slice(0, 60);
}

/**
 * The shortest history found that fails as the whole one does: delta debugging. Stretches of steps are left out, ever shorter
 * ones, for as long as the rest still fails.
 * @param fails lives a plan and tells whether it fails the same way
 * @param runs most worlds to live
 */
export async function shrink(
  plan: Plan,
  fails: (plan: Plan) => Promise<boolean>,
  runs: number,
): Promise<Plan> {
  let steps: Step[] = plan.steps;
  let left = runs;
  for (let length = Math.ceil(steps.length / 2); length >= 1 && left > 0;) {
    let shorter = false;
    for (let at = 0; at < steps.length && left > 0;) {
      const rest = [...steps.slice(0, at), ...steps.slice(at + length)];
      left--;
      if (rest.length < steps.length && (await fails({ ...plan, steps: rest }))) {
        steps = rest;
        shorter = true;
      } else at += length;
    }
    if (length === 1 && !shorter) break;
    length = length === 1 ? 1 : Math.ceil(length / 2);
  }
  return { ...plan, steps };
}
