import type { Project } from '../../common/domain/entities.ts';
import { erasedFields } from '../store/project-seal.ts';
import type { ProjectClosing } from '../../common/domain/projects.ts';
import { returnLicenses } from '../commands/projects-of-deleted.ts';
import type { CommandScope } from '../commands/command.ts';
import { changeRow } from '../commands/writing.ts';
import { ownScope, service } from '../onboarding/own-scope.ts';
import type { Redaction } from '../store/redacting.ts';
import type { Store, Transaction } from '../store/store.ts';
import type { Surroundings } from '../surroundings.ts';

export interface Erasure {
  store: Store;
  surroundings: Surroundings;
  /** Vouches for what is left of entries of Activity; null where nobody can. */
  sign: ((redaction: Redaction) => string) | null;
  /** Takes away the mails about a project that were kept as files. */
  forgetMails(project: string): void;
}

/**
 * Erases a project whose closing was confirmed. Its key is destroyed before anything else, so that a crash at any later moment leaves
 * nothing to be read; each step is a transaction and is done once more after a crash without harm.
 */
export async function eraseProject(erasure: Erasure, project: string): Promise<void> {
  await erasure.store.destroyProjectKey(project);
  erasure.forgetMails(project);
  if (erasure.sign) await erasure.store.redactProject(project, erasure.sign);
  await inStage(erasure, project, async (scope, row) => {
    // Somebody else did so, and ended before the next step: Activity tells of it once.
    if (row.closing?.stage === 'erased') return;
    await emptyProject(scope, row);
    await saveStage(scope.whole, project, 'erased');
  });
  await inStage(erasure, project, async (scope, row) => {
    await returnLicenses(scope, row, `${row.name} was closed`);
    await changeRow(scope, 'project', row, { closing: closingOf(row, scope, 'closed') });
    await scope.whole.dropClosing(project);
  });
}

async function emptyProject(scope: CommandScope, row: Project): Promise<void> {
  await scope.whole.dropProjectPassword(row.id);
  await scope.whole.endFamiliesOf(row.id, scope.surroundings.now());
  await changeRow(
    scope,
    'project',
    { ...row, ...erasedFields, notice: null },
    { status: 'blocked', closing: closingOf(row, scope, 'erased') },
  );
}

async function inStage(
  { store, surroundings }: Erasure,
  project: string,
  work: (scope: CommandScope, row: Project) => Promise<void>,
): Promise<void> {
  await store.transaction(async (tx) => {
    const row = await tx.row('project', project);
    const scope = ownScope(tx, surroundings, service, 'project.erase', project);
    if (row && row.closing?.stage !== 'closed') return work(scope, row);
    await tx.dropClosing(project);
  });
}

async function saveStage(tx: Transaction, project: string, stage: 'erased'): Promise<void> {
  await tx.saveClosing({
    ...{ project, stage, hash: null, expiresAt: null },
    ...{ mailDueAt: null, tries: 0, mailedAt: null },
  });
}

/** A project from a backup may know nothing of its closing, though its key is gone. */
function closingOf(row: Project, { at }: CommandScope, stage: ProjectClosing['stage']): ProjectClosing {
  const known: ProjectClosing = row.closing ?? {
    ...{ stage, why: 'asked', at, by: '' },
    ...{ mailedAt: null, mailFault: '', expiresAt: null },
  };
  return { ...known, stage, expiresAt: null };
}
