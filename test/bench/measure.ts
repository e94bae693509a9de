/** One measure: ours beside its reference, both taken in the same run. */
export interface Measure {
  name: string;
  /** Median of our runs, in `unit`. */
  ours: number;
  /** Median of the reference's runs, in `unit`. */
  reference: number;
  /** ours / reference; lower is better. */
  ratio: number;
  unit: 'ms' | 'MB' | 'ops/s' | 'elements' | 'part';
  runs: number;
  /** What the ratio aims at; null where it is reported only. */
  aim: number | null;
  /** What the two figures are. */
  note: string;
}

export interface Bench {
  name: string;
  /** Takes the measure; `say` prints progress to the error stream. */
  run(say: (line: string) => void): Promise<Measure[]>;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

export function measureOf(parts: {
  name: string;
  ours: readonly number[];
  reference: readonly number[];
  aim: number | null;
  note: string;
  unit?: Measure['unit'];
}): Measure {
  const ours = median(parts.ours);
  const reference = median(parts.reference);
  return {
    name: parts.name,
    ours: rounded(ours),
    reference: rounded(reference),
    // Nothing beside nothing is the same.
    ratio: ours === reference ? 1 : rounded(ours / reference),
    unit: parts.unit ?? 'ms',
    runs: parts.ours.length,
    aim: parts.aim,
    note: parts.note,
  };
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

/** Milliseconds that `work` takes. */
export async function timed(work: () => unknown): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
