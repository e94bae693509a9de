import type { Project } from '../../common/domain/entities.ts';
import { whyErased, type ProjectClosing } from '../../common/domain/projects.ts';
import { existingRow, requireVersion, type Command, type CommandScope } from './command.ts';
import { ProblemError } from './problem-error.ts';
import { changeRow } from './writing.ts';

/** Asks for a project's closing: it's blocked at once, and the mail with the link that confirms it is due. Once more, it's a new link. */
export const closeProject: Command<'project.close'> = async ({ args: { id } }, scope) => {
  const project = await existingRow(scope, 'project', id);
  requireVersion(scope, project);
  requireNotErased(project);
  await blockAndAsk(scope, project);
};

/** Takes a closing back that nobody has confirmed yet. */
export const cancelClosing: Command<'project.cancelClosing'> = async ({ args: { id } }, scope) => {
  const project = await existingRow(scope, 'project', id);
  requireVersion(scope, project);
  // Somebody was quicker, or it was asked twice: it's as it should be.
  if (project.closing === null) return;
  requireNotErased(project);
  await scope.whole.dropClosing(id);
  const isOrphan = project.customerId !== null && !(await scope.whole.row('customer', project.customerId));
  await changeRow(
    scope,
    'project',
    { ...project, lastActivityAt: scope.at },
    { status: isOrphan ? 'blocked' : 'active', closing: null },
  );
};

async function blockAndAsk(scope: CommandScope, project: Project): Promise<void> {
  const now = scope.surroundings.now();
  const closing: ProjectClosing = {
    ...{ stage: 'asked', why: 'asked', at: scope.at, by: scope.actor.account.name },
    ...{ mailedAt: null, mailFault: '', expiresAt: null },
  };
  await changeRow(scope, 'project', { ...project, notice: null }, { status: 'blocked', closing });
  await scope.whole.endFamiliesOf(project.id, now);
  await scope.whole.saveClosing({
    ...{ project: project.id, stage: 'asked', hash: null, expiresAt: null },
    ...{ mailDueAt: now, tries: 0, mailedAt: null },
  });
}

/** @throws ProblemError `forbidden` for a project that's closed, or about to be without a way back */
export function requireNotErased({ name, closing }: Project): void {
  const because = whyErased(name, closing?.stage);
  if (because) throw new ProblemError('forbidden', because);
}
