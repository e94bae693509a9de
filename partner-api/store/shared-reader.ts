import type { StoreReader } from './store.ts';

/** A reader that is used by one caller at a time, whoever asks, in the order of asking; as many calls at once as there are readers. */
export function sharedReader(readers: readonly StoreReader[]): StoreReader {
  const [first] = readers;
  if (!first) throw new Error('There is no reader to share');
  const free = [...readers];
  const waiting: ((reader: StoreReader) => void)[] = [];
  const take = (): Promise<StoreReader> | StoreReader =>
    free.pop() ?? new Promise((resolve) => waiting.push(resolve));
  const give = (reader: StoreReader): void => {
    const next = waiting.shift();
    if (next) next(reader);
    else free.push(reader);
  };
  type Call = (...args: unknown[]) => Promise<unknown>;
  const shared = Object.keys(first).map((name): [string, Call] => [
    name,
    async (...args) => {
      const reader = await take();
      try {
        return await (reader[name as keyof StoreReader] as Call)(...args);
      } finally {
        give(reader);
      }
    },
  ]);
  return Object.fromEntries(shared) as unknown as StoreReader;
}
