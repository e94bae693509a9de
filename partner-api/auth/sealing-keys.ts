import type { SealingKey } from '../../common/domain/secrets.ts';
import { newId } from '../../common/domain/ids.ts';
import type { Store, StoredSealingKey } from '../store/store.ts';
import type { Surroundings } from '../surroundings.ts';
import { makeSealingKey, published } from './sealing.ts';

/** How long secrets are sealed to one pair of keys. */
const keyAge = 90 * 24 * 60 * 60 * 1000;

/** The pairs of keys that secrets set offline are sealed to. */
export interface SealingKeys {
  /** The public half of the newest pair; a new one takes its place once it's 90 days old. */
  current(): Promise<SealingKey>;
}

/**
 * The keys of a store, the first of which is made unless there's one. Former ones are kept for good: a change that was sealed to one may
 * wait in an outbox for as long as its computer is offline.
 */
export async function openSealingKeys(
  store: Store,
  { now, randomBytes }: Surroundings,
): Promise<SealingKeys> {
  let newest: StoredSealingKey | null = await store.read.newestSealingKey();
  let making: Promise<StoredSealingKey> | undefined;
  const make = async (): Promise<StoredSealingKey> => {
    const key = makeSealingKey(newId({ now, random: () => randomBytes(16) }), now());
    await store.transaction((tx) => tx.saveSealingKey(key));
    return (newest = key);
  };
  const current = async (): Promise<SealingKey> => {
    if (newest && now() - newest.madeAt < keyAge) return published(newest);
    making ??= make().finally(() => {
      making = undefined;
    });
    return published(await making);
  };
  await current();
  return { current };
}
