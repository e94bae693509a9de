import type { Database } from 'better-sqlite3';
import { initialSchema } from './0010-initial.ts';
import { answersSchema } from './0020-answers.ts';
import { conflictTables } from './0030-conflicts.ts';
import { unseenTable } from './0040-unseen.ts';
import { trailSchema } from './0050-trail.ts';
import { outboxIndexes } from './0060-outbox-indexes.ts';
import { bulkPartTable } from './0070-bulk-parts.ts';
import { recycleBinTables } from './0080-recycle-bin.ts';
import { keptActivityTables } from './0090-kept-activity.ts';
import { billingAccountTables } from './0110-billing-accounts.ts';
import { projectTables } from './0120-projects.ts';
import { visitTables } from './0100-visits.ts';
import { customersBrand } from './0190-customers-brand.ts';
import { inviteTable } from './0140-invites.ts';
import { accessRequestTable } from './0201-access-requests.ts';
import { onboardingLinkTable } from './0200-onboarding-links.ts';
import { noticeTable } from './0215-notices.ts';
import { movesWords } from './0230-moves-words.ts';
import { invitesContact } from './0220-invites-contact.ts';
import { journalPosition } from './0240-journal-position.ts';
import { twinsKind } from './0250-twins-kind.ts';

export interface Migration {
  /** Schema version that it leads to; numbered in tens. */
  to: number;
  apply(db: Database): void;
}

/** All migrations, oldest first. A migration that was released is never changed. */
export const migrations: readonly Migration[] = [
  { to: 10, apply: initialSchema },
  { to: 20, apply: answersSchema },
  { to: 30, apply: conflictTables },
  { to: 40, apply: unseenTable },
  { to: 50, apply: trailSchema },
  { to: 60, apply: outboxIndexes },
  { to: 70, apply: bulkPartTable },
  { to: 80, apply: recycleBinTables },
  { to: 90, apply: keptActivityTables },
  { to: 100, apply: visitTables },
  { to: 110, apply: billingAccountTables },
  { to: 120, apply: projectTables },
  { to: 140, apply: inviteTable },
  { to: 190, apply: customersBrand },
  { to: 200, apply: onboardingLinkTable },
  { to: 201, apply: accessRequestTable },
  { to: 215, apply: noticeTable },
  { to: 220, apply: invitesContact },
  { to: 230, apply: movesWords },
  { to: 240, apply: journalPosition },
  { to: 250, apply: twinsKind },
];

/** Schema version that this app writes. */
export const newestSchema = migrations.reduce((newest, migration) => Math.max(newest, migration.to), 0);

/**
 * Brings a database to the newest schema. Each migration is one transaction together with its version number: one that
 * fails leaves the file as it was before, and its error is thrown.
 */
export function migrate(db: Database, list: readonly Migration[] = migrations): void {
  const from = Number(db.pragma('user_version', { simple: true }));
  for (const migration of list) {
    if (migration.to <= from) continue;
    db.transaction(() => {
      migration.apply(db);
      db.pragma(`user_version = ${migration.to}`);
    }).immediate();
  }
}
