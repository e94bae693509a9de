/** The export was cancelled; nothing is left of it. */
class Cancelled extends Error {}

interface Done {
  rows: number;
  /** Where the file is; null where there's none. */
  path: string | null;
}

/** Exports that are being written, each by the key that it can be cancelled by. */
export class ExportsUnderWay {
  readonly #byKey = new Map<string, AbortController>();

  /** Has `write` write a file from pieces that it asks for with `goOn`, which ends them once it's cancelled; then there's no file. */
  async run(key: string, write: (goOn: () => void) => Promise<Done>): Promise<Done> {
    const cancel = new AbortController();
    this.#byKey.set(key, cancel);
    try {
      return await write(() => {
        if (cancel.signal.aborted) throw new Cancelled();
      });
    } catch (thrown) {
      if (thrown instanceof Cancelled) return { rows: 0, path: null };
      throw thrown;
    } finally {
      this.#byKey.delete(key);
    }
  }

  /** Ends an export that is under way; nothing of it is left. */
  cancel(key: string): void {
    this.#byKey.get(key)?.abort();
  }
}
