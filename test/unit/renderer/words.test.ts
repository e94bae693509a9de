import { describe, expect, it } from 'vitest';
import {
  ago,
  ahead,
  count,
  counted,
  countryName,
  date,
  inLocalTime,
  moment,
  shortcutText,
} from '../../../renderer/ui/words.ts';

// By the clock on the wall, so that the words are the same in every time zone.
const now = new Date(2026, 2, 12, 14, 2, 30).getTime();
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const before = (ms: number) => new Date(now - ms).toISOString();

describe('words', () => {
  it.each([
    [0, '0', '0 customers'],
    [1, '1', '1 customer'],
    [2, '2', '2 customers'],
    [12_408, '12,408', '12,408 customers'],
  ])('count %i as %s, and as %s', (value, alone, named) => {
    expect(count(value)).toBe(alone);
    expect(counted(value, 'customer')).toBe(named);
  });

  it('count what isn’t made plural by an s', () => {
    expect(counted(1, 'entry', 'entries')).toBe('1 entry');
    expect(counted(3, 'entry', 'entries')).toBe('3 entries');
  });

  it.each([
    [-5 * minute, 'now'],
    [0, 'now'],
    [2.9 * second, 'now'],
    [3 * second, '3 s ago'],
    [59.9 * second, '59 s ago'],
    [minute, '1 min ago'],
    [hour - 1, '59 min ago'],
    [hour, '1 h ago'],
    [day - 1, '23 h ago'],
    [day, '1 day ago'],
    [3 * day, '3 days ago'],
    [7 * day - 1, '6 days ago'],
    [7 * day, '5 Mar 2026'],
    [400 * day, '5 Feb 2025'],
  ])('%i ms back are said as %s', (passed, words) => {
    expect(ago(before(passed), now)).toBe(words);
  });

  it.each([
    [-second, 'now'],
    [0, 'now'],
    [1, 'in 1 s'],
    [11.2 * second, 'in 12 s'],
    [minute, 'in 1 min'],
    [3.5 * minute, 'in 4 min'],
  ])('%i ms ahead are said as %s', (left, words) => {
    expect(ahead(before(-left), now)).toBe(words);
  });

  it('say the times in a sentence of the partner API by the clock on the wall', () => {
    const told = `Probe PR-1 was put at site Porto by Ana at ${before(0)}.`;
    expect(inLocalTime(told, now)).toBe('Probe PR-1 was put at site Porto by Ana at 14:02.');
    expect(inLocalTime('It was moved.', now)).toBe('It was moved.');
  });

  it('name a moment by its time today, else with its day', () => {
    expect(moment(before(0), now)).toBe('14:02');
    expect(moment(before(5 * hour), now)).toBe('09:02');
    expect(moment(before(day), now)).toBe('11 Mar 2026, 14:02');
    expect(date(before(day))).toBe('11 Mar 2026');
  });

  it('say so where a time is none', () => {
    expect(ago('soon', now)).toBe('at an unknown time');
    expect(ahead('soon', now)).toBe('now');
    expect(moment('soon', now)).toBe('an unknown time');
    expect(date('soon')).toBe('unknown');
  });

  it('write an accelerator as this system does', () => {
    const isMac = process.platform === 'darwin';
    expect(shortcutText('CmdOrCtrl+K')).toBe(isMac ? '⌘K' : 'Ctrl K');
    expect(shortcutText('CmdOrCtrl+Shift+O')).toBe(isMac ? '⌘⇧O' : 'Ctrl Shift O');
  });

  it('name a country by its code, and leave what is none as it is', () => {
    expect(countryName('PT')).toBe('Portugal');
    expect(countryName('')).toBe('');
    expect(countryName('Portugal')).toBe('Portugal');
  });
});
