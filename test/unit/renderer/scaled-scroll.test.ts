import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ScaledScroll, tallestElement } from '../../../renderer/ui/DataTable/scaled-scroll.ts';

const rowHeight = 32;
const rows = 1_000_000;
const total = rows * rowHeight;
const seen = 640;
/** Milliseconds from one frame to the next. */
const frame = 16;

/** The scrolled element: as tall as it's told, and as bounded as a browser's. */
class Scroller extends EventTarget {
  readonly clientHeight = seen;
  readonly #height: () => number;
  #top = 0;

  constructor(height: () => number) {
    super();
    this.#height = height;
  }

  get scrollTop(): number {
    return this.#top;
  }

  /** A browser rounds to whole pixels, stays inside, and tells of it in the next frame. */
  set scrollTop(asked: number) {
    const top = Math.round(Math.min(this.#height() - seen, Math.max(0, asked)));
    if (top === this.#top) return;
    this.#top = top;
    requestAnimationFrame(() => this.dispatchEvent(new Event('scroll')));
  }
}

function open(height: number) {
  const scroll = new ScaledScroll();
  scroll.resize(height);
  const element = new Scroller(() => scroll.height);
  const told: { offset: number; moving: boolean }[] = [];
  const stop = scroll.observe({ scrollElement: element } as never, (offset, moving) => {
    told.push({ offset, moving });
  });
  return {
    scroll,
    element,
    told,
    stop,
    offset: () => told.at(-1)?.offset ?? NaN,
    /** As a wheel or a finger does: some pixels from where it is. */
    step: (by: number) => {
      element.scrollTop += by;
      vi.advanceTimersByTime(frame);
    },
    /** As dragging the thumb does. */
    jump: (to: number) => {
      element.scrollTop = to;
      vi.advanceTimersByTime(frame);
    },
    rest: () => vi.advanceTimersByTime(400),
  };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.stubGlobal('requestAnimationFrame', (draw: () => void) => setTimeout(draw, frame));
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('a list that is shorter than the tallest element', () => {
  it('scrolls as any element does', () => {
    const list = open(tallestElement);
    expect(list.scroll.isScaled).toBe(false);
    for (const to of [1, 500, 123_456, tallestElement - seen, 0]) {
      list.jump(to);
      expect(list.offset()).toBe(to);
      list.rest();
      expect(list.offset()).toBe(to);
      expect(list.element.scrollTop).toBe(to);
    }
  });
});

describe('a list of a million rows', () => {
  it('goes on to where it was dragged in the moment when its thumb would be put right', () => {
    for (let early = 0; early <= 2 * frame; early++) {
      const list = open(total);
      list.jump(tallestElement);
      expect(list.offset()).toBe(total - seen);
      vi.advanceTimersByTime(150 - early);
      list.jump((tallestElement - seen) / 2);
      list.rest();
      expect(list.offset()).toBe((total - seen) / 2);
      expect(list.element.scrollTop).toBe((tallestElement - seen) / 2);
      list.stop?.();
    }
  });

  it('is laid out no taller than a browser can at device scale 4', () => {
    const { scroll } = open(total);
    expect(scroll.isScaled).toBe(true);
    expect(scroll.height).toBe(tallestElement);
    expect(scroll.height * 4).toBeLessThan(33_554_428);
  });

  it('moves one to one with the wheel, wherever it is', () => {
    const list = open(total);
    for (const start of [0, 1_000_000, 4_000_000]) {
      list.jump(start);
      list.rest();
      let at = list.offset();
      for (const by of [1, 40, 100, 120, -100, 3, seen * 2, -seen]) {
        list.step(by);
        expect(list.offset()).toBe(at + by);
        at = list.offset();
      }
    }
  });

  it('shows the very next rows after a rest between two turns of the wheel', () => {
    const list = open(total);
    list.jump(3_000_000);
    list.rest();
    let at = list.offset();
    for (let turn = 0; turn < 50; turn++) {
      list.step(100);
      expect(list.offset()).toBe(at + 100);
      at = list.offset();
      list.rest();
      expect(list.offset()).toBe(at);
    }
  });

  it.each([0.1, 0.25, 0.5, 0.9])('jumps in proportion when the thumb is dragged to %d', (part) => {
    const list = open(total);
    list.jump(part * (tallestElement - seen));
    expect(list.offset() / (total - seen)).toBeCloseTo(part, 5);
  });

  it('shows its last row when the thumb is at the end, and its first when it’s at the beginning', () => {
    const list = open(total);
    list.jump(tallestElement);
    expect(list.offset()).toBe(total - seen);
    list.rest();
    expect(list.offset()).toBe(total - seen);
    expect(list.element.scrollTop).toBe(tallestElement - seen);
    list.jump(0);
    expect(list.offset()).toBe(0);
  });

  it('reaches every row by its position, the last one too', () => {
    const list = open(total);
    for (const row of [0, 1, 524_287, 524_288, 999_998, rows - 1]) {
      list.scroll.scrollTo(row * rowHeight);
      const offset = list.offset();
      expect(offset).toBeLessThanOrEqual(row * rowHeight);
      expect(offset + seen).toBeGreaterThanOrEqual((row + 1) * rowHeight);
      list.rest();
      expect(list.offset()).toBe(offset);
    }
  });

  it('goes on from there with the wheel, and doesn’t take its own placing for a move', () => {
    const list = open(total);
    list.scroll.scrollTo(700_000 * rowHeight);
    const told = list.told.length;
    list.rest();
    expect(list.told).toHaveLength(told);
    list.step(100);
    expect(list.offset()).toBe(700_000 * rowHeight + 100);
    expect(list.told.at(-1)?.moving).toBe(true);
    list.rest();
    expect(list.told.at(-1)).toEqual({ offset: 700_000 * rowHeight + 100, moving: false });
  });

  it('puts the thumb where the rows are once it rests', () => {
    const list = open(total);
    list.jump(2_000_000);
    list.rest();
    for (let turn = 0; turn < 200; turn++) list.step(seen);
    list.rest();
    const share = list.offset() / (total - seen);
    expect(list.element.scrollTop).toBe(Math.round(share * (tallestElement - seen)));
  });

  it('moves as little as it can to bring a row into sight, past the header that covers some', () => {
    const list = open(total);
    const header = 36;
    const reveal = (row: number) => list.scroll.reveal(row * rowHeight, (row + 1) * rowHeight, header);
    list.scroll.scrollTo(500_000 * rowHeight);
    const at = list.offset();
    reveal(500_003);
    expect(list.offset()).toBe(at);
    reveal(499_999);
    expect(list.offset()).toBe(499_999 * rowHeight);
    reveal(500_100);
    expect(list.offset()).toBe(500_101 * rowHeight - (seen - header));
  });

  it('keeps its place when it’s shown again, and doesn’t listen when it isn’t', () => {
    const list = open(total);
    list.scroll.scrollTo(600_000 * rowHeight);
    list.rest();
    list.stop?.();
    const told = list.told.length;
    list.jump(0);
    list.rest();
    expect(list.told).toHaveLength(told);
    const again = new Scroller(() => list.scroll.height);
    const offsets: number[] = [];
    list.scroll.observe({ scrollElement: again } as never, (offset) => offsets.push(offset));
    expect(offsets).toEqual([600_000 * rowHeight]);
    expect(again.scrollTop).toBeGreaterThan(4_000_000);
  });
});
