import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { diceFrom, type Dice } from '../../../partner-api/seed/dice.ts';
import { ConsoleProcess } from '../../support/console-process.ts';
import { cycles, seedOfRun } from '../../support/long-run.ts';
import { password, TestPartnerApi } from '../../support/test-partner-api.ts';
import { effectsOnServer, keptHere } from '../../support/what-is-kept.ts';

const kills = cycles({ usually: 20, long: 200 });
/** The plug is pulled this long after the console is up, at most, in milliseconds. */
const latestKillMs = 350;

// Each kill takes a process start.
vi.setConfig({ testTimeout: 120_000 + kills * 20_000 });

let api: TestPartnerApi;
let console: ConsoleProcess;

beforeEach(async () => {
  api = await TestPartnerApi.start();
  console = await ConsoleProcess.start();
});
afterEach(async () => {
  await console.remove();
  await api.remove();
});

/** What the console has acknowledged: a command's answer came. */
interface Acknowledged {
  mutations: string[];
  /** The names that a customer may have, by its id: the last one acknowledged, and one that was never answered. */
  names: Map<string, string[]>;
}

const fields = (name: string) => ({ partnerId: null, name, email: 'office@riverside.example' });

/** Makes and renames customers, one change after the other, until the console is gone. */
async function work(dice: Dice, label: string, done: Acknowledged): Promise<void> {
  for (let at = 0; ; at++) {
    try {
      const made = await console.give('customer.create', fields(`Kept ${label} ${at}`));
      done.mutations.push(...made.mutationIds);
      done.names.set(made.id, [`Kept ${label} ${at}`]);
      if (dice.chance(50)) continue;
      const name = `Kept ${label} ${at} renamed`;
      done.names.get(made.id)?.push(name);
      const edited = await console.give('customer.update', { id: made.id, fields: fields(name) });
      done.mutations.push(...edited.mutationIds);
      done.names.set(made.id, [name]);
    } catch (thrown) {
      if (thrown instanceof Error && thrown.message === 'the console ended') return;
      throw thrown;
    }
  }
}

test(`a console that is killed at ${kills} random moments while it writes loses nothing that it acknowledged and does nothing twice`, async () => {
  const seed = seedOfRun();
  const dice = diceFrom(seed);
  const done: Acknowledged = { mutations: [], names: new Map() };
  await console.give('workspace.connect', { url: api.url, login: 'admin', password });
  await console.settled();

  for (let kill = 1; kill <= kills; kill++) {
    const when = `kill ${kill} of seed ${seed}`;
    const working = ['a', 'b', 'c'].map((writer) => work(dice, `${kill}${writer}`, done));
    await new Promise((resolve) => setTimeout(resolve, dice.below(latestKillMs)));
    // However slow the machine, each time there's something more that mustn't be lost.
    while (done.mutations.length <= kill) await new Promise((resolve) => setTimeout(resolve, 5));
    await console.kill();
    await Promise.all(working);

    const { report, integrity, outbox } = keptHere(console.folder);
    expect({ integrity, how: report.how, notice: report.notice }, when).toEqual({
      integrity: 'ok',
      how: 'opened',
      notice: null,
    });
    const effects = effectsOnServer(api.folder);
    const lost = done.mutations.filter((id) => !outbox.has(id) && !effects.has(id));
    expect(lost, `lost at ${when}`).toEqual([]);
    expect(
      [...effects].filter(([, times]) => times > 1),
      `twice at ${when}`,
    ).toEqual([]);
    await console.run();
  }

  // A plug that is pulled while the session is renewed takes the new token along: then it takes a new sign-in, and no more.
  await console.until('at rest', ({ phase }) => ['up-to-date', 'signed-out'].includes(phase));
  if (console.sync?.phase === 'signed-out')
    await console.give('workspace.signIn', { login: 'admin', password });
  await console.settled();
  expect(console.sync, `seed ${seed}`).toMatchObject({ stuck: 0 });

  const effects = effectsOnServer(api.folder);
  expect(done.mutations.length, `seed ${seed}`).toBeGreaterThan(kills);
  expect(
    done.mutations.filter((id) => effects.get(id) !== 1),
    `seed ${seed}`,
  ).toEqual([]);
  const shown = await namesShown();
  for (const [id, names] of done.names) expect(names, `seed ${seed}`).toContain(shown.get(id));
});

async function namesShown(): Promise<Map<string, string>> {
  const list = { kind: 'customer' as const, search: 'Kept' };
  const names = new Map<string, string>();
  for (;;) {
    const { rows, total } = await console.give('list.window', { list, offset: names.size, limit: 500 });
    for (const row of rows) names.set(row.id, 'name' in row ? row.name : '');
    if (names.size >= total || rows.length === 0) return names;
  }
}
