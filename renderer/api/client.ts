import type { Bridge } from '../../common/contract/bridge.ts';
import type {
  CommandInput,
  CommandName,
  CommandOutput,
  EventName,
  EventPayload,
} from '../../common/contract/commands.ts';
import { failed, type Result } from '../../common/contract/errors.ts';

declare global {
  interface Window {
    /** Put there by the preload; used by this folder alone. */
    switchyard: Bridge;
  }
}

/** What a command is called with after its name. */
export type Arguments<N extends CommandName> = CommandInput<N> extends void ? [] : [CommandInput<N>];
type AnyCommand = (input?: unknown) => Promise<Result<unknown>>;

/** How long an answer that was asked for ahead may be used, in milliseconds. */
const aheadFor = 5000;
const ahead = new Map<string, { askedAt: number; answer: Promise<Result<unknown>> }>();

/** Asks a question that is about to be asked, while the rest of the window is still being loaded or drawn. */
export function askAhead<N extends CommandName>(name: N, ...input: Arguments<N>): void {
  ahead.set(JSON.stringify([name, ...input]), { askedAt: performance.now(), answer: give(name, ...input) });
}

/**
 * Gives a command to the main process. Never throws: a broken bridge is an `internal` error like any other. An answer that was
 * asked for ahead is used once.
 */
export async function attempt<N extends CommandName>(
  name: N,
  ...input: Arguments<N>
): Promise<Result<CommandOutput<N>>> {
  const key = ahead.size > 0 ? JSON.stringify([name, ...input]) : '';
  const asked = ahead.get(key);
  ahead.delete(key);
  if (asked && performance.now() - asked.askedAt < aheadFor) {
    const answer = (await asked.answer) as Result<CommandOutput<N>>;
    if (answer.ok) return answer;
  }
  return give(name, ...input);
}

async function give<N extends CommandName>(
  name: N,
  ...input: Arguments<N>
): Promise<Result<CommandOutput<N>>> {
  const [space = '', member = ''] = name.split('.');
  try {
    const bridge = window.switchyard as unknown as Record<string, Record<string, AnyCommand>>;
    const command = bridge[space]?.[member];
    if (!command) throw new TypeError(`The window has no command ${name}`);
    return (await command(...input)) as Result<CommandOutput<N>>;
  } catch (thrown) {
    return failed({
      code: 'internal',
      message:
        'The window lost its connection to the rest of the app. Restart Switchyard; what was saved is kept.',
      retry: 'later',
      detail: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown),
    });
  }
}

/** Calls `listener` for each event of this name; returns the function that ends it. */
export function listen<N extends EventName>(
  name: N,
  listener: (payload: EventPayload<N>) => void,
): () => void {
  return window.switchyard.on[name](listener);
}
