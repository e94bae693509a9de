/**
 * The stand-in has only what the app uses. Everything else must fail by name, at once, so that code can't come to depend on
 * something that is quietly undefined here and works in Electron, or the other way round.
 */

/** Names that JavaScript itself looks up on any object: on `await`, on printing, on conversion. */
const asksOfTheLanguage = new Set(['then', 'toJSON', 'constructor', 'inspect', 'asymmetricMatch']);

function missing(owner: string, name: string): Error {
  return new Error(`${owner}.${name} is not in the Chromium stand-in`);
}

/**
 * The same object, but a name that it doesn't have throws instead of being undefined.
 *
 * @param owner what it's called in Electron, for the message
 */
export function strict<T extends object>(owner: string, target: T): T {
  return new Proxy(target, {
    get(object, name) {
      if (typeof name === 'symbol' || name in object) {
        const value: unknown = Reflect.get(object, name, object);
        // Methods run on the object itself: private fields aren't reachable through a proxy.
        // A class goes as it is: bound, it would lose its static side.
        return typeof value === 'function' && !Object.hasOwn(value, 'prototype') ? value.bind(object) : value;
      }
      if (asksOfTheLanguage.has(name)) return undefined;
      throw missing(owner, name);
    },
    set(object, name, value) {
      if (typeof name === 'string' && !(name in object)) throw missing(owner, name);
      return Reflect.set(object, name, value, object);
    },
  });
}

/** Throws for the first option that the stand-in doesn't know, so that none is quietly ignored. */
export function refuseUnknown(owner: string, options: object, known: readonly string[]): void {
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined) throw missing(owner, unknown);
}

/**
 * An Electron API as the stand-in has it: names and signatures come from electron.d.ts, so that the two can't drift. `this`
 * and event overloads are left to EventEmitter.
 */
export type PartOf<T, K extends keyof T> = Pick<T, K>;
