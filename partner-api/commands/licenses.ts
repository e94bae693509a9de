import type { License, Project } from '../../common/domain/entities.ts';
import { entriesOf, tooFewLicenses, type Holder } from '../../common/domain/licenses.ts';
import { requireAccess, requireNewId, type Command, type CommandScope } from './command.ts';
import { requireNotErased } from './closing-projects.ts';
import { invalidField, ProblemError } from './problem-error.ts';
import { touchProject, writeMove } from './writing.ts';

/**
 * Moves licenses from one pool to another: both entries or none. Of two who ask for the last ones the first gets them; the other
 * is told what is left.
 */
export const moveLicenses: Command<'license.move'> = async ({ args }, scope) => {
  const { ids, from, to, type, quantity, reason } = args;
  const [giving = '', taking = ''] = ids;
  const sides = { from: await projectOf(scope, from, 'from'), to: await projectOf(scope, to, 'to') };
  if ((from === null || to === null) && scope.actor.account.scope)
    throw new ProblemError(
      'forbidden',
      `Your account sees ${scope.actor.account.scope.name} and the brands below it: the partner account’s licenses are out of its sight.`,
    );
  for (const id of [giving, taking]) await requireNewId(scope, 'license', id);
  const has = await scope.whole.licensesIn(from, type);
  if (has < quantity)
    throw new ProblemError(
      'too-few-licenses',
      tooFewLicenses(type, sides.from?.name ?? 'The partner account', has, quantity),
    );
  const [given, taken] = entriesOf(args).map((entry, side): License => ({
    id: side === 0 ? giving : taking,
    version: 0,
    createdAt: scope.at,
    updatedAt: scope.at,
    moveId: giving,
    projectId: entry.holder,
    type: entry.type,
    quantity: entry.quantity,
    reason,
    by: scope.actor.account.name,
  }));
  if (given && taken) await writeMove(scope, [given, taken], `${quantity} ${type}`, args);
  for (const project of [sides.from, sides.to]) if (project) await touchProject(scope, project);
};

/** The project that holds a pool, whose customer must have granted it; null for the partner account. */
async function projectOf(scope: CommandScope, holder: Holder, field: 'from' | 'to'): Promise<Project | null> {
  if (holder === null) return null;
  const project = await scope.tx.row('project', holder);
  if (!project) throw invalidField(field, 'There is no such project');
  const customer = project.customerId === null ? null : await scope.tx.row('customer', project.customerId);
  if (field === 'to' && project.closing)
    throw invalidField('to', `The project ${project.name} is being closed`);
  requireNotErased(project);
  if (customer) requireAccess(scope.actor.account, 'license.move', customer);
  return project;
}
