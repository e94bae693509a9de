import type { SyncState } from '../../common/contract/views.ts';
import type { DiscardFate } from '../../db/api.ts';
import type { CacheClient } from '../../db/client.ts';
import type { NoticeBoard } from '../sync/notices.ts';

/** Most changes that are told of one by one. */
const named = 3;

/**
 * Follows up changes that were discarded although the partner API may have applied them: once the rows have been brought up to
 * date, it's said what became of them, and again after each start until the operator has dismissed it.
 */
export class DiscardedUnsettled {
  readonly #cache: CacheClient;
  readonly #notices: NoticeBoard;
  readonly #onTold: () => void;
  readonly #shown = new Set<string>();
  /** At first there may be some from before the app was last closed. */
  #due = true;
  /** Whether the rows were brought up to date since. */
  #pulled = false;

  /** @param onTold told when there's a notice more */
  constructor(cache: CacheClient, notices: NoticeBoard, onTold: () => void) {
    this.#cache = cache;
    this.#notices = notices;
    this.#onTold = onTold;
  }

  /** Changes were discarded that may have arrived: the next time that the rows are up to date, it's looked what became of them. */
  discarded(): void {
    this.#due = true;
    this.#pulled = false;
  }

  /** Up to date again, after having been out of touch when they were discarded: what became of them is looked up. */
  stateChanged({ phase }: SyncState): void {
    if (phase === 'pulling') this.#pulled = true;
    if (!this.#due || !this.#pulled || phase !== 'up-to-date') return;
    this.#due = false;
    this.#tell().catch(() => (this.#due = true));
  }

  async #tell(): Promise<void> {
    const fates = (await this.#cache.write.discardFates()).filter(({ id }) => !this.#shown.has(id));
    if (fates.length === 0) return;
    const notices = fates.length > named ? [fates] : fates.map((fate) => [fate]);
    for (const some of notices) this.#put(some);
    this.#onTold();
  }

  #put(fates: readonly DiscardFate[]): void {
    const ids = fates.map(({ id }) => id);
    for (const id of ids) this.#shown.add(id);
    const [fate] = fates;
    this.#notices.add(
      {
        id: `discarded ${ids[0]}`,
        sentence: fate && fates.length === 1 ? sentenceOf(fate) : sentenceOfMany(fates),
        detail: fates
          .map(
            ({ id, name, title, applied }) =>
              `${applied ? 'applied' : 'not shown'}: ${title} (${name} ${id})`,
          )
          .join('\n'),
      },
      () => void this.#cache.write.discardFatesRead(ids).catch(() => undefined),
    );
  }
}

function sentenceOf({ title, applied }: DiscardFate): string {
  return applied
    ? `“${title}” was discarded here after its answer was lost. The partner API had applied it all the same: what you see now is how it stands there.`
    : `“${title}” was discarded here after its answer was lost. The partner API doesn’t show it: it never arrived, or was changed again since.`;
}

function sentenceOfMany(fates: readonly DiscardFate[]): string {
  const applied = fates.filter((fate) => fate.applied).length;
  const those =
    applied === 0 ? 'none of them' : applied === fates.length ? 'all of them' : `${applied} of them`;
  return `${fates.length} changes were discarded here after their answers were lost. The partner API shows ${those}: what you see now is how it stands there. The details name each.`;
}
