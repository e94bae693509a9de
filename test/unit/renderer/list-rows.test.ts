import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { failed, type Result } from '../../../common/contract/errors.ts';
import { listSpec, type ListWindow } from '../../../common/contract/views.ts';
import { ListRows } from '../../../renderer/api/list-rows.ts';

interface Asked {
  offset: number;
  answer(result: Result<ListWindow>): Promise<void>;
}

let asked: Asked[];
let cacheChanged: ((change: { revision: number; kinds: string[] }) => void) | undefined;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  asked = [];
  cacheChanged = undefined;
  const window = ({ offset }: { offset: number }) => {
    const { promise, resolve } = Promise.withResolvers<Result<ListWindow>>();
    const answer = async (result: Result<ListWindow>) => {
      resolve(result);
      // Past the awaits between the bridge and the list.
      for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    };
    asked.push({ offset, answer });
    return promise;
  };
  const on = {
    'cache.changed': (listener: typeof cacheChanged) => {
      cacheChanged = listener;
      return () => {
        cacheChanged = undefined;
      };
    },
  };
  vi.stubGlobal('window', { switchyard: { list: { window }, on } });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** A window of a list of `total` rows; names say at which revision they were read. */
function answerOf(offset: number, revision: number, total = 1000): Result<ListWindow> {
  const here = Math.max(0, Math.min(100, total - offset));
  const rows = Array.from({ length: here }, (_, at) => ({ id: `${offset + at}`, name: `r${revision}` }));
  return { ok: true, value: { rows, total, unfiltered: total, revision } as unknown as ListWindow };
}

function openList() {
  const list = new ListRows<'customer'>(listSpec.parse({ kind: 'customer' }));
  const stop = list.subscribe(() => undefined);
  return { list, stop };
}

const nextAsked = (): Asked => {
  const next = asked.shift();
  if (!next) throw new Error('nothing was asked');
  return next;
};

describe('a list', () => {
  it('asks for what is on screen, and shows it', async () => {
    const { list } = openList();
    await nextAsked().answer(answerOf(0, 1));
    expect(list.state()).toMatchObject({ total: 1000, unfiltered: 1000, revision: 1, slow: false });
    expect(list.rowAt(0)?.id).toBe('0');
    expect(list.rowAt(100)).toBeUndefined();
    list.show(95, 210);
    expect(asked.map(({ offset }) => offset)).toEqual([100, 200]);
    for (const { offset, answer } of [...asked]) await answer(answerOf(offset, 1));
    expect(list.rowAt(205)?.id).toBe('205');
    expect(list.indexHere('205')).toBe(205);
    expect(list.indexHere('999')).toBe(-1);
  });

  it('drops an answer that a newer one has overtaken, and asks again', async () => {
    const { list } = openList();
    await nextAsked().answer(answerOf(0, 1));
    list.show(100, 250);
    const [overtaken, newer] = [nextAsked(), nextAsked()];
    await newer.answer(answerOf(200, 3));
    await overtaken.answer(answerOf(100, 2));
    expect(list.state().revision).toBe(3);
    expect(list.rowAt(100)).toBeUndefined();
    expect(asked.map(({ offset }) => offset)).toContain(100);
    for (const { offset, answer } of asked.splice(0)) await answer(answerOf(offset, 3));
    expect(list.rowAt(100)?.name).toBe('r3');
  });

  it('doesn’t let an overtaken answer replace rows that are newer', async () => {
    const { list } = openList();
    await nextAsked().answer(answerOf(0, 5));
    list.show(0, 150);
    await nextAsked().answer(answerOf(100, 5));
    cacheChanged?.({ revision: 6, kinds: ['customer'] });
    const [first, second] = [nextAsked(), nextAsked()];
    await second.answer(answerOf(100, 7));
    await first.answer(answerOf(0, 6));
    expect(list.state()).toMatchObject({ revision: 7 });
    expect(list.rowAt(0)?.name).toBe('r5');
    for (const { offset, answer } of asked.splice(0)) await answer(answerOf(offset, 7));
    expect([list.rowAt(0)?.name, list.rowAt(100)?.name]).toEqual(['r7', 'r7']);
  });

  it('takes a lower revision for a cache that began anew, where it was asked after the higher one', async () => {
    const { list } = openList();
    await nextAsked().answer(answerOf(0, 900));
    cacheChanged?.({ revision: 1, kinds: ['customer'] });
    await nextAsked().answer(answerOf(0, 1, 7));
    expect(list.state()).toMatchObject({ revision: 1, total: 7 });
    expect(list.rowAt(0)?.name).toBe('r1');
  });

  it('asks once more where the cache changed while an answer was on its way', async () => {
    const { list } = openList();
    const first = nextAsked();
    cacheChanged?.({ revision: 2, kinds: ['customer'] });
    cacheChanged?.({ revision: 3, kinds: ['site'] });
    expect(asked).toEqual([]);
    await first.answer(answerOf(0, 1));
    expect(asked).toHaveLength(1);
    await nextAsked().answer(answerOf(0, 3));
    expect(list.rowAt(0)?.name).toBe('r3');
    expect(asked).toEqual([]);
  });

  it('doesn’t ask when something changed that it isn’t made of', async () => {
    openList();
    await nextAsked().answer(answerOf(0, 1));
    cacheChanged?.({ revision: 2, kinds: ['brand'] });
    expect(asked).toEqual([]);
  });

  it('forgets the pages behind its end when it becomes shorter', async () => {
    const { list } = openList();
    await nextAsked().answer(answerOf(0, 1));
    list.show(0, 250);
    for (const { offset, answer } of asked.splice(0)) await answer(answerOf(offset, 1));
    expect(list.rowAt(200)).toBeDefined();
    list.show(0, 10);
    cacheChanged?.({ revision: 2, kinds: ['customer'] });
    await nextAsked().answer(answerOf(0, 2, 150));
    expect(list.state().total).toBe(150);
    expect(list.rowAt(200)).toBeUndefined();
  });

  it('keeps a few pages of a long list, those seen last', async () => {
    const { list } = openList();
    await nextAsked().answer(answerOf(0, 1, 10_000));
    for (let page = 1; page < 40; page++) {
      list.show(page * 100, page * 100 + 20);
      await nextAsked().answer(answerOf(page * 100, 1, 10_000));
    }
    expect(list.rowAt(0)).toBeUndefined();
    expect(list.rowAt(3900)).toBeDefined();
    const kept = Array.from({ length: 40 }, (_, page) => list.rowAt(page * 100)).filter(Boolean);
    expect(kept).toHaveLength(24);
  });

  it('never asks for what was scrolled past while answers were on their way, and isn’t drawn again for it', async () => {
    const { list } = openList();
    await nextAsked().answer(answerOf(0, 1, 100_000));
    for (let first = 400; first <= 90_000; first += 400) list.show(first, first + 40);
    const [past, later] = [nextAsked(), nextAsked()];
    expect([past.offset, later.offset, asked.length]).toEqual([400, 800, 0]);
    const { stamp } = list.state();
    await past.answer(answerOf(past.offset, 1, 100_000));
    expect(list.state().stamp).toBe(stamp);
    expect(asked.map(({ offset }) => offset)).toEqual([90_000]);
    await later.answer(answerOf(later.offset, 1, 100_000));
    await nextAsked().answer(answerOf(90_000, 1, 100_000));
    expect(list.rowAt(90_000)?.id).toBe('90000');
    expect(list.state().stamp).toBe(stamp + 1);
    expect(asked).toEqual([]);
  });

  it('asks no more where the list ends before what was on screen', async () => {
    const { list } = openList();
    await nextAsked().answer(answerOf(0, 1));
    list.show(900, 940);
    await nextAsked().answer(answerOf(900, 1));
    cacheChanged?.({ revision: 2, kinds: ['customer'] });
    await nextAsked().answer(answerOf(900, 2, 150));
    expect(asked.map(({ offset }) => offset)).toEqual([100]);
    await nextAsked().answer(answerOf(100, 2, 150));
    expect(asked).toEqual([]);
    expect(list.rowAt(149)?.name).toBe('r2');
  });

  it('asks once for what fails, and again when something else is looked at', async () => {
    const { list } = openList();
    await nextAsked().answer(answerOf(0, 1));
    list.show(150, 250);
    const fault = failed({ code: 'cache', message: 'It couldn’t be read.', retry: 'later' });
    for (const { answer } of asked.splice(0)) await answer(fault);
    expect(asked).toEqual([]);
    list.show(160, 260);
    expect(asked.map(({ offset }) => offset)).toEqual([100, 200]);
  });

  it('keeps its rows when asking again fails, and says so until it works', async () => {
    const { list } = openList();
    await nextAsked().answer(answerOf(0, 1));
    cacheChanged?.({ revision: 2, kinds: ['customer'] });
    await nextAsked().answer(failed({ code: 'cache', message: 'It couldn’t be read.', retry: 'later' }));
    expect(list.state()).toMatchObject({ error: { code: 'cache' }, total: 1000 });
    expect(list.rowAt(0)?.name).toBe('r1');
    list.refresh();
    await nextAsked().answer(answerOf(0, 2));
    expect(list.state().error).toBeUndefined();
  });

  it('says that it’s slow after 300 ms with nothing to show, and not later', async () => {
    const { list } = openList();
    vi.advanceTimersByTime(299);
    expect(list.state().slow).toBe(false);
    vi.advanceTimersByTime(1);
    expect(list.state().slow).toBe(true);
    await nextAsked().answer(answerOf(0, 1));
    expect(list.state().slow).toBe(false);
    list.refresh();
    vi.advanceTimersByTime(1000);
    expect(list.state().slow).toBe(false);
  });

  it('is silent when nobody looks at it, and asks again when somebody does', async () => {
    const { list, stop } = openList();
    await nextAsked().answer(answerOf(0, 1));
    stop();
    expect(cacheChanged).toBeUndefined();
    list.subscribe(() => undefined);
    expect(asked).toHaveLength(1);
    await nextAsked().answer(answerOf(0, 4));
    expect(list.rowAt(0)?.name).toBe('r4');
  });
});
