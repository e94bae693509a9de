import type { Customer } from '../../common/domain/entities.ts';
import { foldText } from '../../common/domain/text.ts';
import { prepared } from '../store/database.ts';
import type { Generation } from '../store/generation.ts';
import type { RowsOfKind } from './pages.ts';

/**
 * Notes customers that come for the first time and that a person would call the same as one that was made here: the same name
 * under the same partner, made by two people meanwhile. Call it before the rows are written, inside their transaction.
 */
export function noteTwins(
  { db, rows, shadows }: Generation,
  upserts: readonly RowsOfKind[],
  at: string,
): void {
  const mine = ownCustomers({ db });
  if (mine.size === 0) return;
  const insert = db.prepare('INSERT OR IGNORE INTO twin (mine, theirs, at, settled) VALUES (?, ?, ?, 0)');
  for (const { kind, rows: fresh } of upserts) {
    if (kind !== 'customer') continue;
    for (const customer of fresh as readonly Customer[]) {
      const same = mine.get(keyOf(foldText(customer.name), customer.partnerId)) ?? [];
      const isKnown =
        same.includes(customer.id) || rows.has('customer', customer.id) || shadows.has(customer.id);
      if (!isKnown) for (const id of same) insert.run(id, customer.id, at);
    }
  }
}

function ownCustomers({ db }: Pick<Generation, 'db'>): Map<string, string[]> {
  const rows = prepared<[], { id: string; nameKey: string; partnerId: string | null }>(
    db,
    'SELECT customer.id, nameKey, partnerId FROM created JOIN customer USING (id)',
  ).all();
  const byKey = new Map<string, string[]>();
  for (const { id, nameKey, partnerId } of rows) {
    const key = keyOf(nameKey, partnerId);
    byKey.set(key, [...(byKey.get(key) ?? []), id]);
  }
  return byKey;
}

function keyOf(nameKey: string, partnerId: string | null): string {
  return `${partnerId ?? ''} ${nameKey}`;
}
