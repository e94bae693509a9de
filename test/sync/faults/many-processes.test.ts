import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { cycles, seedOfRun } from '../../support/long-run.ts';
import { MailServer } from '../../support/mail-server.ts';
import { Dice } from '../simulation/dice.ts';
import {
  faultsAtRest,
  giveUpWhatIsStuck,
  jobFaults,
  patienceMs,
  untilDone,
  untilRest,
} from './many-processes/at-rest.ts';
import { Chores } from './many-processes/chores.ts';
import { Cluster, processCount } from './many-processes/cluster.ts';
import { mishapsOf } from './many-processes/mishaps.ts';
import { Operator } from './many-processes/operator.ts';

const rounds = Number(process.env['SWITCHYARD_ROUNDS'] ?? cycles({ usually: 3, long: 50 }));
const operatorCount = cycles({ usually: 4, long: 50 });
const pace = { leastMs: 20, mostMs: cycles({ usually: 250, long: 2000 }) };

vi.setConfig({ testTimeout: 240_000 + rounds * 120_000, hookTimeout: 240_000 });

let cluster: Cluster;
let mails: MailServer;
let chores: Chores;
let operators: Operator[] = [];

beforeEach(async () => {
  mails = await MailServer.start();
  cluster = await Cluster.start(mails.url);
  chores = new Chores(cluster, await cluster.balancer.line(0), mails);
  operators = [];
  for (let number = 0; number < operatorCount; number++)
    operators.push(await Operator.start(`Operator ${number}`, await cluster.balancer.line(number)));
});
afterEach(async () => {
  await Promise.all(operators.map((operator) => operator.remove()));
  await cluster.remove();
  await mails.close();
});

/** In the last round but one and in every tenth, all data is put back to what it was when the round began. */
const isRestoredIn = (round: number) => round === rounds - 1 || round % 10 === 9;

/** What no console keeps a journal of is lost with what is put back; usually once is enough. */
const isGivenChoresIn = (round: number) =>
  !isRestoredIn(round) && round <= cycles({ usually: 1, long: rounds });

/** Everybody works while everything happens that the round brings. */
async function live(seed: number, round: number): Promise<void> {
  const end = new AbortController();
  const working = operators.map((operator, number) =>
    operator.work(new Dice(seed, `operator ${number} round ${round}`), pace, end.signal),
  );
  const lists = mishapsOf(new Dice(seed, `mishaps ${round}`), round, processCount);
  const suffering = lists.map(async (list) => {
    for (const { afterMs, mishap } of list) {
      await setTimeout(afterMs);
      await cluster.suffer(mishap);
    }
  });
  const doing = isGivenChoresIn(round) ? chores.round(round) : Promise.resolve();
  try {
    await Promise.all([...suffering, doing]);
    if (isRestoredIn(round)) await cluster.restore();
  } finally {
    end.abort();
    await Promise.all(working);
  }
}

/** What one operator does reaches all others, through whichever process each is led to. */
async function tellEverybody(round: number): Promise<void> {
  const fields = { partnerId: null, name: `Told in round ${round}`, email: 'office@harbour.example' };
  const { id, mutationIds } = (await operators[round % operatorCount]?.give('customer.create', fields)) ?? {};
  expect(mutationIds).toHaveLength(1);
  const sees = (operator: Operator) =>
    operator.look((watch) => watch.baseDocs('customer').some((doc) => doc.includes(`"${id}"`)));
  await expect.poll(() => operators.every(sees), { timeout: patienceMs }).toBe(true);
}

test(`three processes over one PostgreSQL, any of which ends or stands still at any time in ${rounds} rounds, keep what ${operatorCount} consoles were told, exactly once`, async () => {
  const seed = seedOfRun();
  console.info(`many processes: seed ${seed}`);
  let given = 0;
  for (let round = 1; round <= rounds; round++) {
    const when = `round ${round} of seed ${seed}`;
    const began = performance.now();
    if (isRestoredIn(round)) await cluster.backUp();
    await live(seed, round);
    const lived = performance.now();
    await untilRest(cluster.url, operators);
    const rested = performance.now();
    await tellEverybody(round);
    await untilDone(cluster.url);
    await untilRest(cluster.url, operators);
    expect(await faultsAtRest(cluster.url, operators), when).toEqual([]);
    expect(await jobFaults(cluster.url, chores.given, mails.mails, cluster.breaks), when).toEqual([]);
    expect(cluster.faults, when).toEqual([]);
    given += await giveUpWhatIsStuck(cluster.url, operators);
    console.info(
      `round ${round}: ${Math.round(lived - began)} ms under load, ${Math.round(rested - lived)} ms to rest, ${Math.round(performance.now() - rested)} ms of looking`,
    );
  }
  const acknowledged = operators.reduce((sum, operator) => sum + operator.acknowledged.size, 0);
  const refused = operators.reduce((sum, operator) => sum + operator.refused, 0);
  console.info(
    `many processes: ${acknowledged} changes acknowledged and kept, ${given} stuck and given up, ${refused} refused; ${JSON.stringify(cluster.happened)}`,
  );
  expect(acknowledged, `seed ${seed}`).toBeGreaterThan(rounds * operatorCount);
});
