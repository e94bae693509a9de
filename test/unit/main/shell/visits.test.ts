import { describe, expect, test } from 'vitest';
import { Visits } from '../../../../main/shell/visits.ts';

function visitsTold(): { visits: Visits; told: unknown[] } {
  const told: unknown[] = [];
  return { visits: new Visits((_name, payload) => told.push(payload)), told };
}

describe('a link into the app', () => {
  test('waits until the window listens, and the last one wins', () => {
    const { visits, told } = visitsTold();
    visits.go('customers');
    visits.go('partners');
    visits.go(undefined);
    expect(told).toEqual([]);
    visits.begin();
    expect(told).toEqual([{ to: 'partners' }]);
    visits.begin();
    expect(told).toHaveLength(1);
  });

  test('is what a window begins with that opens after it came, and isn’t followed twice', () => {
    const { visits, told } = visitsTold();
    visits.go('customers');
    expect(visits.takeFirst()).toBe('customers');
    expect(visits.takeFirst()).toBeUndefined();
    visits.begin();
    expect(told).toEqual([]);
  });

  test('to a project’s context is no page to begin with, and is followed once the window listens', () => {
    const { visits, told } = visitsTold();
    const context = 'context/0190a1b2-0000-7000-8000-00000000abcd';
    visits.go(context);
    expect(visits.takeFirst()).toBeUndefined();
    visits.begin();
    expect(told).toEqual([{ to: context }]);
  });

  test('is followed at once by a window that listens, and waits for the next one when it’s closed', () => {
    const { visits, told } = visitsTold();
    visits.begin();
    visits.go('sites');
    visits.end();
    visits.go('probes');
    expect(told).toEqual([{ to: 'sites' }]);
    visits.begin();
    expect(told).toEqual([{ to: 'sites' }, { to: 'probes' }]);
  });
});
