import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { CommandInput, CommandName, CommandOutput } from '../../../../common/contract/commands.ts';
import { Failure } from '../../../../common/contract/errors.ts';
import type { SyncState } from '../../../../common/contract/views.ts';
import { systemClock } from '../../../../main/ports.ts';
import { buildTestConsole, type BuiltConsole } from '../../../support/build-test-console.ts';
import { password } from '../../../support/partner-api-server.ts';
import { cacheFolder } from '../../../support/what-is-kept.ts';
import type { Dice } from '../../simulation/dice.ts';
import { CacheWatch } from '../../simulation/watch.ts';
import { deedOf } from './deeds.ts';

/** Between two things that an operator does, in milliseconds. */
export interface Pace {
  leastMs: number;
  mostMs: number;
}

/** An operator at a console: the whole of it but for its window, with a network, a clock and cache files that are real. */
export class Operator {
  readonly name: string;
  /** What was done here and acknowledged, by the change's id: which command it was. */
  readonly acknowledged = new Map<string, CommandName>();
  /** What was refused with a sentence before it was queued. */
  refused = 0;
  readonly #built: BuiltConsole;
  readonly #folder: string;
  readonly #url: string;

  private constructor(name: string, url: string, folder: string, built: BuiltConsole) {
    this.name = name;
    this.#url = url;
    this.#folder = folder;
    this.#built = built;
  }

  /** Begins with an empty cache and signs in. @param url the line that leads to the processes */
  static async start(name: string, url: string): Promise<Operator> {
    const folder = await mkdtemp(join(tmpdir(), 'switchyard-operator-'));
    const operator = new Operator(
      name,
      url,
      folder,
      await buildTestConsole(folder, systemClock, () => undefined),
    );
    await operator.give('workspace.connect', { url, login: 'admin', password });
    return operator;
  }

  /** Gives a command as the window does. @throws Failure of the answer */
  async give<N extends CommandName>(
    name: N,
    ...input: CommandInput<N> extends void ? [] : [CommandInput<N>]
  ): Promise<CommandOutput<N>> {
    const answer = await this.#built.give(name, input[0]);
    if (!answer.ok) throw new Failure(answer.error);
    return answer.value as CommandOutput<N>;
  }

  /** Does one thing after the other until told to end. */
  async work(dice: Dice, { leastMs, mostMs }: Pace, end: AbortSignal): Promise<void> {
    while (!end.aborted) {
      await setTimeout(leastMs + dice.below(mostMs - leastMs), undefined, { signal: end }).catch(
        () => undefined,
      );
      if (end.aborted) return;
      const { command, act } = deedOf(dice);
      try {
        for (const id of await act(this, dice)) this.acknowledged.set(id, command);
      } catch (thrown) {
        if (!(thrown instanceof Failure)) throw thrown;
        this.refused++;
      }
    }
  }

  get sync(): SyncState {
    return this.#built.console.startState().sync;
  }

  /** What it logged as errors since it was started. */
  get defects(): string[] {
    return this.#built.logged
      .filter(([level]) => level === 'error')
      .map(([, text, detail = '']) => `${text}: ${detail}`);
  }

  /** The computer wakes up: what was lost is looked for at once, and a session that ended is begun anew. */
  async wake(): Promise<void> {
    if (this.sync.phase === 'signed-out')
      await this.give('workspace.signIn', { login: 'admin', password }).catch((thrown: unknown) => {
        if (!(thrown instanceof Failure)) throw thrown;
      });
    this.#built.console.woke();
  }

  /** Looks into the cache's file, beside the program. */
  look<T>(at: (watch: CacheWatch) => T): T {
    const watch = new CacheWatch(
      () => cacheFolder(this.#folder),
      () => undefined,
    );
    try {
      return at(watch);
    } finally {
      watch.close();
    }
  }

  /** Gives up what is stuck, with what was made on top of it. */
  async discard(ids: readonly string[]): Promise<void> {
    const { discarded } = await this.give('outbox.discard', { ids: [...ids] });
    for (const id of discarded) this.acknowledged.delete(id);
  }

  async remove(): Promise<void> {
    await this.#built.console.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
