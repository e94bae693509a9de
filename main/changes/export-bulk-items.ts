import type { BulkItem, BulkOutcome } from '../../common/contract/deleting.ts';
import { csvLine, guarding } from '../../common/domain/exchange/cells.ts';
import type { SaveFile } from '../ports.ts';

/** Items that are read and written at a time. */
const stretch = 500;

const outcomeWords: Record<BulkOutcome, string> = {
  deleted: 'Deleted',
  left: 'Left',
  gone: 'Gone already',
  'taken-back': 'Taken back',
  open: 'Waits',
};

type ReadItems = (of: {
  outcome: null;
  offset: number;
  limit: number;
}) => Promise<{ total: number; items: BulkItem[] }>;

/** Writes what became of the items of a bulk delete to a file that the person chooses, as CSV; `path` is null where none was written. */
export async function exportBulkItems(
  read: ReadItems,
  saveFile: SaveFile,
): Promise<{ rows: number; path: string | null }> {
  let rows = 0;
  async function* pieces(): AsyncGenerator<string> {
    yield csvLine(['Name', 'Id', 'Outcome', 'Reason', 'What appeared']);
    for (let offset = 0; ; offset += stretch) {
      const { items, total } = await read({ outcome: null, offset, limit: stretch });
      rows += items.length;
      yield items.map(lineOf).join('');
      if (offset + stretch >= total) return;
    }
  }
  const path = await saveFile({ title: 'Export result', name: 'bulk-delete.csv', format: 'CSV' }, pieces());
  return { rows: path === null ? 0 : rows, path };
}

function lineOf({ id, name, outcome, because, appeared }: BulkItem): string {
  const there = appeared.map((one) => `${one.kind} ${one.name}`).join('; ');
  return csvLine([name, id, outcomeWords[outcome], because ?? '', there].map(guarding));
}
