import { describe, expect, it } from 'vitest';
import {
  looksTheSame,
  placesOf,
  withMoved,
  withPlace,
  withStep,
} from '../../../renderer/ui/DataTable/layout.ts';

const columns = [
  { id: 'name', always: true },
  { id: 'city' },
  { id: 'phone', extra: true },
  { id: 'sites' },
] as const;

const shown = (layout: Parameters<typeof placesOf>[1]) =>
  placesOf(columns, layout)
    .filter(({ place }) => !place.hidden)
    .map(({ place }) => (place.pinned ? `${place.id}!` : place.id));

describe('the columns of a list', () => {
  it('are as by default without a layout, those that are extra hidden', () => {
    expect(shown([])).toEqual(['name', 'city', 'sites']);
  });

  it('follow the layout, then come those that it doesn’t know; what isn’t there any more is left out', () => {
    expect(shown([{ id: 'sites' }, { id: 'gone', width: 80 }, { id: 'phone' }])).toEqual([
      'sites',
      'phone',
      'name',
      'city',
    ]);
  });

  it('never hide what a row is known by', () => {
    expect(shown([{ id: 'name', hidden: true }])).toContain('name');
  });

  it('name a column once, whatever the layout says', () => {
    expect(shown([{ id: 'city' }, { id: 'city', hidden: true }])).toEqual(['city', 'name', 'sites']);
  });

  it('stand first where they’re pinned', () => {
    expect(shown(withPlace(columns, [], 'sites', { pinned: true }))).toEqual(['sites!', 'name', 'city']);
  });

  it('stand last where they’re pinned at the right, and what is put beside them stays there too', () => {
    const right = withPlace(columns, [], 'name', { pinned: 'right' });
    expect(shown(right)).toEqual(['city', 'sites', 'name!']);
    const both = withMoved(columns, right, 'city', { id: 'name', side: 'before' });
    expect(shown(both)).toEqual(['sites', 'city!', 'name!']);
    expect(looksTheSame(columns, right, withPlace(columns, [], 'name', { pinned: true }))).toBe(false);
  });

  it('take a place beside another, pinned like it', () => {
    const pinned = withPlace(columns, [], 'name', { pinned: true });
    expect(shown(withMoved(columns, pinned, 'sites', { id: 'name', side: 'after' }))).toEqual([
      'name!',
      'sites!',
      'city',
    ]);
    expect(shown(withMoved(columns, pinned, 'name', { id: 'sites', side: 'after' }))).toEqual([
      'city',
      'sites',
      'name',
    ]);
    expect(shown(withMoved(columns, [], 'city', { id: 'nowhere', side: 'after' }))).toEqual(shown([]));
  });

  it('move one step among those that are shown, and no further than the ends', () => {
    const moved = withStep(columns, [], 'sites', -1);
    expect(shown(moved)).toEqual(['name', 'sites', 'city']);
    expect(shown(withStep(columns, moved, 'name', -1))).toEqual(['name', 'sites', 'city']);
    expect(shown(withStep(columns, moved, 'name', 1))).toEqual(['sites', 'name', 'city']);
  });

  it('look the same where only what isn’t there differs', () => {
    expect(looksTheSame(columns, [], [{ id: 'gone' }, { id: 'name' }])).toBe(true);
    expect(looksTheSame(columns, [], [{ id: 'name', width: 200 }])).toBe(false);
  });
});
