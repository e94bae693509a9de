import { describe, expect, it } from 'vitest';
import {
  change,
  changesBody,
  customerRow,
  idOf,
  noon,
  openWith,
  partnerRow,
  type TestCache,
} from './fixture.ts';

const contoso = customerRow(11, 'Contoso', idOf(1));
const open = () => openWith({ partner: [partnerRow(1, 'Northwind')], customer: [contoso] });
const rename = (name: string, seen?: string) =>
  change(
    'customer.update',
    { id: idOf(11), changes: { name } },
    seen === undefined ? undefined : { name: seen },
  );

/** The customer as the server has it at sequence `seq`. */
function pull(cache: TestCache, seq: number, fields: Partial<typeof contoso>): void {
  const row = { ...contoso, ...fields, version: seq };
  cache.writer.applyChanges(changesBody(seq, [{ kind: 'customer', row }]), noon);
}

/** The server takes all that waits, at sequence `seq`, and it's pulled. */
function confirm(cache: TestCache, seq: number, name: string): void {
  for (const { id } of cache.writer.nextBatch(10)) cache.writer.settle([{ id, outcome: 'applied', seq }]);
  pull(cache, seq, { name });
  expect(cache.writer.status().waiting).toBe(0);
}

/** Queues a rename to “Mine” from a form that showed `seen`, and gives the name that it says was there before. */
function heldBefore(cache: TestCache, seen: string): unknown {
  const mine = rename('Mine', seen);
  cache.writer.queue([mine]);
  return cache.writer.nextBatch(10).find(({ id }) => id === mine.id)?.before['name'];
}

interface Case {
  name: string;
  /** What happens from the opening of the form on. */
  meanwhile: (cache: TestCache) => void;
  seen: string;
  before: string;
}

const cases: Case[] = [
  {
    name: 'nothing: it’s what is there',
    meanwhile: () => undefined,
    seen: 'Contoso',
    before: 'Contoso',
  },
  {
    name: 'somebody else changed the field: it’s what the form showed, so that the server finds the conflict',
    meanwhile: (cache) => pull(cache, 1001, { name: 'Theirs' }),
    seen: 'Contoso',
    before: 'Contoso',
  },
  {
    name: 'somebody else changed another field: it’s what is there',
    meanwhile: (cache) => pull(cache, 1001, { reference: 'REF' }),
    seen: 'Contoso',
    before: 'Contoso',
  },
  {
    name: 'an earlier edit from here waits: it builds on that one',
    meanwhile: (cache) => cache.writer.queue([rename('Earlier')]),
    seen: 'Contoso',
    before: 'Earlier',
  },
  {
    name: 'an earlier edit from here was confirmed: it builds on that one',
    meanwhile: (cache) => {
      cache.writer.queue([rename('Earlier')]);
      confirm(cache, 1001, 'Earlier');
    },
    seen: 'Contoso',
    before: 'Earlier',
  },
  {
    name: 'an earlier edit from here was confirmed, and then somebody else changed the field',
    meanwhile: (cache) => {
      cache.writer.queue([rename('Earlier')]);
      confirm(cache, 1001, 'Earlier');
      pull(cache, 1002, { name: 'Theirs' });
    },
    seen: 'Contoso',
    before: 'Contoso',
  },
  {
    name: 'the edit that the form showed was taken back: it builds on what was there before that',
    meanwhile: (cache) => {
      const earlier = rename('Earlier');
      cache.writer.queue([earlier]);
      cache.writer.takeBack([earlier.id]);
    },
    seen: 'Earlier',
    before: 'Contoso',
  },
  {
    name: 'the edits that the form showed were taken back one after the other',
    meanwhile: (cache) => {
      const edits = [rename('Earlier'), rename('Later')];
      for (const edit of edits) cache.writer.queue([edit]);
      for (const edit of edits.reverse()) cache.writer.takeBack([edit.id]);
    },
    seen: 'Later',
    before: 'Contoso',
  },
  {
    name: 'the edit that the form showed was taken back, and somebody else changed the field: a conflict',
    meanwhile: (cache) => {
      const earlier = rename('Earlier');
      cache.writer.queue([earlier]);
      cache.writer.takeBack([earlier.id]);
      pull(cache, 1001, { name: 'Theirs' });
    },
    seen: 'Earlier',
    before: 'Contoso',
  },
];

describe('what a field held before an edit whose form was open while', () => {
  it.each(cases)('$name', ({ meanwhile, seen, before }) => {
    const cache = open();
    meanwhile(cache);
    expect(heldBefore(cache, seen)).toBe(before);
  });
});

it('rewrites the edit once the stuck one that its form showed is discarded', () => {
  const cache = open();
  const earlier = rename('Earlier');
  cache.writer.queue([earlier]);
  cache.writer.nextBatch(10);
  const mine = rename('Mine', 'Earlier');
  const conflicts = [{ field: 'name', base: 'Contoso', mine: 'Earlier', theirs: 'Theirs' }];
  cache.writer.settle([{ id: earlier.id, outcome: 'conflict', because: 'Changed', conflicts }]);
  cache.writer.queue([mine]);
  expect(cache.writer.nextBatch(10)).toEqual([]);
  cache.writer.discardAll([earlier.id], true, 'Ana');
  expect(cache.writer.nextBatch(10)).toMatchObject([{ id: mine.id, before: { name: 'Contoso' } }]);
});

it('keeps what a move’s form showed as well', () => {
  const cache = open();
  pull(cache, 1001, { partnerId: null });
  const move = change('customer.move', { ids: [idOf(11)], partnerId: idOf(1) }, { [idOf(11)]: idOf(1) });
  cache.writer.queue([move]);
  expect(cache.writer.nextBatch(10)).toMatchObject([{ before: { [idOf(11)]: idOf(1) } }]);
});
