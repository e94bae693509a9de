import { mutation, type MutationName, type mutationArgs } from '../../common/domain/mutations.ts';
import type { z } from 'zod';
import { newId } from '../../common/domain/ids.ts';
import type { SyncDoor } from '../../main/sync/door.ts';

/** What a mutation is made of. */
type Deed = { [N in MutationName]: [name: N, args: z.input<(typeof mutationArgs)[N]>] }[MutationName];

/** Pushes mutations as an app does. @throws Error where one isn't applied */
export async function pushAll(door: SyncDoor, deeds: readonly Deed[]): Promise<void> {
  const at = new Date().toISOString();
  const mutations = deeds.map(([name, args]) =>
    mutation.parse({ id: newId(), context: 'partner-account', before: {}, at, name, args }),
  );
  const { results } = await door.push(mutations, new AbortController().signal, false);
  const failed = results.find(({ outcome }) => outcome !== 'applied');
  if (failed) throw new Error(JSON.stringify(failed));
}
