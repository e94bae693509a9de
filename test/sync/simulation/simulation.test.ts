import { execFile } from 'node:child_process';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { mutationNames } from '../../../common/domain/mutations.ts';
import { readOptions } from './options.ts';
import { plantedBugs } from './planted/bugs.ts';
import { bugNamed, patched, requirePlaces } from './planted/plant.ts';
import { shrink } from './shrink.ts';
import { planOf, type Plan } from './steps.ts';

const root = path.resolve(import.meta.dirname, '../../..');

/** Runs `npm run sim` with these options, in a process of its own: it takes clock and timers away while a world is lived. */
function sim(...options: string[]): Promise<{ code: number; output: string }> {
  const { promise, resolve } = Promise.withResolvers<{ code: number; output: string }>();
  const file = path.join(import.meta.dirname, 'cli.ts');
  execFile(
    process.execPath,
    [file, ...options],
    { cwd: root, maxBuffer: 64 * 1024 * 1024 },
    (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, output: `${stdout}\n${stderr}` }),
  );
  return promise;
}

describe('the simulation', () => {
  test('finds no world in which synchronising breaks a promise, whatever change is made', async () => {
    const { code, output } = await sim('--seeds', '300', '--ops', '30', '--jobs', '2');
    expect(output).toMatch(/violations +0/);
    expect(code).toBe(0);
    const unlived = mutationNames.filter((name) => !new RegExp(`^ {2}${name} +[1-9]`, 'm').test(output));
    expect(unlived).toEqual([]);
  }, 300_000);

  test('lives the same world again from the same seed, event by event', async () => {
    const [once, again] = await Promise.all([
      sim('--seed', '12', '--ops', '80'),
      sim('--seed', '12', '--ops', '80'),
    ]);
    expect(once.output).toContain('No violation.');
    expect(again.output).toBe(once.output);
  }, 120_000);

  test('says what is wrong with an option', async () => {
    expect(await sim('--seeds', 'many')).toMatchObject({
      code: 2,
      output: expect.stringContaining(
        '--seeds takes a whole number from 1 to 100000000, and not “many”.',
      ) as string,
    });
    expect(() => readOptions(['--seed', '0'])).toThrow('--seed takes a whole number');
    expect(() => readOptions(['--seed', '1', '--jobs', '2'])).toThrow('--seed lives one world');
    expect(() => readOptions(['--teeth', '--bug', 'x'])).toThrow('--teeth plants every bug');
    expect(() => readOptions(['--near'])).toThrow('--near goes with --teeth');
    expect(() => bugNamed('none')).toThrow('There is no planted bug none. There are: cursor-before-rows');
  });
});

describe('planted bugs', () => {
  test('are found, each of them', async () => {
    const { code, output } = await sim('--teeth', '--near', '--ops', '60', '--jobs', '2');
    expect(output).not.toContain('Not found');
    for (const { name } of plantedBugs) expect(output).toContain(`| ${name} |`);
    expect(code).toBe(0);
  }, 300_000);

  test.for(plantedBugs.map((bug) => [bug.name, bug] as const))(
    '%s has its place in the source',
    ([, bug]) => {
      expect(() => requirePlaces(bug)).not.toThrow();
    },
  );

  test('whose place isn’t there, or is there twice, are refused by name', () => {
    const bug = {
      name: 'gone',
      breaks: 'Nothing.',
      patches: [{ file: 'a.ts', find: 'one', replace: 'two' }],
    };
    expect(() => patched('other text', 'a.ts', bug)).toThrow(
      'gone can’t be planted: its text is 0 times in a.ts',
    );
    expect(() => patched('one one', 'a.ts', bug)).toThrow('2 times in a.ts');
    expect(patched('one', 'b.ts', bug)).toBe('one');
  });
});

describe('the shortest history', () => {
  test('has the steps that are needed to fail, and no others', async () => {
    const plan = planOf(5, 200);
    const [first, second] = [plan.steps[40], plan.steps[150]];
    let lived = 0;
    const fails = async ({ steps }: Plan) => {
      lived++;
      return [first, second].every((needed) => steps.some((step) => step === needed));
    };
    const shortest = await shrink(plan, fails, 1000);
    expect(shortest.steps).toEqual([first, second]);
    expect(lived).toBeLessThan(200);
  });

  test('is the best found when its search has to end', async () => {
    const plan = planOf(5, 200);
    const needed = plan.steps[7];
    const fails = async ({ steps }: Plan) => steps.includes(needed as (typeof steps)[number]);
    const shorter = await shrink(plan, fails, 3);
    expect(shorter.steps).toContain(needed);
    expect(shorter.steps.length).toBeLessThan(plan.steps.length);
  });
});
