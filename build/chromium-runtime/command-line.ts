import type { CommandLine } from 'electron';
import { strict, type PartOf } from './strict.ts';

/** Switches of this process's own arguments: name → value (empty where it has none). */
const given = new Map(
  process.argv.slice(2).flatMap((argument): [string, string][] => {
    const [, name, value = ''] = /^--([^=]+)(?:=(.*))?$/s.exec(argument) ?? [];
    return name === undefined ? [] : [[name, value]];
  }),
);

/** Electron's `app.commandLine`, for reading: Chromium has started with the process, and takes no more switches. */
export const commandLine = strict('app.commandLine', {
  hasSwitch: (name) => given.has(name),
  getSwitchValue: (name) => given.get(name) ?? '',
} satisfies PartOf<CommandLine, 'hasSwitch' | 'getSwitchValue'>);

/** The switches that go on to Chromium: all but the data folder, which is the app's; Chromium's profile lies within it. */
export function chromiumSwitches(): string[] {
  return [...given]
    .filter(([name]) => name !== 'user-data-dir')
    .map(([name, value]) => (value === '' ? `--${name}` : `--${name}=${value}`));
}
