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

/** When a UUIDv7 was made, as ISO time; null for another id, which says nothing of time. */
export function timeOfId(id: string): string | null {
  if (id[14] !== '7') return null;
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toISOString();
}

/** The first twelve digits of ids that are made at a time (milliseconds since the epoch): as texts they're in the order of time. */
export function digitsOfTime(milliseconds: number): string {
  return Math.max(0, milliseconds).toString(16).padStart(12, '0');
}

/** A fresh UUIDv7. Without a source it uses the machine's clock and its cryptographic randomness. */
export function newId(source?: IdSource): string {
  return source ? v7({ msecs: source.now(), random: source.random() }) : v7();
}
