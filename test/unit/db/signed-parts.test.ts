import { describe, expect, test } from 'vitest';
import { visit as visitSchema, type Visit } from '../../../common/domain/entities.ts';
import { digestsOfParts, partsChangedSince } from '../../../db/views/signed-parts.ts';
import { idOf, visitRow } from './fixture.ts';

const item = (state: 'open' | 'done') => ({ text: 'Look at the UPS', state, reason: '', position: 1 });
const row = (more: object): Visit => visitSchema.parse(visitRow(51, idOf(21), more));
const worked = row({
  ...{ status: 'under-way', startedAt: '2026-03-02T08:00:00.000Z', notes: 'Rack moved' },
  checklist: { [idOf(61)]: item('done') },
});
const signed: Visit = {
  ...worked,
  signature: {
    ...{ by: 'Rosa Lima', path: 'M10 20L30 40', at: '2026-03-02T09:00:00.000Z' },
    given: digestsOfParts(worked),
  },
};

describe('a signature is for what was there at its time', () => {
  test.each<[what: string, change: Partial<Visit>, parts: string[]]>([
    ['nothing', {}, []],
    [
      'that the visit is finished, which comes after it',
      { status: 'done', endedAt: '2026-03-02T09:05:00.000Z' },
      [],
    ],
    ['the day it was planned for', { plannedOn: '2026-03-03' }, []],
    ['notes', { notes: 'Rack moved. UPS is weak' }, ['notes']],
    ['an item of the checklist', { checklist: { [idOf(61)]: item('open') } }, ['checklist']],
    [
      'an item that was added and taken out again',
      { checklist: { ...worked.checklist, [idOf(62)]: null } },
      [],
    ],
    [
      'when it began, and a probe',
      {
        startedAt: '2026-03-02T07:00:00.000Z',
        findings: {
          [idOf(71)]: {
            outcome: 'missing',
            serial: 'SWP-1',
            name: '',
            newSerial: '',
            remark: '',
            at: '2026-03-02T08:30:00.000Z',
          },
        },
      },
      ['times', 'probes'],
    ],
  ])('changed since: %s', (_what, change, parts) => {
    expect(partsChangedSince({ ...signed, ...change })).toEqual(parts);
  });

  test('whatever order its fields came in', () => {
    const turned = Object.fromEntries(Object.entries(item('done')).toReversed()) as ReturnType<typeof item>;
    expect(partsChangedSince({ ...signed, checklist: { [idOf(61)]: turned } } as Visit)).toEqual([]);
  });

  test('of one from before that was noted, and of none, nothing is said', () => {
    const { by, path, at } = signed.signature ?? { by: '', path: '', at: '' };
    expect(partsChangedSince({ ...signed, notes: 'x', signature: { by, path, at } })).toEqual([]);
    expect(partsChangedSince({ ...signed, notes: 'x', signature: null })).toEqual([]);
  });
});
