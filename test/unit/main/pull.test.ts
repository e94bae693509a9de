import { expect, test } from 'vitest';
import type { PageReport } from '../../../db/api.ts';
import { pullChanges } from '../../../main/sync/pull.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { ScriptedCache, ScriptedDoor } from '../../support/scripted-sync.ts';

/** Pages of changes c1 → c2 → c3, and a cache whose writing of each lasts until it's told to end. */
function pages(last: string) {
  const asked: string[] = [];
  const writing: (() => void)[] = [];
  const store = new ScriptedCache();
  const door = new ScriptedDoor();
  const following = new Map([
    ['c1', 'c2'],
    ['c2', 'c3'],
  ]);
  door.changesPage = (cursor) => {
    asked.push(cursor);
    const next = following.get(cursor);
    const end = cursor === last ? '"more":false' : '"more":true';
    return Promise.resolve(new TextEncoder().encode(`{"changes":[],"cursor":"${next}","seq":1,${end}}`));
  };
  const cache = store.cache;
  cache.write.applyChanges = async (body) => {
    const text = new TextDecoder().decode(body);
    await new Promise<void>((resolve) => writing.push(resolve));
    const cursor = /"cursor":"(\w+)"/.exec(text)?.[1] ?? '';
    store.status = { ...store.status, cursor };
    const told = { unknownKinds: [], faults: [], digestsAgree: null, account: null };
    return {
      revision: 1,
      kinds: [],
      status: store.status,
      more: text.includes('true'),
      ...told,
    } as PageReport;
  };
  const parts = {
    cache,
    door,
    clock: new ManualClock(),
    signal: new AbortController().signal,
    onPage: () => undefined,
  };
  return { asked, writing, parts };
}

test('the next page of changes is asked for while one is written, once, and none after the last', async () => {
  const { asked, writing, parts } = pages('c2');
  const pulled = pullChanges(parts, false);
  await expect.poll(() => writing.length).toBe(1);
  expect(asked).toEqual(['c1', 'c2']);
  writing[0]?.();
  await expect.poll(() => writing.length).toBe(2);
  writing[1]?.();
  expect((await pulled).more).toBe(false);
  expect(asked).toEqual(['c1', 'c2']);
});
