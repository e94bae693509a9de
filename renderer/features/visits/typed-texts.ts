/** Does one thing after the other; of what piles up meanwhile the newest alone. */
export class Newest<T> {
  readonly #act: (value: T) => Promise<void>;
  #next: { value: T } | null = null;
  #busy = false;

  constructor(act: (value: T) => Promise<void>) {
    this.#act = act;
  }

  /** Resolves once nothing newer waits. */
  async put(value: T): Promise<void> {
    this.#next = { value };
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (let next = this.#take(); next; next = this.#take()) await this.#act(next.value);
    } finally {
      this.#busy = false;
    }
  }

  #take(): { value: T } | null {
    const next = this.#next;
    this.#next = null;
    return next;
  }
}

export type Typed = Readonly<Record<string, string>>;

/**
 * What is typed into the fields of a page and isn't a change yet, by the field's name: each key is kept at once, so that a crash
 * leaves it.
 */
export class TypedTexts {
  readonly #listeners = new Set<() => void>();
  readonly #keeping: Newest<Typed>;
  #shown: Typed = {};
  #kept: Typed = {};

  /** @param keep keeps all of it on the disk, or forgets it where there's nothing */
  constructor(keep: (typed: Typed) => Promise<void>) {
    this.#keeping = new Newest(keep);
  }

  /** What was kept before; what was typed since stays. */
  restore(kept: Typed): void {
    this.#shown = { ...kept, ...this.#shown };
    this.#kept = { ...kept, ...this.#kept };
    this.#tell();
  }

  /** What is typed in a field; undefined for nothing. */
  readonly textOf = (field: string): string | undefined => this.#shown[field];

  /** Undefined forgets it: it has become a change, or was thrown away. */
  set(field: string, text: string | undefined): void {
    this.#shown = withText(this.#shown, field, text);
    this.#kept = withText(this.#kept, field, text);
    this.#tell();
    void this.#keeping.put(this.#kept);
  }

  /** Empties a field while what was in it is made a change, which is kept until then; what is typed next is kept after it. */
  async handOn(field: string, make: (text: string) => Promise<void>): Promise<void> {
    const text = this.#shown[field] ?? '';
    this.#shown = withText(this.#shown, field, undefined);
    this.#tell();
    await make(text);
    this.#kept = withText(this.#kept, field, this.#shown[field]);
    void this.#keeping.put(this.#kept);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function withText(typed: Typed, field: string, text: string | undefined): Typed {
  if (text !== undefined) return { ...typed, [field]: text };
  return Object.fromEntries(Object.entries(typed).filter(([each]) => each !== field));
}
