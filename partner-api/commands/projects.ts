import { connectorPasswordOf, type Connector } from '../../common/domain/connectors.ts';
import type { Project } from '../../common/domain/entities.ts';
import { passwordFault, projectPasswordOf } from '../../common/domain/secrets.ts';
import { hashPassword } from '../auth/passwords.ts';
import { openSealed } from '../auth/sealing.ts';
import { unsealed } from '../auth/unsealed.ts';
import {
  CommandConflict,
  existingRow,
  requireNewId,
  requireVersion,
  type Command,
  type CommandScope,
} from './command.ts';
import { requireNotErased } from './closing-projects.ts';
import { invalidField, ProblemError } from './problem-error.ts';
import { deletedEntityOf } from './who-changed.ts';
import { createRow, mergeIntoRow, touchProject } from './writing.ts';

/** Creates a project with its login. Of its password a slow hash is kept. */
export const createProject: Command<'project.create'> = async ({ args: { id, fields, password } }, scope) => {
  await requireNewId(scope, 'project', id);
  await requireCustomer(scope, fields.customerId);
  if ((await scope.tx.publicIdTaken(fields.login)) || (await scope.tx.accountByLogin(fields.login)))
    throw invalidField('login', `The login name ${fields.login} is in use; choose another`);
  const clear = await unsealed(scope.tx, password, projectPasswordOf(id));
  const fault = passwordFault(clear, fields.login);
  if (fault) throw invalidField('password', fault);
  const hash = await hashPassword(clear, scope.surroundings.randomBytes(16), scope.passwordCost);
  await createRow(scope, 'project', {
    ...fields,
    id,
    version: 0,
    createdAt: scope.at,
    updatedAt: scope.at,
    status: 'active',
    lastActivityAt: scope.at,
    jobs: [],
    closing: null,
    notice: null,
  });
  await scope.tx.saveProjectPassword(id, hash, scope.at);
};

/** Changes fields of a project; its login stays. */
export const updateProject: Command<'project.update'> = async ({ args: { id, changes }, before }, scope) => {
  const project = await existingRow(scope, 'project', id);
  requireVersion(scope, project);
  requireNotErased(project);
  if (scope.actor.account.context && 'customerId' in changes)
    throw new ProblemError('forbidden', 'Which customer a project is of is decided in the partner account.');
  if (changes.connectors !== undefined)
    await requireOpening(scope, project, changes.connectors as Connector[]);
  if (changes.customerId !== undefined && changes.customerId !== project.customerId)
    await requireCustomer(scope, changes.customerId as string | null);
  await mergeIntoRow(scope, 'project', project, {
    changes,
    before: scope.expectedVersion === undefined ? before : undefined,
  });
  await touchProject(scope, await existingRow(scope, 'project', id));
};

/** @throws ProblemError `invalid` where a connector's new password can't be opened: it would be found out when it's needed */
async function requireOpening(
  scope: CommandScope,
  project: Project,
  connectors: readonly Connector[],
): Promise<void> {
  const known = new Set(project.connectors.map(({ password }) => password?.box));
  for (const { id, password } of connectors) {
    if (password === null || known.has(password.box)) continue;
    const key = await scope.tx.sealingKey(password.keyId);
    if (!key || openSealed(key, password, connectorPasswordOf(id)) === null)
      throw invalidField(
        'connectors',
        // Without the address: what's answered is remembered, and an address is erasable.
        'The password of a connector can’t be opened by this partner API; set it once more',
      );
  }
}

/** @throws CommandConflict when the customer was deleted */
async function requireCustomer(scope: CommandScope, customerId: string | null): Promise<void> {
  if (customerId === null) {
    const { scope: own } = scope.actor.account;
    if (own)
      throw invalidField(
        'customerId',
        `Your account sees ${own.name} and the brands below it: choose a customer`,
      );
    return;
  }
  if (await scope.tx.row('customer', customerId)) return;
  const tombstone =
    scope.expectedVersion === undefined ? await scope.tx.tombstone('customer', customerId) : null;
  if (!tombstone) throw invalidField('customerId', 'There is no such customer');
  const gone = await deletedEntityOf(scope.tx, 'customer', customerId, tombstone);
  throw new CommandConflict(
    `The customer ${gone.name} was deleted by ${gone.by} at ${gone.at}.`,
    { kind: 'customer', id: customerId },
    { deleted: [gone] },
  );
}
