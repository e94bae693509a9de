import type { ChangeDetail } from '../../../common/contract/outbox.ts';
import { whyErased } from '../../../common/domain/projects.ts';
import { useAnswer } from '../../api/answers.ts';
import { ErrorState, SlowState } from '../../ui/states.tsx';
import { AmendDialog, AmendRefused } from '../sync/AmendDialog.tsx';
import { ProjectForm, type ProjectFormProps } from './ProjectForm.tsx';

/** The form of a change that adds or edits a project, filled with what the change holds; its password stays sealed. */
export function AmendProjectDialog({ change }: { change: string }) {
  return (
    <AmendDialog
      change={change}
      kind="project"
      adding={(detail, dialog) => (
        <ProjectForm dialog={dialog} amends={detail} project={null} customer={null} />
      )}
      editing={(id, detail, dialog) =>
        detail.fields.some(({ path }) => path === 'connectors') ? (
          <AmendRefused>
            Connectors have no form here. Discard the change, and set them anew on the project’s page.
          </AmendRefused>
        ) : (
          <AmendEditing dialog={dialog} id={id} amends={detail} />
        )
      }
    />
  );
}

function AmendEditing({
  id,
  ...form
}: Pick<ProjectFormProps, 'dialog'> & { amends: ChangeDetail; id: string }) {
  const { value, error, slow, askAgain } = useAnswer('project.show', { id }, ['project', 'customer']);
  const erased = value && whyErased(value.project.name, value.project.closing?.stage);
  if (erased) return <AmendRefused>{erased} The change can only be discarded.</AmendRefused>;
  if (value) return <ProjectForm {...form} project={value.project} customer={value.customer} />;
  if (error?.code === 'not-found')
    return <AmendRefused>The project isn’t here any more; the change can only be discarded.</AmendRefused>;
  if (error) return <ErrorState error={error} onTryAgain={askAgain} />;
  return slow ? <SlowState what="the project" /> : null;
}
