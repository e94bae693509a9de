import {
  externalSystem,
  externalTarget,
  fixedFields,
  importFields,
  mandatoryFields,
  plainTitle,
  targetTitle,
  type ImportKind,
} from './import-fields.ts';
import { knownExport } from './known-exports.ts';

/** Where each column goes, in the file's order; null leaves it out. */
export type Targets = readonly (string | null)[];

/** Values for lines that have none of their own, by target. */
export type FixedValues = Readonly<Record<string, string>>;

/** What a header is taken for. */
export interface Recognised {
  /** The product that wrote it; null where it isn't known. */
  source: string | null;
  kind: ImportKind;
  targets: (string | null)[];
}

/** What a file's columns are, as far as their titles tell. `wanted` is the kind where the file itself doesn't say. */
export function recognised(titles: readonly string[], wanted: ImportKind): Recognised {
  const known = knownExport(titles);
  if (known) {
    const targets = new Map(
      Object.entries(known.targets).map(([title, target]) => [plainTitle(title), target]),
    );
    return {
      source: known.title,
      kind: known.kind,
      targets: withOthersByTitle(
        titles,
        known.kind,
        titles.map((title) => targets.get(plainTitle(title)) ?? null),
      ),
    };
  }
  return { source: null, kind: wanted, targets: targetsByTitle(titles, wanted) };
}

const ownIds: ReadonlySet<string> = new Set(['id', 'customerId']);
/** Columns beside which an `Id` is the one that the export of this console writes. */
const besideOwnId = ['Added', 'Changed'];

/** Columns that somebody added to a known export go by their titles, where nothing else goes there. */
function withOthersByTitle(
  titles: readonly string[],
  kind: ImportKind,
  known: (string | null)[],
): (string | null)[] {
  // Ids in a file of another product are never this console’s own.
  const others = targetsByTitle(titles, kind).map((target) =>
    target !== null && ownIds.has(target) ? null : target,
  );
  return withoutRepeats(
    known.map((target, at) => {
      const other = others[at] ?? null;
      return target ?? (other !== null && known.includes(other) ? null : other);
    }),
  );
}

/** Where columns go by their titles alone. A field goes to the column that has its own title before one that has another name of it. */
export function targetsByTitle(titles: readonly string[], kind: ImportKind): (string | null)[] {
  const byTitle = new Map<string, string>();
  for (const { id, aliases } of importFields[kind])
    for (const alias of aliases) if (!byTitle.has(plainTitle(alias))) byTitle.set(plainTitle(alias), id);
  for (const { id, title } of importFields[kind]) byTitle.set(plainTitle(title), id);
  const there = new Set(titles.map(plainTitle));
  if (!besideOwnId.every((title) => there.has(plainTitle(title)))) byTitle.delete(plainTitle('Id'));
  const found = titles.map((title) => byTitle.get(plainTitle(title)) ?? externalByTitle(title));
  const own = new Set(
    titles.filter((title, at) => plainTitle(title) === plainTitle(ownTitle(kind, found[at]))).map(plainTitle),
  );
  const taken = new Set(titles.flatMap((title, at) => (own.has(plainTitle(title)) ? [found[at] ?? ''] : [])));
  return withoutRepeats(
    found.map((target, at) =>
      target !== null && taken.has(target) && !own.has(plainTitle(titles[at] ?? '')) ? null : target,
    ),
  );
}

function ownTitle(kind: ImportKind, target: string | null | undefined): string {
  return target ? targetTitle(kind, target) : '';
}

/** `External ID (ConnectWise)`, `ConnectWise ID`: an id in another system, where the title names it so. */
function externalByTitle(title: string): string | null {
  const inMarks = /^external id\s*[([:-]\s*([^)\]]+?)\s*[)\]]?$/i.exec(title.trim())?.[1];
  return inMarks ? externalTarget(inMarks) : null;
}

function withoutRepeats(targets: readonly (string | null)[]): (string | null)[] {
  return targets.map((target, at) => (target !== null && targets.indexOf(target) < at ? null : target));
}

/** Something that's wrong with a mapping; `column` counts from 0, null where no column alone is meant. */
export interface MappingFault {
  column: number | null;
  message: string;
}

/** What keeps a mapping from being used. */
export function mappingFaults(kind: ImportKind, targets: Targets, fixed: FixedValues): MappingFault[] {
  const faults: MappingFault[] = [];
  targets.forEach((target, column) => {
    if (target === null) return;
    const first = targets.indexOf(target);
    if (first < column)
      faults.push({
        column,
        message: `${targetTitle(kind, target)} is taken from column ${first + 1} already; a field comes from one column`,
      });
    const system = externalSystem(target);
    if (system !== undefined ? system.trim() === '' : !importFields[kind].some(({ id }) => id === target))
      faults.push({
        column,
        message:
          system === undefined ? 'This field isn’t one that can be imported' : 'The system needs a name',
      });
  });
  for (const needed of mandatoryFields[kind]) {
    const given = fixedFields[kind].includes(needed) && (fixed[needed] ?? '').trim() !== '';
    if (!given && !targets.includes(needed))
      faults.push({
        column: null,
        message: `No column is taken for ${targetTitle(kind, needed)}; choose one`,
      });
  }
  return faults;
}

/** By which a header is known again: its titles in their order, blind to case and marks. */
export function headerSignature(titles: readonly string[]): string {
  // FNV-1a, 32 bits twice with different beginnings: short enough for a key.
  const text = titles.map(plainTitle).join('\u0000');
  const hash = (seed: number) => {
    let value = seed;
    for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
    return (value >>> 0).toString(16).padStart(8, '0');
  };
  return `${titles.length}-${hash(0x811c9dc5)}${hash(0x1000193)}`;
}

/** Whether the first line holds the columns' titles rather than a row. */
export function looksLikeHeader(cells: readonly string[]): boolean {
  if (knownExport(cells)) return true;
  const filled = cells.filter((cell) => cell.trim() !== '');
  if (filled.length === 0 || filled.some((cell) => /@|^\d|\d{4,}/.test(cell.trim()))) return false;
  const titles = importTitles();
  return filled.some((cell) => titles.has(plainTitle(cell))) || filled.length === cells.length;
}

function importTitles(): Set<string> {
  return new Set(
    Object.values(importFields).flatMap((fields) =>
      fields.flatMap(({ title, aliases }) => [title, ...aliases].map(plainTitle)),
    ),
  );
}
