import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { OnboardingLink } from '../../common/domain/entities.ts';
import { newId } from '../../common/domain/ids.ts';
import { onboardingPath } from '../../common/domain/onboarding-links.ts';
import type { SyncDoor } from '../../main/sync/door.ts';
import { pushAll } from './pushing.ts';

/** Makes an onboarding link for direct customers, and gives its address at a partner API on this computer. */
export async function onboardingLink(
  { url, folder }: { url: string; folder: string },
  door: SyncDoor,
  brandId: string | null,
): Promise<string> {
  const id = newId();
  await pushAll(door, [['onboardingLink.create', { id, fields: { name: 'Bench', brandId } }]]);
  const db = new Database(join(folder, 'partner-api.db'), { readonly: true });
  const doc = db.prepare<[string], string>('SELECT doc FROM entity WHERE id = ?').pluck().get(id) ?? '';
  db.close();
  const path = onboardingPath(JSON.parse(doc) as OnboardingLink);
  if (path === null) throw new Error('the link has no address');
  return url + path;
}
