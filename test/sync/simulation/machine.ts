/** What a world may not touch: a seed that did would not repeat itself. */
const forbidden = [
  [Date, 'now'],
  [Math, 'random'],
  [globalThis, 'setTimeout'],
  [globalThis, 'setInterval'],
] as const;

/** Runs something that must not use the machine's clock, its timers or its randomness; where it does, that's thrown by name. */
export async function withoutTheMachine<T>(work: () => Promise<T>): Promise<T> {
  const kept = forbidden.map(([owner, name]) => [owner, name, Reflect.get(owner, name) as unknown] as const);
  for (const [owner, name] of forbidden)
    Reflect.set(owner, name, () => {
      throw new Error(`A world has used the machine’s ${name}`);
    });
  try {
    return await work();
  } finally {
    for (const [owner, name, was] of kept) Reflect.set(owner, name, was);
  }
}
