import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandInput, CommandName, CommandOutput } from '../../common/contract/commands.ts';
import type { SyncState } from '../../common/contract/views.ts';
import type { Told } from './console-child.ts';
import { programFile, programFolder } from './program-files.ts';

/** A console in a process of its own, so that the plug can be pulled at any moment. */
export class ConsoleProcess {
  readonly folder: string;
  #child: ChildProcess | null = null;
  #answers = new Map<number, (told: Told) => void>();
  #calls = 0;
  #states: ((state: SyncState) => void)[] = [];
  sync: SyncState | null = null;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async start(): Promise<ConsoleProcess> {
    const started = new ConsoleProcess(await mkdtemp(join(tmpdir(), 'switchyard-process-')));
    await started.run();
    return started;
  }

  /** Starts it (again) on its folder, as another user where one is given. */
  async run(as: { uid?: number; gid?: number } = {}): Promise<void> {
    const child = fork(programFile('console'), [this.folder], {
      ...as,
      execArgv: [],
      env: { ...process.env, SWITCHYARD_TEST_PROGRAMS: programFolder },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#child = child;
    const ready = Promise.withResolvers<void>();
    child.once('exit', () => {
      ready.reject(new Error('the console ended while starting'));
      for (const [call, answered] of this.#answers) answered({ call, error: 'the console ended' });
      this.#answers.clear();
    });
    child.on('message', (told: Told) => {
      if ('ready' in told) return ready.resolve();
      if ('sync' in told) {
        this.sync = told.sync;
        for (const heard of this.#states) heard(told.sync);
        return;
      }
      this.#answers.get(told.call)?.(told);
      this.#answers.delete(told.call);
    });
    await ready.promise;
    const { sync } = await this.give('app.start');
    this.sync = sync;
  }

  /** Ends it at once, in the middle of whatever it does. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  async remove(): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }

  async give<N extends CommandName>(
    name: N,
    ...input: CommandInput<N> extends void ? [] : [CommandInput<N>]
  ): Promise<CommandOutput<N>> {
    const call = ++this.#calls;
    const answered = Promise.withResolvers<Told>();
    this.#answers.set(call, answered.resolve);
    this.#child?.send({ call, name, input: input[0] });
    const told = await answered.promise;
    if ('error' in told) throw new Error(told.error);
    if ('value' in told) return told.value as CommandOutput<N>;
    throw new Error(`${name} wasn't answered`);
  }

  /** Resolves once the state of synchronisation is as asked. */
  async until(what: string, isSo: (state: SyncState) => boolean): Promise<void> {
    const late = AbortSignal.timeout(90_000);
    while (!this.sync || !isSo(this.sync)) {
      const heard = Promise.withResolvers<SyncState>();
      const onLate = () => heard.reject(new Error(`not ${what}: ${JSON.stringify(this.sync)}`));
      late.addEventListener('abort', onLate, { once: true });
      this.#states.push(heard.resolve);
      try {
        await heard.promise;
      } finally {
        late.removeEventListener('abort', onLate);
        this.#states = this.#states.filter((told) => told !== heard.resolve);
      }
    }
  }

  settled(): Promise<void> {
    return this.until(
      'settled',
      ({ phase, waiting, complete }) => phase === 'up-to-date' && waiting === 0 && complete,
    );
  }
}
