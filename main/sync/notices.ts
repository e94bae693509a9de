import { isoNow, type Clock, type Notice } from '../ports.ts';

/** Notices kept at most; the oldest give way. */
const mostNotices = 20;

/** Things that happened and that the operator should know once, until they're dismissed or the app ends. */
export class NoticeBoard {
  readonly #clock: Clock;
  #notices: Notice[] = [];
  #dismissed = new Set<string>();
  readonly #onDismissed = new Map<string, () => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get all(): Notice[] {
    return this.#notices;
  }

  /**
   * Puts a notice up, once per id.
   * @param onDismissed done when the operator has read and dismissed it
   */
  add(notice: Omit<Notice, 'at'> & { at?: string }, onDismissed?: () => void): void {
    const known = this.#dismissed.has(notice.id) || this.#notices.some(({ id }) => id === notice.id);
    if (known) return;
    this.#notices = [...this.#notices, { at: isoNow(this.#clock), ...notice }].slice(-mostNotices);
    if (onDismissed) this.#onDismissed.set(notice.id, onDismissed);
  }

  dismiss(id: string): void {
    this.#dismissed.add(id);
    this.#onDismissed.get(id)?.();
    this.#onDismissed.delete(id);
    this.#notices = this.#notices.filter((notice) => notice.id !== id);
  }
}
