import type { EventEmitter } from 'node:events';

/** An event as Electron hands it to listeners that may prevent what comes next. */
export interface PreventableEvent {
  readonly defaultPrevented: boolean;
  preventDefault(): void;
}

/**
 * Emits an event that listeners may prevent.
 *
 * @param fields further properties of the event, as electron.d.ts names them
 * @returns whether one of the listeners prevented it
 */
export function emitPreventable(
  emitter: EventEmitter,
  name: string,
  fields: object = {},
  ...args: unknown[]
): boolean {
  let prevented = false;
  const event: PreventableEvent = {
    get defaultPrevented() {
      return prevented;
    },
    preventDefault() {
      prevented = true;
    },
  };
  emitter.emit(name, Object.assign(event, fields), ...args);
  return prevented;
}
