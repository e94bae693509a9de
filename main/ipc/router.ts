import type { z } from 'zod';
import {
  commands,
  events,
  type CommandName,
  type CommandOutput,
  type CommandRequest,
  type EventName,
  type EventPayload,
} from '../../common/contract/commands.ts';
import { failed, succeeded, toAppError, type Result } from '../../common/contract/errors.ts';
import type { Log } from '../ports.ts';

/** A function for every command of the contract, made from its table: a missing one is a type error. */
export type Handlers = {
  [N in CommandName]: (input: CommandRequest<N>) => CommandOutput<N> | Promise<CommandOutput<N>>;
};

export interface RouterOptions<CallEvent> {
  /** Calls that come before they're there wait for them. */
  handlers: Handlers | Promise<Handlers>;
  /** Whether the call comes from the main frame of our own window at app://switchyard. */
  isTrusted(event: CallEvent): boolean;
  /** `ipcMain.handle`. The answer is a `Result`; the listener never rejects. */
  handle(
    channel: CommandName,
    listener: (event: CallEvent, ...args: unknown[]) => Promise<Result<unknown>>,
  ): void;
  /** Checks what handlers give against the contract too: in development and in tests. */
  checkOutput: boolean;
  log: Log;
}

/** Registers every command of the contract. The only way in from the window: it checks sender and input, always. */
export function connectRouter<CallEvent>(options: RouterOptions<CallEvent>): void {
  for (const name of Object.keys(commands) as CommandName[]) connectCommand(name, options);
}

function connectCommand<N extends CommandName, CallEvent>(name: N, options: RouterOptions<CallEvent>): void {
  options.handle(name, async (event, ...args) => {
    if (!options.isTrusted(event)) {
      options.log('warn', `${name} was called by something that isn’t Switchyard’s window; refused`);
      return refusal('This call didn’t come from Switchyard’s own window and was refused.');
    }
    if (args.length > 1) return refusal(`${name} takes one argument at most.`);
    const input = commands[name].input.safeParse(args[0]);
    if (!input.success) return invalidInput(input.error);
    try {
      // The table ties a name's schema to its handler; TypeScript can't follow that through a generic name.
      const handler = (await options.handlers)[name] as (input: unknown) => unknown;
      const value = await handler(input.data);
      return options.checkOutput ? checkedOutput(name, value) : succeeded(value);
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code === 'internal') options.log('error', `${name} failed`, error.detail);
      return { ok: false, error };
    }
  });
}

function refusal(message: string): Result<never> {
  return failed({ code: 'bad-call', message });
}

function invalidInput(error: z.ZodError): Result<never> {
  const fields = error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  const sentences = [...new Set(fields.map((field) => field.message))].slice(0, 3);
  return failed({ code: 'invalid', message: `${sentences.join('. ')}.`, fields });
}

function checkedOutput(name: CommandName, value: unknown): Result<unknown> {
  const parsed = commands[name].output.safeParse(value);
  if (parsed.success) return succeeded(value);
  return failed({
    code: 'bad-call',
    message: `The answer of ${name} doesn’t fit the contract.`,
    detail: parsed.error.message,
  });
}

/** Sends an event to the window. */
export type Emit = <N extends EventName>(event: N, payload: EventPayload<N>) => void;

/**
 * The only way out to the window: typed by the contract, and checked against it where `check` is set.
 * @param send hands over to `webContents.send` of the window, if there is one
 */
export function createEmit(send: (channel: EventName, payload: unknown) => void, check: boolean): Emit {
  return (event, payload) => {
    if (check) events[event].parse(payload);
    send(event, payload);
  };
}
