import type { CommandName } from '../../common/contract/commands.ts';
import type { SyncState } from '../../common/contract/views.ts';
import { systemClock } from '../../main/ports.ts';
import { buildTestConsole } from './build-test-console.ts';

/** What the process of a console tells: an answer to a call, or a state. */
export type Told =
  { ready: true } | { sync: SyncState } | { call: number; value: unknown } | { call: number; error: string };

// The program that ConsoleProcess runs: a console that takes its commands from the parent process.
const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('a data folder is needed');
const tell = (told: Told) => process.send?.(told);
const { give } = await buildTestConsole(folder, systemClock, (name, payload) => {
  if (name === 'sync.changed') tell({ sync: payload as SyncState });
});
process.on('message', (asked: { call: number; name: CommandName; input: unknown }) => {
  void give(asked.name, asked.input).then((answer) =>
    tell(
      answer.ok
        ? { call: asked.call, value: answer.value }
        : { call: asked.call, error: `${answer.error.code}: ${answer.error.message}` },
    ),
  );
});
// Without its parent there's nobody left to take the plug out.
process.on('disconnect', () => process.exit());
tell({ ready: true });
