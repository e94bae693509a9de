import type { CommandInput, CommandName, CommandOutput } from '../../common/contract/commands.ts';

interface Desk {
  give<N extends CommandName>(
    name: N,
    ...input: CommandInput<N> extends void ? [] : [CommandInput<N>]
  ): Promise<CommandOutput<N>>;
}

/** Deletes rows as the console does: what the dry run showed. */
export async function deleteRows(
  desk: Desk,
  kind: 'customer' | 'site',
  ids: string[],
): Promise<CommandOutput<'delete.accept'>> {
  const { token } = await desk.give('delete.preview', { kind, selection: { type: 'ids', ids } });
  return desk.give('delete.accept', { token });
}
