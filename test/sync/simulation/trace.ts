import { createHash } from 'node:crypto';

/** What happened, line by line: its hash always, so that two runs can be compared, and its text where somebody wants to read it. */
export class Trace {
  readonly #hash = createHash('sha256');
  readonly #lines: string[] | null;
  readonly #short = new Map<string, string>();

  constructor(keepText: boolean) {
    this.#lines = keepText ? [] : null;
  }

  note(at: number, line: string): void {
    this.#hash.update(`${at} ${line}\n`);
    this.#lines?.push(`${clockOf(at)}  ${this.#shortened(line)}`);
  }

  get text(): string {
    return this.#lines?.join('\n') ?? '';
  }

  digest(): string {
    return this.#hash.copy().digest('hex').slice(0, 16);
  }

  /** Ids as `#1`, `#2`, in the order in which they came up. */
  #shortened(line: string): string {
    return line.replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, (id) => {
      const known = this.#short.get(id);
      if (known !== undefined) return known;
      const fresh = `#${this.#short.size + 1}`;
      this.#short.set(id, fresh);
      return fresh;
    });
  }
}

function clockOf(at: number): string {
  return new Date(at).toISOString().slice(5, 23).replace('T', ' ');
}
