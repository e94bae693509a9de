/**
 * The structured clone algorithm as text, so that values cross the DevTools protocol as they would cross Electron's IPC.
 * Both functions stand alone: their source is also sent to the page (see in-page.ts), so they may use nothing from outside.
 *
 * What is plain JSON goes as `j` + JSON, which is the fast and the usual case. Everything else goes as `t` + a JSON table of
 * nodes that name one another by position, so that shared and circular references survive.
 */

/**
 * A value as text.
 *
 * @throws DataCloneError for what can't be cloned: functions, symbols, promises, weak collections
 */
export function encodeClone(root: unknown): string {
  const seen = new Set<object>();

  function isPlain(value: unknown): boolean {
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
    if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
    if (typeof value !== 'object' || seen.has(value)) return false;
    seen.add(value);
    if (Array.isArray(value)) {
      const keys = Object.keys(value);
      return keys.length === value.length && value.every(isPlain);
    }
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) return false;
    if ('toJSON' in value) return false;
    for (const key of Object.keys(value)) if (!isPlain((value as Record<string, unknown>)[key])) return false;
    return true;
  }

  if (isPlain(root)) return `j${JSON.stringify(root)}`;

  const nodes: unknown[] = [];
  const places = new Map<unknown, number>();

  function base64(bytes: Uint8Array): string {
    let text = '';
    for (let at = 0; at < bytes.length; at += 8192)
      text += String.fromCharCode(...bytes.subarray(at, at + 8192));
    return btoa(text);
  }

  function refuse(value: unknown): never {
    let shown = typeof value === 'symbol' ? value.toString() : '#<Object>';
    if (typeof value === 'function') shown = String(value).slice(0, 60);
    if (typeof value === 'object' && value !== null) shown = Object.prototype.toString.call(value);
    throw new DOMException(`${shown} could not be cloned.`, 'DataCloneError');
  }

  function entries(value: object): [string, number][] {
    return Object.keys(value).map((key) => [key, place((value as Record<string, unknown>)[key])]);
  }

  function nodeOf(value: object): unknown[] {
    const kind = Object.prototype.toString.call(value).slice(8, -1);
    if (Array.isArray(value)) return ['array', value.length, entries(value)];
    if (value instanceof Date) return ['date', Number.isNaN(value.getTime()) ? null : value.getTime()];
    if (value instanceof RegExp) return ['regexp', value.source, value.flags];
    if (value instanceof Map) return ['map', [...value].map(([key, item]) => [place(key), place(item)])];
    if (value instanceof Set) return ['set', [...value].map(place)];
    if (value instanceof ArrayBuffer) return ['buffer', base64(new Uint8Array(value))];
    if (ArrayBuffer.isView(value)) {
      const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
      // Node's Buffer arrives as a Uint8Array, as it does in Electron.
      return ['view', kind, base64(bytes)];
    }
    if (value instanceof Error) {
      const names = ['EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError'];
      const name = names.includes(value.name) ? value.name : 'Error';
      const cause = 'cause' in value ? place(value.cause) : null;
      return ['error', name, value.message, value.stack ?? null, cause];
    }
    if (value instanceof Boolean || value instanceof Number || value instanceof String) {
      return ['boxed', place(value.valueOf())];
    }
    if (['Promise', 'WeakMap', 'WeakSet', 'WeakRef', 'Symbol'].includes(kind)) refuse(value);
    return ['object', entries(value)];
  }

  function place(value: unknown): number {
    const known = places.get(value);
    // -0 and 0 are one key of a Map, and -0 must not become 0.
    if (known !== undefined && value !== 0) return known;
    const at = nodes.push(null) - 1;
    places.set(value, at);
    if (value === undefined) nodes[at] = ['undefined'];
    else if (typeof value === 'bigint') nodes[at] = ['bigint', String(value)];
    else if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))) {
      nodes[at] = ['number', Object.is(value, -0) ? '-0' : String(value)];
    } else if (typeof value === 'function' || typeof value === 'symbol') refuse(value);
    else if (typeof value === 'object' && value !== null) nodes[at] = nodeOf(value);
    else nodes[at] = value;
    return at;
  }

  place(root);
  return `t${JSON.stringify(nodes)}`;
}

/** The value that {@link encodeClone} wrote. */
export function decodeClone(text: string): unknown {
  const payload = text.slice(1);
  if (text.startsWith('j')) return JSON.parse(payload);
  const nodes = JSON.parse(payload) as unknown[];
  const made = new Map<number, unknown>();

  function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
    const binary = atob(base64);
    const bytes = new Uint8Array(binary.length);
    for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
    return bytes;
  }

  function remember<T>(at: number, value: T): T {
    made.set(at, value);
    return value;
  }

  function fill(target: object, entries: [string, number][]): void {
    for (const [key, at] of entries) {
      // Not an assignment: `__proto__` is a name like any other here.
      Object.defineProperty(target, key, {
        value: read(at),
        writable: true,
        enumerable: true,
        configurable: true,
      });
    }
  }

  function viewOf(kind: string, base64: string): unknown {
    const { buffer } = bytesOf(base64);
    const View = (globalThis as Record<string, unknown>)[kind] as new (buffer: ArrayBuffer) => unknown;
    return new View(buffer);
  }

  function errorOf(at: number, node: unknown[]): Error {
    const [, name, message, stack, cause] = node as [string, string, string, string | null, number | null];
    const Kind = (globalThis as Record<string, unknown>)[name] as ErrorConstructor;
    const error = remember(at, new Kind(message));
    if (stack !== null)
      Object.defineProperty(error, 'stack', { value: stack, writable: true, configurable: true });
    if (cause !== null) {
      Object.defineProperty(error, 'cause', { value: read(cause), writable: true, configurable: true });
    }
    return error;
  }

  function build(at: number, node: unknown[]): unknown {
    const [kind, first, second] = node;
    switch (kind) {
      case 'undefined':
        return undefined;
      case 'bigint':
        return BigInt(first as string);
      case 'number':
        return Number(first);
      case 'date':
        return new Date(first === null ? Number.NaN : (first as number));
      case 'regexp':
        return new RegExp(first as string, second as string);
      case 'buffer':
        return bytesOf(first as string).buffer;
      case 'view':
        return viewOf(first as string, second as string);
      case 'boxed':
        return Object(read(first as number));
      case 'error':
        return errorOf(at, node);
      case 'array': {
        const array = remember(at, new Array<unknown>(first as number));
        fill(array, second as [string, number][]);
        return array;
      }
      case 'map': {
        const map = remember(at, new Map<unknown, unknown>());
        for (const [key, value] of first as [number, number][]) map.set(read(key), read(value));
        return map;
      }
      case 'set': {
        const set = remember(at, new Set<unknown>());
        for (const item of first as number[]) set.add(read(item));
        return set;
      }
      default: {
        const object = remember(at, {});
        fill(object, first as [string, number][]);
        return object;
      }
    }
  }

  function read(at: number): unknown {
    if (made.has(at)) return made.get(at);
    const node = nodes[at];
    return remember(at, Array.isArray(node) ? build(at, node) : node);
  }

  return read(0);
}
