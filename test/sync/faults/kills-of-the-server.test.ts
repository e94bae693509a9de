import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { newId } from '../../../common/domain/ids.ts';
import { diceFrom, type Dice } from '../../../partner-api/seed/dice.ts';
import { mutationOf, SyncCaller } from '../../integration/partner-api/caller.ts';
import { cycles, seedOfRun } from '../../support/long-run.ts';
import { PartnerApiServer } from '../../support/partner-api-server.ts';
import { effectsOnServer, integrityOfServer } from '../../support/what-is-kept.ts';

const kills = cycles({ usually: 20, long: 200 });
/** The plug is pulled this long after the server listens, at most, in milliseconds. */
const latestKillMs = 200;

// Each kill takes a process start.
vi.setConfig({ testTimeout: 120_000 + kills * 20_000 });

let server: PartnerApiServer;

beforeEach(async () => {
  server = await PartnerApiServer.start();
});
afterEach(() => server.remove());

type Sent = ReturnType<typeof mutationOf>;

/** One client at the sync door: what wasn't answered is sent again, byte for byte, before anything else. */
class Pusher {
  readonly answered: string[] = [];
  readonly #caller: SyncCaller;
  #unanswered: Sent[] = [];

  constructor(caller: SyncCaller) {
    this.#caller = caller;
  }

  /** Pushes until the server is gone. */
  async push(dice: Dice, at: string): Promise<void> {
    for (;;) {
      if (this.#unanswered.length === 0) this.#unanswered = batchOf(1 + dice.below(6), at);
      const outcomes = await this.#caller.push(...this.#unanswered).catch(() => null);
      if (!outcomes) return;
      expect(outcomes.map(({ outcome }) => outcome)).toEqual(this.#unanswered.map(() => 'applied'));
      this.answered.push(...outcomes.map(({ id }) => id));
      this.#unanswered = [];
    }
  }

  /** Sends what's left, and nothing new. */
  async finish(): Promise<void> {
    const outcomes = this.#unanswered.length > 0 ? await this.#caller.push(...this.#unanswered) : [];
    this.answered.push(...outcomes.map(({ id }) => id));
    this.#unanswered = [];
  }
}

function batchOf(size: number, at: string): Sent[] {
  const fields = (n: number) => ({
    partnerId: null,
    name: `Pushed ${at} ${n}`,
    email: 'office@harbour.example',
  });
  return Array.from({ length: size }, (_, n) =>
    mutationOf('customer.create', { id: newId(), fields: fields(n) }),
  );
}

test(`a partner API that is killed at ${kills} random moments while clients push keeps what it answered, exactly once`, async () => {
  const seed = seedOfRun();
  const dice = diceFrom(seed);
  const pushers = [new Pusher(await SyncCaller.of(server.url)), new Pusher(await SyncCaller.of(server.url))];
  const answered = () => pushers.flatMap((pusher) => pusher.answered);

  for (let kill = 1; kill <= kills; kill++) {
    const when = `kill ${kill} of seed ${seed}`;
    const pushing = pushers.map((pusher, at) => pusher.push(dice, `${kill}.${at}`));
    await new Promise((resolve) => setTimeout(resolve, dice.below(latestKillMs)));
    await server.stop('SIGKILL');
    await Promise.all(pushing);
    await server.run();

    const effects = effectsOnServer(server.folder);
    expect(
      answered().filter((id) => effects.get(id) !== 1),
      `lost at ${when}`,
    ).toEqual([]);
    expect(
      [...effects].filter(([, times]) => times > 1),
      `twice at ${when}`,
    ).toEqual([]);
  }

  for (const pusher of pushers) await pusher.finish();
  await server.stop();
  expect(integrityOfServer(server.folder), `seed ${seed}`).toBe('ok');
  const effects = effectsOnServer(server.folder);
  expect(answered().length, `seed ${seed}`).toBeGreaterThan(kills);
  expect([...effects.keys()].sort(), `seed ${seed}`).toEqual(answered().sort());
});
