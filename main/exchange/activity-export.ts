import type { CommandOutput, CommandRequest } from '../../common/contract/commands.ts';
import {
  contextWords,
  roleWords,
  sentenceOf,
  titleOf,
  valuesOf,
} from '../../common/contract/activity-words.ts';
import type { ActivityItem } from '../../common/contract/activity.ts';
import { byteOrderMark, csvLine, guarding } from '../../common/domain/exchange/cells.ts';
import type { Emit } from '../ipc/router.ts';
import { askActivity, namesIn, type ActivityParts } from '../partner/activity.ts';
import type { ExportsUnderWay } from './exports-under-way.ts';
import { isoNow, type Clock, type SaveFile } from '../ports.ts';

/** Entries that are read and written at a time: as many as the partner API gives. */
const stretch = 500;

interface ActivityExportOptions {
  exports: ExportsUnderWay;
  saveFile: SaveFile;
  clock: Clock;
  emit: Emit;
}

const columns = [
  'Entry',
  'When',
  'Who',
  'Role',
  'Acting as',
  'From',
  'What',
  'Kind',
  'Name',
  'Customer',
  'Field',
  'Before',
  'After',
  'Id',
  'Hash',
];

/**
 * Writes Activity as CSV to a file that the person chooses: a line for each field that an entry says something of, in cells that no
 * spreadsheet runs. Read from the partner API a stretch at a time.
 * @throws Failure where it can't be asked or the file can't be written; then there's no file
 */
export async function exportActivity(
  parts: ActivityParts,
  { key, filter, of }: CommandRequest<'activity.export'>,
  { exports, saveFile, clock, emit }: ActivityExportOptions,
): Promise<CommandOutput<'activity.export'>> {
  let rows = 0;
  async function* pieces(goOn: () => void): AsyncGenerator<string> {
    yield byteOrderMark + csvLine(columns);
    for (let cursor: string | null | undefined; cursor !== null;) {
      goOn();
      const page = await askActivity(parts, filter, cursor ?? null, stretch);
      const names = await namesIn(parts.cache, page.items);
      yield page.items.flatMap((item) => linesOf(item, names)).join('');
      rows += page.items.length;
      emit('export.progress', { key, done: rows, total: rows });
      cursor = page.next;
    }
    goOn();
  }
  const name = `${activityFileName(of, clock)}.csv`;
  return exports.run(key, async (goOn) => {
    const path = await saveFile({ title: 'Export Activity', name, format: 'CSV' }, pieces(goOn));
    return { rows: path === null ? 0 : rows, path };
  });
}

/** What a file of Activity is called, without its ending: `switchyard-activity-contoso-clinics-2026-03-01`. */
export function activityFileName(of: string, clock: Clock): string {
  const plain = of
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .toLowerCase()
    .slice(0, 60);
  return ['switchyard-activity', plain, isoNow(clock).slice(0, 10)].filter(Boolean).join('-');
}

function linesOf(item: ActivityItem, names: Record<string, string>): string[] {
  const { entry, at, account, role, context, client, entity, customerIds, hash } = item;
  const values = valuesOf(item, names);
  const customers = customerIds.map((id) => names[id] ?? id).join('; ');
  const line = ({ field, was, is }: { field: string; was: string; is: string }) =>
    csvLine(
      [
        ...[String(entry), at, account.name, roleWords(role), contextWords(context, names), client],
        ...[sentenceOf(item, names), entity.kind, titleOf(item, names), customers, field, was, is],
        ...[entity.id, hash],
      ].map(guarding),
    );
  return (values.length > 0 ? values : [{ field: '', was: '', is: '' }]).map(line);
}
