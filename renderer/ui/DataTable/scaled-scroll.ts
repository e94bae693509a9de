import type { Virtualizer } from '@tanstack/react-virtual';

/**
 * Tallest element that is laid out, in CSS pixels. A browser ends an element at 33,554,428 physical pixels, which a million
 * rows pass at device scale 2; above this height the scroller is scaled.
 */
export const tallestElement = 8_000_000;

type Grid = Virtualizer<HTMLDivElement, Element>;

/**
 * Scroll position of a list that may be taller than an element can be. Up to {@link tallestElement} it's the element's own.
 * Above, small steps move the rows one to one and long jumps in proportion, and the thumb is put right when it rests.
 */
export class ScaledScroll {
  /** Height of all rows and what stands above and below them, in pixels. */
  #total = 0;
  /** First pixel on screen, of {@link #total}. */
  #virtual = 0;
  #physical = 0;
  #placing = false;
  #element: HTMLDivElement | null = null;
  #tell: ((offset: number, moving: boolean) => void) | undefined;
  #rest: ReturnType<typeof setTimeout> | undefined;

  get isScaled(): boolean {
    return this.#total > tallestElement;
  }

  /** Height of the element that is scrolled, in pixels. */
  get height(): number {
    return Math.min(this.#total, tallestElement);
  }

  resize(total: number): void {
    this.#total = total;
  }

  /** For the virtualizer's `observeElementOffset`. */
  readonly observe = (
    grid: Grid,
    tell: (offset: number, moving: boolean) => void,
  ): (() => void) | undefined => {
    const element = grid.scrollElement;
    if (!element) return undefined;
    this.#element = element;
    this.#tell = tell;
    tell(this.#virtual, false);
    if (this.#virtual > 0) this.#place();
    element.addEventListener('scroll', this.#follow, { passive: true });
    return () => {
      element.removeEventListener('scroll', this.#follow);
      clearTimeout(this.#rest);
    };
  };

  /** For the virtualizer's `scrollToFn`. */
  readonly scrollTo = (offset: number): void => {
    this.#virtual = Math.min(this.#ends().virtual, Math.max(0, offset));
    this.#place();
    this.#tell?.(this.#virtual, false);
  };

  /** Brings a stretch of pixels into sight, moving as little as it can. `above` is covered by the header. */
  reveal(start: number, end: number, above: number): void {
    if (!this.#element) return;
    const seen = this.#element.clientHeight - above;
    if (start < this.#virtual) this.scrollTo(start);
    else if (end > this.#virtual + seen) this.scrollTo(end - seen);
  }

  readonly #follow = (): void => {
    const element = this.#element;
    if (!element) return;
    if (this.#placing && element.scrollTop === this.#physical) return;
    const ends = this.#ends();
    const now = element.scrollTop;
    const step = now - this.#physical;
    this.#physical = now;
    if (!this.isScaled) this.#virtual = now;
    else if (now <= 0) this.#virtual = 0;
    else if (now >= ends.physical - 1) this.#virtual = ends.virtual;
    else if (Math.abs(step) <= element.clientHeight * 2)
      this.#virtual = Math.min(ends.virtual, Math.max(0, this.#virtual + step));
    else this.#virtual = (now / ends.physical) * ends.virtual;
    this.#tell?.(this.#virtual, true);
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => {
      // It moved on, and the browser tells of it in its next frame: it's not to be put back.
      if (element.scrollTop !== this.#physical) return this.#follow();
      if (this.isScaled) this.#place();
      this.#tell?.(this.#virtual, false);
    }, 150);
  };

  #ends(): { virtual: number; physical: number } {
    const seen = this.#element?.clientHeight ?? 0;
    return { virtual: Math.max(0, this.#total - seen), physical: Math.max(0, this.height - seen) };
  }

  #place(): void {
    const element = this.#element;
    if (!element) return;
    const ends = this.#ends();
    this.#placing = true;
    element.scrollTop =
      ends.virtual === ends.physical ? this.#virtual : (this.#virtual / ends.virtual) * ends.physical;
    this.#physical = element.scrollTop;
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        this.#placing = false;
      }),
    );
  }
}
