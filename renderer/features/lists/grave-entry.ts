import type { MenuEntry } from '../../ui/Menu.tsx';
import { count } from '../../ui/words.ts';

/** The last entry of a row's menu, the Delete key's: `Revoke…`, `Revoke 3…`. A dialog asks before it's done. */
export function graveEntry(
  verb: string,
  rows: readonly unknown[],
  whyNot: string | undefined,
  run: () => void,
): MenuEntry {
  return {
    id: verb.toLowerCase(),
    title: rows.length > 1 ? `${verb} ${count(rows.length)}…` : `${verb}…`,
    shortcut: 'Delete',
    danger: true,
    apart: true,
    whyNot,
    run,
  };
}
