import { expect, test } from 'vitest';
import { activityItem, type ActivityItem } from '../../../common/contract/activity.ts';
import { Failure } from '../../../common/contract/errors.ts';
import { inParts, type ActivityPart } from '../../../renderer/features/activity/printed-parts.ts';

const entry = (number: number): ActivityItem =>
  activityItem.parse({
    ...{ entry: number, at: '2026-03-01T12:00:00.000Z', mutationId: `m${number}`, action: 'site.update' },
    ...{ account: { id: 'a', name: 'Ana' }, role: 'admin', context: 'partner-account' },
    ...{ entity: { kind: 'site', id: `s${number}` }, before: null, after: null, requestId: 'r' },
  });

/** Pages of so many entries, newest first, each with the names of its own; `asked` counts them. */
function pages(total: number, size: number) {
  const asked: (string | null)[] = [];
  const ask = (cursor: string | null) => {
    asked.push(cursor);
    const first = cursor === null ? total : Number(cursor);
    const items = Array.from({ length: Math.min(size, first) }, (_each, at) => entry(first - at));
    const next = first - size > 0 ? String(first - size) : null;
    const names = Object.fromEntries(items.map(({ entity: { id } }) => [id, id.toUpperCase()]));
    return Promise.resolve({ ok: true as const, value: { items, next, names, kept: null } });
  };
  return { ask, asked };
}

async function all(parts: AsyncGenerator<ActivityPart, unknown>) {
  const told: ActivityPart[] = [];
  let next = await parts.next();
  for (; !next.done; next = await parts.next()) told.push(next.value);
  return { told, end: next.value };
}

test('Activity goes on paper whole, in parts that follow each other with the names of their own entries', async () => {
  const { ask, asked } = pages(25, 4);
  const { told, end } = await all(inParts(ask, 10, () => true));
  expect(end).toBeNull();
  expect(told.map(({ part, isLast, before, items }) => [part, isLast, before, items.length])).toEqual([
    [1, false, 0, 10],
    [2, false, 10, 10],
    [3, true, 20, 5],
  ]);
  const entries = told.flatMap(({ items }) => items.map((item) => item.entry));
  expect(entries).toEqual(Array.from({ length: 25 }, (_each, at) => 25 - at));
  for (const { items, names } of told) {
    for (const { entity } of items) expect(names[entity.id]).toBe(entity.id.toUpperCase());
    expect(Object.keys(names).length).toBeLessThanOrEqual(18);
  }
  expect(asked).toHaveLength(7);
});

test.each([
  [0, [[1, true, 0]]],
  [10, [[1, true, 10]]],
  [
    11,
    [
      [1, false, 10],
      [2, true, 1],
    ],
  ],
])('%d entries in parts of ten', async (total, expected) => {
  const { told } = await all(inParts(pages(total, 3).ask, 10, () => true));
  expect(told.map(({ part, isLast, items }) => [part, isLast, items.length])).toEqual(expected);
});

test('a page is read when it’s wanted, and none after it was cancelled or couldn’t be read', async () => {
  const { ask, asked } = pages(100, 10);
  const parts = inParts(ask, 20, () => true);
  await parts.next();
  expect(asked).toHaveLength(3);
  const { told } = await all(inParts(ask, 20, (many) => many < 70));
  expect(told).toHaveLength(2);
  const { error } = new Failure({ code: 'offline', message: 'It can’t be reached.' });
  const failing = await all(
    inParts(
      (cursor) => (cursor === null ? ask(null) : Promise.resolve({ ok: false, error })),
      5,
      () => true,
    ),
  );
  expect(failing.end).toEqual(error);
  expect(failing.told).toHaveLength(1);
});
