import { shapeOf, shrink } from './shrink.ts';
import { liveOne } from './soak.ts';
import { describeStep, planOf } from './steps.ts';
import { makeTemplates } from './templates.ts';

/** Most worlds that are lived to find a shorter history. */
const shrinkRuns = 150;

/** Lives one seed again: its trace, and where it fails, the shortest history that fails the same way. */
export async function replay(seed: number, ops: number, say: (text: string) => Promise<void>): Promise<void> {
  const templates = await makeTemplates();
  try {
    const plan = planOf(seed, ops);
    const whole = await liveOne(plan, templates, true);
    await say(whole.trace);
    await say(`\nseed ${seed}: ${whole.steps} of ${plan.steps.length} steps, trace ${whole.digest}`);
    if (whole.violations.length === 0) return await say('No violation.');
    await say(whole.violations.map((what) => `VIOLATION ${what}`).join('\n'));
    const shape = shapeOf(whole);
    const fails = async (candidate: typeof plan) => shapeOf(await liveOne(candidate, templates)) === shape;
    const shortest = await shrink({ ...plan, steps: plan.steps.slice(0, whole.steps) }, fails, shrinkRuns);
    const again = await liveOne(shortest, templates, true);
    await say(`\nThe shortest history found, of ${shortest.steps.length} steps:\n`);
    await say(shortest.steps.map(describeStep).join('\n'));
    await say(`\n${again.trace}`);
  } finally {
    templates.remove();
  }
}
