import type { WorldReport } from './world.ts';

export type SeedReport = Omit<WorldReport, 'trace'>;

/** Many worlds' reports added up. */
export class Tally {
  seeds = 0;
  operations = 0;
  refused = 0;
  rests = 0;
  events = 0;
  readonly failed: number[] = [];
  readonly #faults = new Map<string, number>();
  readonly #applied = new Map<string, number>();

  add(report: SeedReport): void {
    this.seeds++;
    this.operations += report.operations;
    this.refused += report.refused;
    this.rests += report.rests;
    this.events += report.events;
    if (report.violations.length > 0) this.failed.push(report.seed);
    addUp(this.#faults, report.faults);
    addUp(this.#applied, report.applied);
  }

  /** How far it is, as one line. @param ms milliseconds since it began */
  line(ms: number): string {
    return `${this.seeds} seeds, ${this.operations} operations, ${this.failed.length} failed, ${(this.seeds / (ms / 1000)).toFixed(2)} seeds/s`;
  }

  /** Everything, for a person. @param ms milliseconds that it took */
  summary(ms: number): string {
    const seconds = ms / 1000;
    return [
      `seeds       ${this.seeds}`,
      `operations  ${this.operations}, of which ${this.refused} were refused with a sentence`,
      `events      ${this.events}, ${this.rests} times at rest`,
      ...listed('applied', this.#applied),
      ...listed('faults', this.#faults),
      `time        ${seconds.toFixed(1)} s, ${(this.seeds / seconds).toFixed(2)} seeds/s, ${Math.round(this.operations / seconds)} operations/s`,
      `violations  ${this.failed.length}${this.failed.length > 0 ? ` (seeds ${this.failed.slice(0, 20).join(', ')})` : ''}`,
    ].join('\n');
  }
}

function addUp(sums: Map<string, number>, more: Readonly<Record<string, number>>): void {
  for (const [kind, times] of Object.entries(more)) sums.set(kind, (sums.get(kind) ?? 0) + times);
}

/** Times by kind as lines, with their sum before them. */
function listed(what: string, times: ReadonlyMap<string, number>): string[] {
  const lines = [...times].sort(([one], [other]) => (one < other ? -1 : 1));
  const total = lines.reduce((sum, [, each]) => sum + each, 0);
  return [`${what.padEnd(11)} ${total}`, ...lines.map(([kind, each]) => `  ${kind.padEnd(24)} ${each}`)];
}
