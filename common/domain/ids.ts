import { v7 } from 'uuid';
import { z } from 'zod';

/** Id of an entity or a mutation: a UUIDv7 made by whoever creates the thing, so that offline creation needs no renaming. */
export const entityId = z.uuid();

/** What an id is made from; injected so that a simulation can replay it. */
export interface IdSource {
  /** Milliseconds since the epoch. */
  now(): number;
  /** 16 random bytes. */
  random(): Uint8Array;
}

/** A fresh UUIDv7. Without a source it uses the machine's clock and its cryptographic randomness. */
export function newId(source?: IdSource): string {
  return source ? v7({ msecs: source.now(), random: source.random() }) : v7();
}
