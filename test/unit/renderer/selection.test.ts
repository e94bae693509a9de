import { describe, expect, it } from 'vitest';
import { movedIndex, toggled, withAll } from '../../../renderer/ui/DataTable/selection.ts';

describe('the checked rows', () => {
  it('gain a row that wasn’t checked and lose one that was', () => {
    expect(toggled(new Set(['a']), 'b')).toEqual(new Set(['a', 'b']));
    expect(toggled(new Set(['a', 'b']), 'a')).toEqual(new Set(['b']));
  });

  it('gain a range, with what was checked before', () => {
    expect(withAll(new Set(['a']), ['b', 'a', 'c'])).toEqual(new Set(['a', 'b', 'c']));
    expect(withAll(new Set(['a']), [])).toEqual(new Set(['a']));
  });

  it('are never changed in place: what is on screen holds the old ones', () => {
    const before = new Set(['a']);
    toggled(before, 'a');
    toggled(before, 'b');
    withAll(before, ['c']);
    expect(before).toEqual(new Set(['a']));
  });
});

describe('a key moves the current row', () => {
  const total = 1_000_000;
  const page = 20;
  it.each([
    ['ArrowDown', 5, 6],
    ['ArrowUp', 5, 4],
    ['PageDown', 5, 25],
    ['PageUp', 50, 30],
    ['Home', 50, 0],
    ['End', 50, total - 1],
    ['ArrowDown', total - 1, total - 1],
    ['PageDown', total - 3, total - 1],
    ['ArrowUp', 0, 0],
    ['PageUp', 3, 0],
    // Nothing is current yet.
    ['ArrowDown', -1, 0],
    ['ArrowUp', -1, 0],
  ])('%s from %i to %i', (key, from, to) => {
    expect(movedIndex(key, from, total, page)).toBe(to);
  });

  it('only if it’s one of those, and there are rows', () => {
    expect(movedIndex('Enter', 5, total, page)).toBeUndefined();
    expect(movedIndex('a', 5, total, page)).toBeUndefined();
    expect(movedIndex('End', 0, 0, page)).toBeUndefined();
  });
});
