import type { Project } from '../../common/domain/entities.ts';
import { changeRow } from '../commands/writing.ts';
import { ownScope } from '../onboarding/own-scope.ts';
import type { Store, Transaction } from '../store/store.ts';
import type { Surroundings } from '../surroundings.ts';
import { hashOfToken, isToken } from '../auth/tokens.ts';

/** What a confirmation link leads to. One that was cancelled, replaced or never given out is `unknown`. */
export type FoundClosing =
  { state: 'asked' | 'confirmed' | 'expired'; project: Project } | { state: 'unknown' };

/** Looks up what a link of a closing leads to. */
export async function findClosing(store: Store, token: string, { now }: Surroundings): Promise<FoundClosing> {
  const stored = isToken(token) ? await store.read.closingByHash(hashOfToken(token)) : null;
  const row = stored && (await store.read.row(null, 'project', stored.project));
  if (!stored || !row) return { state: 'unknown' };
  const project = JSON.parse(row.json) as Project;
  if (stored.stage !== 'asked') return { state: 'confirmed', project };
  return { state: (stored.expiresAt ?? 0) <= now() ? 'expired' : 'asked', project };
}

/** Confirms a closing; from then on it can't be cancelled. What it answers is how the link stood. */
export async function confirmClosing(
  store: Store,
  token: string,
  surroundings: Surroundings,
  requestId: string,
): Promise<FoundClosing> {
  const found = await findClosing(store, token, surroundings);
  if (found.state !== 'asked') return found;
  const { project } = found;
  const isDone = await store.transaction((tx) => confirm(tx, { project, token, surroundings, requestId }));
  return isDone ? found : { state: 'unknown' };
}

/** Cancelled between the look and the transaction, there's nothing to confirm. */
async function confirm(
  tx: Transaction,
  asked: { project: Project; token: string; surroundings: Surroundings; requestId: string },
): Promise<boolean> {
  const { surroundings, requestId } = asked;
  const stored = await tx.closingOf(asked.project.id);
  const project = await tx.row('project', asked.project.id);
  if (!project?.closing || stored?.hash !== hashOfToken(asked.token) || stored.stage !== 'asked')
    return false;
  const reader = { id: project.id, name: project.name, role: 'customer' } as const;
  const scope = ownScope(tx, surroundings, reader, 'project.confirmClosing', requestId);
  await changeRow(scope, 'project', project, {
    closing: { ...project.closing, stage: 'confirmed', expiresAt: null },
  });
  await tx.saveClosing({ ...stored, stage: 'confirmed', mailDueAt: null });
  return true;
}
