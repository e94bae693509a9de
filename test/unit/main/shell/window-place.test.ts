import { describe, expect, test } from 'vitest';
import { placeWindow } from '../../../../main/shell/window-place.ts';

const laptop = { x: 0, y: 25, width: 1440, height: 875 };
const second = { x: 1440, y: 0, width: 2560, height: 1440 };
const kept = { x: 1600, y: 100, width: 1300, height: 900, maximized: false };

describe('the window opens where it was', () => {
  test('on the display on which it was', () => {
    expect(placeWindow(kept, [laptop, second])).toEqual({ x: 1600, y: 100, width: 1300, height: 900 });
  });

  test('in the middle of what is there, if that display has gone', () => {
    expect(placeWindow(kept, [laptop])).toEqual({ width: 1300, height: 875 });
  });

  test('never with its title bar out of reach', () => {
    expect(placeWindow({ ...kept, x: 3990 }, [laptop, second])).not.toHaveProperty('x');
    expect(placeWindow({ ...kept, y: -400 }, [laptop, second])).not.toHaveProperty('y');
  });

  test('no larger than the display', () => {
    expect(placeWindow({ ...kept, x: 10, y: 30, width: 9000 }, [laptop])).toMatchObject({ width: 1440 });
  });

  test('with a size of its own on a first start, and on a system that names no display', () => {
    expect(placeWindow(null, [laptop])).toEqual({ width: 1280, height: 820 });
    expect(placeWindow(null, [])).toEqual({ width: 1280, height: 820 });
  });
});
