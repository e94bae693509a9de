/**
 * Ids one after the other, 36 bytes each. They go from thread to thread as one piece of memory, where hundreds of thousands of texts
 * would keep the thread in between busy.
 */
export type PackedIds = Uint8Array;

const size = 36;

export function packIds(ids: readonly string[]): PackedIds {
  return new TextEncoder().encode(ids.join(''));
}

export function countOf(packed: PackedIds): number {
  return packed.length / size;
}

/** The ids from one place to before another; all of them where no place is given. */
export function idsIn(packed: PackedIds, from = 0, to = countOf(packed)): string[] {
  const text = new TextDecoder().decode(packed.subarray(from * size, to * size));
  return Array.from({ length: text.length / size }, (_, at) => text.slice(at * size, (at + 1) * size));
}
