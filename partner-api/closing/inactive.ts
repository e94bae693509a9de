import type { Project } from '../../common/domain/entities.ts';
import { inactivity, type ProjectClosing } from '../../common/domain/projects.ts';
import { changeRow } from '../commands/writing.ts';
import { ownScope, service } from '../onboarding/own-scope.ts';
import type { Store, Transaction } from '../store/store.ts';
import type { Surroundings } from '../surroundings.ts';

const day = 24 * 60 * 60 * 1000;

/**
 * Looks at projects that nobody has used for long: whoever is due is written to, and closed once the notice has run out. Nothing
 * happens to one with a migration job that isn't over. License moves are one transaction each, and activity besides: none is ever open.
 */
export async function lookAtQuietProjects(
  store: Store,
  surroundings: Surroundings,
  noticeDays: number,
): Promise<void> {
  const now = surroundings.now();
  const since = new Date(now - inactivity.quietDays * day).toISOString();
  for (const id of await store.read.quietProjects(since))
    await store.transaction(async (tx) => {
      const project = await tx.row('project', id);
      if (!project || project.closing !== null || project.lastActivityAt > since || hasOpenJob(project))
        return;
      if (project.notice === null) await giveNotice(tx, surroundings, project, noticeDays);
      else if (Date.parse(project.notice.deletedOn) <= now) await closeQuiet(tx, surroundings, project);
    });
}

function hasOpenJob({ jobs }: Project): boolean {
  return jobs.some(({ state }) => state !== 'done' && state !== 'failed');
}

async function giveNotice(
  tx: Transaction,
  surroundings: Surroundings,
  project: Project,
  noticeDays: number,
): Promise<void> {
  const now = surroundings.now();
  const scope = ownScope(tx, surroundings, service, 'project.notice', project.id);
  const deletedOn = new Date(now + noticeDays * day).toISOString();
  await changeRow(scope, 'project', project, { notice: { at: scope.at, deletedOn } });
  await tx.saveClosing({
    ...{ project: project.id, stage: 'notice', hash: null, expiresAt: null },
    ...{ mailDueAt: now, tries: 0, mailedAt: null },
  });
}

async function closeQuiet(tx: Transaction, surroundings: Surroundings, project: Project): Promise<void> {
  const told = await tx.closingOf(project.id);
  // A mail that is still on its way was read by nobody: the notice waits for it.
  if (told?.stage === 'notice' && told.mailDueAt !== null) return;
  const scope = ownScope(tx, surroundings, service, 'project.close', project.id);
  const closing: ProjectClosing = {
    ...{ stage: 'confirmed', why: 'inactive', at: scope.at, by: '' },
    ...{ mailedAt: null, mailFault: '', expiresAt: null },
  };
  await changeRow(scope, 'project', project, { status: 'blocked', closing });
  await tx.endFamiliesOf(project.id, surroundings.now());
  await tx.saveClosing({
    ...{ project: project.id, stage: 'confirmed', hash: null, expiresAt: null },
    ...{ mailDueAt: null, tries: 0, mailedAt: null },
  });
}
