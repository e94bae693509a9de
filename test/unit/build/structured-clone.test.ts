import { describe, expect, test } from 'vitest';
import { decodeClone, encodeClone } from '../../../build/chromium-runtime/structured-clone.ts';

const crossed = (value: unknown): unknown => decodeClone(encodeClone(value));

describe('values cross between page and main process of the stand-in as they cross in Electron', () => {
  test.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['text with every kind of sign', 'a"\\\u0000\u2028é漢\ud83d\ude00'],
    ['a lone surrogate', '\ud800'],
    ['numbers JSON lacks', [NaN, Infinity, -Infinity, -0, 0, 1.5]],
    ['a BigInt', 12345678901234567890n],
    ['a Date', new Date('2026-02-03T04:05:06.789Z')],
    ['a Date that is none', new Date(Number.NaN)],
    ['an object with undefined in it', { here: undefined, there: 1 }],
    ['a list with undefined in it', [1, undefined, 3]],
    [
      'a Map with keys that are no text',
      new Map<unknown, unknown>([
        [1, 'one'],
        [{ a: 1 }, new Set([1, 2])],
      ]),
    ],
    ['a RegExp', /a+b/giu],
    ['an ArrayBuffer', Uint8Array.of(1, 2, 255).buffer],
    ['a Uint8Array', Uint8Array.of(0, 127, 255)],
    ['a Float64Array', Float64Array.of(0.1, -2)],
    ['a boxed text', Object('text')],
    ['a key named __proto__', JSON.parse('{"__proto__": {"a": [1]}, "b": null}')],
    ['a row of a list', { id: 'x', name: 'Nørre', sites: 3, pending: null, grants: ['a', 'b'] }],
  ])('%s', (_what, value) => {
    expect(crossed(value)).toStrictEqual(structuredClone(value));
  });

  test('a list with holes keeps its holes', () => {
    const holes = [1, , 3];
    const arrived = crossed(holes) as unknown[];
    expect(arrived).toHaveLength(3);
    expect(1 in arrived).toBe(false);
  });

  test('an error keeps its kind, message, stack and cause', () => {
    const sent = new RangeError('too far', { cause: new Error('a reason') });
    const arrived = crossed(sent) as RangeError;
    expect(arrived).toBeInstanceOf(RangeError);
    expect(arrived.message).toBe('too far');
    expect(arrived.stack).toBe(sent.stack);
    expect((arrived.cause as Error).message).toBe('a reason');
  });

  test('what is named twice arrives as one, and a circle as a circle', () => {
    const shared = { n: 1 };
    const circle: Record<string, unknown> = { left: shared, right: shared };
    circle['self'] = circle;
    const arrived = crossed(circle) as typeof circle;
    expect(arrived['left']).toBe(arrived['right']);
    expect(arrived['self']).toBe(arrived);
  });

  test('an object of a class arrives without its class', () => {
    class Customer {
      name = 'Contoso';
    }
    const arrived = crossed(new Customer()) as object;
    expect(Object.getPrototypeOf(arrived)).toBe(Object.prototype);
    expect(arrived).toEqual({ name: 'Contoso' });
  });

  test.each<[string, unknown]>([
    ['a function', { run: () => 1 }],
    ['a symbol', [Symbol('s')]],
    ['a promise', Promise.resolve(1)],
    ['a WeakMap', new WeakMap()],
  ])('%s is refused', (_what, value) => {
    expect(() => encodeClone(value)).toThrow(expect.objectContaining({ name: 'DataCloneError' }));
  });

  test('the source of both functions stands alone, so that it can be sent to the page', () => {
    const alone = new Function(
      `const e = ${encodeClone.toString()}; const d = ${decodeClone.toString()}; return (v) => d(e(v));`,
    )() as (value: unknown) => unknown;
    expect(alone(new Map([['a', [undefined, 1n]]]))).toStrictEqual(new Map([['a', [undefined, 1n]]]));
  });
});
