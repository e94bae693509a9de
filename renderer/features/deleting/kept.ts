import type { DeletableKind } from '../../../common/contract/deleting.ts';

/** Bulk deletes that were accepted in this window: what is done with them next takes the focus. */
export const acceptedHere = new Set<string>();

/** Lines that were pasted for a delete by list, by kind: closing the dialog doesn't lose them; deleting does. */
export const keptLines = new Map<DeletableKind, string>();
