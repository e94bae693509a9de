import type { CommandInput, CommandName, CommandOutput, EventName, EventPayload } from './commands.ts';
import type { Result } from './errors.ts';

/** `customer.create` → namespace `customer`, function `create`. */
type Namespace<N extends string> = N extends `${infer Head}.${string}` ? Head : never;
type Member<N extends string, H extends string> = N extends `${H}.${infer Tail}` ? Tail : never;

type CommandFunction<N extends CommandName> =
  CommandInput<N> extends void
    ? () => Promise<Result<CommandOutput<N>>>
    : (input: CommandInput<N>) => Promise<Result<CommandOutput<N>>>;

/** What the preload puts on `window.switchyard`: one named function per command and per event, and nothing that forwards a channel. */
export type Bridge = {
  [H in Namespace<CommandName>]: {
    [M in Member<CommandName, H>]: CommandFunction<`${H}.${M}` & CommandName>;
  };
} & {
  on: { [N in EventName]: (listener: (payload: EventPayload<N>) => void) => () => void };
};
