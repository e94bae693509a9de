import type { Action } from '../../common/domain/access.ts';
import type { CacheClient } from '../../db/client.ts';
import type { Queued } from './changes.ts';
import type { Change } from './reversal.ts';

/** What a group of changes needs of the others. */
export interface ChangeParts {
  read: CacheClient['read'];
  /** @throws Failure `not-allowed` */
  allow(action: Action, grants?: readonly string[]): void;
  queue(changes: Change[]): Promise<Queued>;
  newId(): string;
}
