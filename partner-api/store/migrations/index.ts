import type Database from 'better-sqlite3';
import { first } from './010-first.ts';
import { entityIndexes } from './020-entity-indexes.ts';
import { brandScope } from './030-brand-scope.ts';
import { recycleBin } from './040-recycle-bin.ts';
import { bulkDeletes } from './050-bulk-deletes.ts';
import { onboarding } from './080-onboarding.ts';
import { auditChain, chainExisting } from './060-audit-chain.ts';
import { projects } from './090-projects.ts';
import { contexts } from './130-contexts.ts';
import { invites } from './110-invites.ts';
import { waitingReports } from './121-waiting-reports.ts';
import { withheld, withholdExisting } from './120-withheld.ts';
import { impersonation } from './141-impersonation.ts';
import { subAccounts } from './140-sub-accounts.ts';
import { customerSessions } from './160-customer-sessions.ts';
import { partnerSignUps } from './200-partner-sign-ups.ts';
import { installationTries } from './210-installation-tries.ts';
import { installations } from './170-installations.ts';
import { notices } from './190-notices.ts';
import { recentTries } from './240-recent-tries.ts';
import { redactions } from './220-redactions.ts';
import { projectClosings } from './180-project-closings.ts';

/** Every step from an empty file to today's, in order; the number is the file's `user_version` after it. A step never changes once released. */
export const migrations: readonly {
  version: number;
  sql: string;
  /** What SQL alone can't do; it runs after it, in the same transaction. */
  finish?: (connection: Database.Database) => void;
}[] = [
  { version: 10, sql: first },
  { version: 20, sql: entityIndexes },
  { version: 30, sql: brandScope },
  { version: 40, sql: recycleBin },
  { version: 50, sql: bulkDeletes },
  { version: 60, sql: auditChain, finish: chainExisting },
  { version: 80, sql: onboarding },
  { version: 90, sql: projects },
  { version: 110, sql: invites },
  { version: 120, sql: withheld, finish: withholdExisting },
  { version: 121, sql: waitingReports },
  { version: 130, sql: contexts },
  { version: 140, sql: subAccounts },
  { version: 141, sql: impersonation },
  { version: 160, sql: customerSessions },
  { version: 170, sql: installations },
  { version: 180, sql: projectClosings },
  { version: 190, sql: notices },
  { version: 200, sql: partnerSignUps },
  { version: 210, sql: installationTries },
  { version: 220, sql: redactions },
  { version: 240, sql: recentTries },
];
