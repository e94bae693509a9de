import { createHash } from 'node:crypto';
import { isEntityKind } from '../../common/domain/entities.ts';
import type { Sight } from '../../common/domain/visibility.ts';
import { ProblemError } from '../commands/problem-error.ts';
import type { WalkPosition } from '../store/store.ts';

/** Cursors are opaque to callers. Inside they name what they hold for, so that one of something else is told apart. */
interface Ground {
  /** The database. */
  epoch: string;
  /** What the account sees. */
  sight: Sight;
}

/** A ground in a cursor: the epoch, and for a sight that isn't everything a hash of it. */
function groundOf({ epoch, sight }: Ground): string[] {
  if (sight === null) return [epoch];
  return [
    epoch,
    createHash('sha256')
      .update([...sight].sort().join())
      .digest('base64url')
      .slice(0, 16),
  ];
}

function seal(parts: readonly string[]): string {
  return Buffer.from(parts.join('\n')).toString('base64url');
}

function unseal(cursor: string): string[] {
  return Buffer.from(cursor, 'base64url').toString().split('\n');
}

function notACursor(): ProblemError {
  return new ProblemError('invalid', 'The cursor isn’t one of this server.');
}

function gone(): ProblemError {
  return new ProblemError(
    'cursor-gone',
    'The cursor is too old, the server was restored from a backup since, or the account sees something else now. Take a new snapshot.',
  );
}

/** The cursor of a place in the change feed. */
export function changeCursor(ground: Ground, seq: number): string {
  const [epoch = '', ...sight] = groundOf(ground);
  return seal(['c', epoch, String(seq), ...sight]);
}

/**
 * The sequence of a cursor.
 * @throws ProblemError `cursor-gone` when it's of another epoch or of another sight; `invalid` when it's no cursor
 */
export function openChangeCursor(cursor: string, ground: Ground): number {
  const [mark, epoch = '', seq, ...sight] = unseal(cursor);
  if (mark !== 'c' || !seq || !/^\d{1,15}$/.test(seq)) throw notACursor();
  if (!isSame([epoch, ...sight], groundOf(ground))) throw gone();
  return Number(seq);
}

/** @throws ProblemError `cursor-gone` when tombstones after `seq` may be gone, or the server went back to before it */
export function requireReachable(seq: number, feed: { floor: number; last: number }): void {
  if (seq < feed.floor || seq > feed.last) throw gone();
}

/** The cursor of a place in the walk of a snapshot. */
export function walkCursor(ground: Ground, { kind, id }: WalkPosition): string {
  const [epoch = '', ...sight] = groundOf(ground);
  return seal(['w', epoch, kind, id, ...sight]);
}

/** The place of a cursor in the walk. @throws ProblemError like {@link openChangeCursor} */
export function openWalkCursor(cursor: string, ground: Ground): WalkPosition {
  const [mark, epoch = '', kind, id, ...sight] = unseal(cursor);
  if (mark !== 'w' || !kind || !id || !isEntityKind(kind)) throw notACursor();
  if (!isSame([epoch, ...sight], groundOf(ground))) throw gone();
  return { kind, id };
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.join('\n') === other.join('\n');
}

/** The cursor of a place in a list: the last key on the page. */
export function listCursor(last: string | number): string {
  return seal(['l', String(last)]);
}

/** The last key of the page before, or null on the first page. @throws ProblemError `invalid` */
export function openListCursor(cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  const [mark, last] = unseal(cursor);
  if (mark !== 'l' || !last) throw notACursor();
  return last;
}
