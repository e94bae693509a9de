import { recycleDays } from '../../common/partner-api/recycle-bin.ts';
import { pruneBulkDeletes } from './bulk-deletes.ts';
import { pruneInstallations } from './installations.ts';
import { pruneOnboarding } from './onboarding.ts';
import { pruneTries } from './recent-tries.ts';
import { pruneSignUps } from './partner-sign-ups.ts';
import type { Sql } from './sql.ts';

const day = 24 * 60 * 60 * 1000;
/** How long the change feed remembers what was deleted or left somebody's sight. A cursor older than that gets 410. */
const tombstoneDays = 90;
/** How long a dead token is still known by its hash, so that using it is answered with "expired" and not with "unknown". */
const deadTokenDays = 30;

/** Deletes what has outlived its keeping, within a transaction. `now` in milliseconds. */
export async function prune(sql: Sql, now: number): Promise<void> {
  const ago = (days: number) => new Date(now - days * day).toISOString();
  await pruneFeed(sql, ago(tombstoneDays));
  await sql.prepare('DELETE FROM recycled WHERE at < ?').run(ago(recycleDays));
  await sql.prepare('DELETE FROM deletion WHERE at < ?').run(ago(recycleDays));
  await pruneOnboarding(sql, now);
  await pruneInstallations(sql, now);
  await pruneSignUps(sql, now);
  await pruneTries(sql, now);
  await pruneBulkDeletes(sql, new Date(now).toISOString(), ago(recycleDays));
  await pruneTokens(sql, now - deadTokenDays * day);
}

/** Forgets what the change feed told before a time (ISO); cursors from before that are refused from now on. */
async function pruneFeed(sql: Sql, before: string): Promise<void> {
  const newest = (table: 'tombstone' | 'scope_log') =>
    sql
      .prepare<[string], number>(`SELECT coalesce(max(seq), 0) FROM ${table} WHERE at < ?`)
      .pluck()
      .get(before);
  const floor = Math.max((await newest('tombstone')) ?? 0, (await newest('scope_log')) ?? 0);
  await sql.prepare('UPDATE sequence SET floor = @floor WHERE floor < @floor').run({ floor });
  await sql.prepare('DELETE FROM tombstone WHERE at < ?').run(before);
  await sql.prepare('DELETE FROM scope_log WHERE at < ?').run(before);
}

/** Forgets tokens that died before a time in milliseconds. */
async function pruneTokens(sql: Sql, before: number): Promise<void> {
  await sql.prepare('DELETE FROM access_token WHERE expires_at < ?').run(before);
  await sql.prepare('DELETE FROM refresh_token WHERE expires_at < ?').run(before);
  await sql
    .prepare(
      `DELETE FROM token_family WHERE begun_at < ?
       AND NOT EXISTS (SELECT 1 FROM access_token WHERE family = token_family.id)
       AND NOT EXISTS (SELECT 1 FROM refresh_token WHERE family = token_family.id)`,
    )
    .run(before);
}
