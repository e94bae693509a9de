import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  CommandInput,
  CommandName,
  CommandOutput,
  EventName,
  StartState,
} from '../../common/contract/commands.ts';
import { Failure } from '../../common/contract/errors.ts';
import type { SyncState } from '../../common/contract/views.ts';
import { buildTestConsole, type BuiltConsole } from './build-test-console.ts';
import { ManualClock } from './manual-clock.ts';

/** How long a state is waited for, in milliseconds: no measure of speed, but the end of a test that waits for nothing. */
const patienceMs = 90_000;

/**
 * The whole console but for its window: commands go through the real router, the cache is real files, the network is real.
 * Time stands still unless a test moves it on, so that nothing is tried again by chance.
 */
export class TestConsole {
  readonly folder: string;
  readonly clock = new ManualClock(new Date().toISOString());
  readonly events: { name: EventName; payload: unknown }[] = [];
  /** Bytes that are free on its disk, as it's told. */
  free = 10 * 1024 ** 3;
  #built: BuiltConsole | null = null;
  #waiting: (() => void)[] = [];

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** A console on a data folder of its own; made unless it's given. */
  static async start(folder?: string): Promise<TestConsole> {
    const started = new TestConsole(folder ?? (await mkdtemp(join(tmpdir(), 'switchyard-console-'))));
    await started.restart();
    return started;
  }

  /** Ends it in order, if it runs, and starts it again on the same folder. */
  async restart(): Promise<void> {
    await this.stop();
    this.#built = await buildTestConsole(
      this.folder,
      this.clock,
      (name, payload) => {
        this.events.push({ name, payload });
        for (const told of this.#waiting) told();
      },
      () => Promise.resolve(this.free),
    );
  }

  /** The computer wakes up. */
  wake(): void {
    this.#built?.console.woke();
  }

  async stop(): Promise<void> {
    await this.#built?.console.close();
    this.#built = null;
  }

  async remove(): Promise<void> {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Gives a command as the window does. @throws Failure of the answer */
  async give<N extends CommandName>(
    name: N,
    ...input: CommandInput<N> extends void ? [] : [CommandInput<N>]
  ): Promise<CommandOutput<N>> {
    if (!this.#built) throw new Error('the console is stopped');
    const answer = await this.#built.give(name, input[0]);
    if (!answer.ok) throw new Failure(answer.error);
    return answer.value as CommandOutput<N>;
  }

  get start(): StartState {
    if (!this.#built) throw new Error('the console is stopped');
    return this.#built.console.startState();
  }

  /** Paths that it opened in the system's programs since it was started. */
  get openedFiles(): readonly string[] {
    return this.#built?.openedFiles ?? [];
  }

  /** Details of what it logged since it was started. */
  get logged(): readonly string[] {
    return (this.#built?.logged ?? []).map(([level, text, detail = '']) => `${level} ${text}: ${detail}`);
  }

  get sync(): SyncState {
    return this.start.sync;
  }

  /** Resolves once the state of synchronisation is as asked; it's looked at again with every event. */
  async until(what: string, isSo: (state: SyncState) => boolean): Promise<SyncState> {
    return this.untilSo(
      what,
      () => isSo(this.sync),
      () => this.sync,
    );
  }

  /** Resolves once the answer of something asked again with every event, and now and then without one, is as wanted. */
  async untilSo<T>(what: string, isSo: () => boolean | Promise<boolean>, give: () => T): Promise<T> {
    const late = AbortSignal.timeout(patienceMs);
    for (;;) {
      const heard = Promise.withResolvers<void>();
      late.addEventListener('abort', () => heard.resolve(), { once: true });
      this.#waiting.push(heard.resolve);
      const again = setTimeout(heard.resolve, 500);
      try {
        if (await isSo()) return give();
        if (late.aborted) throw new Error(`not ${what}: ${JSON.stringify(this.sync)}`);
        await heard.promise;
      } finally {
        clearTimeout(again);
        this.#waiting = this.#waiting.filter((told) => told !== heard.resolve);
      }
    }
  }

  /** Resolves once all that was changed here is confirmed and nothing is under way. */
  async settled(): Promise<SyncState> {
    return this.until(
      'settled',
      ({ phase, waiting, complete }) => phase === 'up-to-date' && waiting === 0 && complete,
    );
  }

  /** Names of a list's rows, in its order. */
  async names(kind: 'partner' | 'customer', search = ''): Promise<string[]> {
    const { rows } = await this.give('list.window', { list: { kind, search }, offset: 0, limit: 500 });
    return rows.map((row) => ('name' in row ? row.name : ''));
  }

  async idOf(kind: 'partner' | 'customer', name: string): Promise<string> {
    const { rows } = await this.give('list.window', { list: { kind, search: name }, offset: 0, limit: 50 });
    const row = rows.find((one) => 'name' in one && one.name === name);
    if (!row) throw new Error(`there is no ${kind} ${name}`);
    return row.id;
  }

  /** Resolves once a row of that name is in the list, or is not. */
  async sees(kind: 'partner' | 'customer', name: string, present = true): Promise<void> {
    const isSo = async () => (await this.names(kind, name)).includes(name) === present;
    await this.untilSo(`${present ? '' : 'no '}${kind} ${name}`, isSo, () => undefined);
  }
}
