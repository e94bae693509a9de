import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { keysOfAccelerator } from '../../../build/chromium-runtime/accelerators.ts';
import { refuseUnknown, strict } from '../../../build/chromium-runtime/strict.ts';

describe('the stand-in has what the app uses and refuses everything else by name', () => {
  class Thing extends EventEmitter {
    #secret = 7;
    open = true;
    read(): number {
      return this.#secret;
    }
  }

  test('a name that it lacks throws with that name, on reading and on writing', () => {
    const thing = strict('thing', new Thing()) as Thing & { close?: unknown };
    expect(() => thing.close).toThrow('thing.close is not in the Chromium stand-in');
    expect(() => (thing.close = 1)).toThrow('thing.close is not in the Chromium stand-in');
  });

  test('what it has works, private state and events included', () => {
    const thing = strict('thing', new Thing());
    const heard: unknown[] = [];
    thing.on('spoke', (word: unknown) => heard.push(word));
    thing.emit('spoke', 'once');
    thing.open = false;
    expect([thing.read(), thing.open, heard]).toEqual([7, false, ['once']]);
  });

  test('it can be awaited and printed', async () => {
    const thing = strict('thing', new Thing());
    expect(await Promise.resolve(thing)).toBe(thing);
    expect(JSON.stringify({ thing: thing.open })).toBe('{"thing":true}');
  });

  test('a class keeps its static side and makes instances', () => {
    class Window {
      static all(): string {
        return 'all';
      }
      id = 1;
    }
    const inside = strict('electron', { Window: strict('Window', Window) });
    expect(inside.Window.all()).toBe('all');
    expect(new inside.Window().id).toBe(1);
    expect(() => (inside.Window as unknown as { none: unknown }).none).toThrow('Window.none');
  });

  test('an option that it doesn’t know is refused', () => {
    expect(() => refuseUnknown('BrowserWindow options', { width: 1, kiosk: true }, ['width'])).toThrow(
      'BrowserWindow options.kiosk is not in the Chromium stand-in',
    );
  });

  test.each([
    ['CmdOrCtrl+Shift+K', 'linux', 'ctrl+shift+k'],
    ['CmdOrCtrl+,', 'darwin', 'meta+,'],
    ['Alt+Ctrl+Delete', 'win32', 'ctrl+alt+delete'],
    ['F2', 'linux', 'f2'],
  ] as const)('the accelerator %s is %s’s key %s', (accelerator, platform, keys) => {
    expect(keysOfAccelerator(accelerator, platform)).toBe(keys);
  });

  test('a misspelt modifier of an accelerator shows', () => {
    expect(() => keysOfAccelerator('Contrl+K', 'linux')).toThrow('contrl');
  });
});
