import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

/** What a world may not touch: a seed that did would not repeat itself. */
const forbidden = [
  [Date, 'now'],
  [Math, 'random'],
  [globalThis, 'setTimeout'],
  [globalThis, 'setInterval'],
] as const;

/** Derives a key at once: the machine's threads, where passwords are hashed, take turns that no seed decides. */
const scryptAtOnce = ((...args: Parameters<typeof crypto.scrypt>) => {
  const [password, salt, length, options, tell] = args;
  const key = crypto.scryptSync(password, salt, length, options);
  queueMicrotask(() => tell(null, key));
}) as typeof crypto.scrypt;

/**
 * Runs something that must not use the machine's clock, its timers or its randomness; where it does, that's thrown by name. Passwords
 * are hashed in this thread meanwhile.
 */
export async function withoutTheMachine<T>(work: () => Promise<T>): Promise<T> {
  const { scrypt } = crypto;
  const kept = forbidden.map(([owner, name]) => [owner, name, Reflect.get(owner, name) as unknown] as const);
  for (const [owner, name] of forbidden)
    Reflect.set(owner, name, () => {
      throw new Error(`A world has used the machine’s ${name}`);
    });
  crypto.scrypt = scryptAtOnce;
  syncBuiltinESMExports();
  try {
    return await work();
  } finally {
    crypto.scrypt = scrypt;
    syncBuiltinESMExports();
    for (const [owner, name, was] of kept) Reflect.set(owner, name, was);
  }
}
