import type { Customer, License, Project } from '../../common/domain/entities.ts';
import { newId } from '../../common/domain/ids.ts';
import { entriesOf } from '../../common/domain/licenses.ts';
import type { CommandScope } from './command.ts';
import { changeRow, writeMove } from './writing.ts';

/**
 * What deleting a customer does to its projects: they're closed to sign-in, and their licenses go back to the partner account. They
 * stay, so that a restore finds them. It's the deletion's doing: the pool of the partner account needn't be in the account's sight.
 */
export async function blockProjectsOf(scope: CommandScope, customer: Customer): Promise<void> {
  for (const project of await scope.whole.children('project', customer.id)) {
    await returnLicenses(scope, project, `${customer.name} was deleted`);
    if (project.status !== 'active') continue;
    await scope.whole.recycle(scope.mutationId, scope.at, { kind: 'project', row: project });
    await changeRow(scope, 'project', project, { status: 'blocked' });
  }
}

/** Gives all licenses of a project back to the partner account, each type by a move of its own. */
export async function returnLicenses(scope: CommandScope, project: Project, because: string): Promise<void> {
  const reason = because.slice(0, 200);
  for (const { type, quantity } of await scope.whole.poolsOf(project.id)) {
    const move = { from: project.id, to: null, type, quantity, reason };
    const [given, taken] = entriesOf(move).map((entry) => entryOf(scope, entry, reason));
    if (!given || !taken) continue;
    await writeMove(scope, [given, { ...taken, moveId: given.id }], `${quantity} ${type}`, move);
  }
}

/** Opens projects again that the deletion of their customer blocked. Their licenses are assigned anew, by whoever has them now. */
export async function unblockProjectsOf(
  scope: CommandScope,
  deletion: string,
  customerId: string,
): Promise<void> {
  for (const { id } of await scope.whole.recycled(deletion, 'project', { parent: customerId })) {
    await scope.whole.takeFromBin(deletion, 'project', id);
    const project = await scope.whole.row('project', id);
    if (project?.customerId === customerId && project.status === 'blocked' && project.closing === null)
      await changeRow(scope, 'project', project, { status: 'active' });
  }
}

function entryOf(
  { surroundings: { now, randomBytes }, at, actor }: CommandScope,
  { holder, type, quantity }: ReturnType<typeof entriesOf>[number],
  reason: string,
): License {
  const id = newId({ now, random: () => randomBytes(16) });
  return {
    ...{ id, version: 0, createdAt: at, updatedAt: at, moveId: id },
    ...{ projectId: holder, type, quantity, reason, by: actor.account.name },
  };
}
