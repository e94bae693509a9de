import { z } from 'zod';
import { externalId } from '../entities.ts';
import { customerLeaves, siteLeaves, type FieldValues } from '../fields.ts';
import { externalIdsOf, unguarded, type ExternalId } from './cells.ts';
import { externalSystem, targetTitle, type ImportKind } from './import-fields.ts';
import type { FixedValues, Targets } from './mapping.ts';

/** Something to know of a line; `column` counts from 0, null where the whole line is meant. */
export interface LineNote {
  column: number | null;
  message: string;
}

/** What a line of a file says. Blank cells say nothing. */
export interface ImportRecord {
  /** Values of fields by dotted path, valid ones only. */
  values: FieldValues;
  externalIds: ExternalId[];
  /** What it's found or placed by: `id`, `customerId`, `partner`, `customer`, `site`, `serial`; as typed. */
  keys: Partial<Record<(typeof keyTargets)[number], string>>;
  /** The column of each target, for notes. */
  columnOf(target: string): number | null;
  faults: LineNote[];
}

const keyTargets = ['id', 'customerId', 'partner', 'customer', 'site', 'serial'] as const;

function isKey(target: string): target is (typeof keyTargets)[number] {
  return (keyTargets as readonly string[]).includes(target);
}

const leavesOf: Record<ImportKind, ReadonlyMap<string, z.core.$ZodType>> = {
  customer: customerLeaves,
  site: siteLeaves,
  probe: new Map(),
};

/** Reads a line by its mapping and checks every cell. */
export function recordOf(
  kind: ImportKind,
  targets: Targets,
  fixed: FixedValues,
  cells: readonly string[],
): ImportRecord {
  const record: ImportRecord = {
    values: {},
    externalIds: [],
    keys: {},
    columnOf: (target) => {
      const column = targets.indexOf(target);
      return column < 0 ? null : column;
    },
    faults: [],
  };
  const names: Record<string, { first?: string; last?: string; column: number }> = {};
  targets.forEach((target, column) => {
    if (target === null) return;
    const text = unguarded((cells[column] ?? '').trim()).trim();
    if (text === '') return;
    const partOfName = /^(.+)\.(first|last)Name$/.exec(target);
    if (partOfName) {
      const [, path = '', part] = partOfName;
      const name = (names[path] ??= { column });
      name[part === 'first' ? 'first' : 'last'] = text;
    } else take(record, kind, target, text, column);
  });
  for (const [path, { first, last, column }] of Object.entries(names))
    if (!(`${path}.name` in record.values))
      take(record, kind, `${path}.name`, [first, last].filter(Boolean).join(' '), column);
  for (const [target, text] of Object.entries(fixed)) {
    const has = isKey(target) ? record.keys[target] !== undefined : target in record.values;
    const column = record.columnOf(target);
    const isFaulty = column !== null && (cells[column] ?? '').trim() !== '';
    if (!has && !isFaulty && text.trim() !== '') take(record, kind, target, text.trim(), null);
  }
  return record;
}

function take(
  record: ImportRecord,
  kind: ImportKind,
  target: string,
  text: string,
  column: number | null,
): void {
  const fault = (message: string) => record.faults.push({ column, message });
  if (isKey(target) && !(kind === 'customer' && target === 'customer')) {
    record.keys[target] = text;
    return;
  }
  const system = externalSystem(target);
  if (system !== undefined || target === 'externalIds') {
    const ids = system === undefined ? externalIdsOf(text) : [{ system, value: text }];
    if (!ids) fault('External ids are written as “System: value; System: value”');
    for (const id of ids ?? []) {
      const parsed = externalId.safeParse(id);
      if (parsed.success) record.externalIds.push(parsed.data);
      else fault(parsed.error.issues[0]?.message ?? 'This external id can’t be used');
    }
    return;
  }
  const leaf = leavesOf[kind].get(target);
  if (!leaf) {
    fault(`${targetTitle(kind, target)} can’t be imported`);
    return;
  }
  const parsed = z.safeParse(leaf, text);
  if (parsed.success) record.values[target] = parsed.data;
  else for (const { message } of parsed.error.issues) fault(message);
}

/** External ids with those of a file put in: one a system, others stay. */
export function withExternalIds(had: readonly ExternalId[], given: readonly ExternalId[]): ExternalId[] {
  const systems = new Set(given.map(({ system }) => system));
  const kept = had.filter(({ system }) => !systems.has(system));
  const same =
    kept.length + given.length === had.length &&
    given.every((id) => had.some((one) => one.system === id.system && one.value === id.value));
  return same ? [...had] : [...kept, ...given];
}
