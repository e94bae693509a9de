import type { ProjectDetail } from '../../../common/contract/projects.ts';
import { whyErased, whyTakesNoLicenses } from '../../../common/domain/projects.ts';
import { useAnswer } from '../../api/answers.ts';
import { go } from '../../app/navigate.ts';
import { everything } from '../../app/router.ts';
import { switchTo, useWhyNot, useWhyNotSwitched } from '../../app/session.ts';
import { openDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { DetailHead } from '../../ui/detail.tsx';
import { EmptyState, ErrorState, SlowState } from '../../ui/states.tsx';
import { ActivityLink } from '../activity/ActivityLink.tsx';
import { KnownSince } from '../lists/KnownSince.tsx';
import { ProjectSections } from './ProjectSections.tsx';

/** A project beside its list, with its licenses. */
export function ProjectDetailPane({ id, onClose }: { id: string; onClose: () => void }) {
  const { value, error, slow, askAgain } = useAnswer('project.show', { id }, [
    'project',
    'customer',
    'license',
  ]);
  if (error?.code === 'not-found' || (error && !value))
    return (
      <>
        <DetailHead title="Project" onClose={onClose} />
        {error.code === 'not-found' ? (
          <EmptyState title="This project isn’t here">
            It hasn’t been synchronised yet, or the partner API rejected it: then it’s among the conflicts.
          </EmptyState>
        ) : (
          <ErrorState error={error} onTryAgain={askAgain} />
        )}
      </>
    );
  if (!value) return slow ? <SlowState what="the project" /> : null;
  return <Shown detail={value} onClose={onClose} />;
}

function Shown({ detail, onClose }: { detail: ProjectDetail; onClose: () => void }) {
  const { project, customer, licenses } = detail;
  const { id } = project;
  const stage = project.closing?.stage;
  const erased = whyErased(project.name, stage);
  const whyNotSwitched = useWhyNotSwitched();
  const mayEdit = useWhyNot('project.update') ?? erased;
  const mayClose = useWhyNot('project.close') ?? erased;
  const mayMove = useWhyNot('license.move', customer?.grants);
  return (
    <article>
      <DetailHead
        title={project.name}
        note={
          customer ? (
            <>
              Project of{' '}
              <button
                type="button"
                className="rounded-box hover:text-text hover:underline"
                onClick={() => go({ page: 'customer', scope: everything, id: customer.id })}
              >
                {customer.name}
              </button>
            </>
          ) : project.customerId ? (
            'Project of a customer that isn’t in sight'
          ) : (
            'Project of no customer'
          )
        }
        onClose={onClose}
        actions={
          <>
            <Button whyNot={whyNotSwitched({ ...project, stage })} onPress={() => void switchTo(id)}>
              Switch to Customer
            </Button>
            <Button
              look="primary"
              whyNot={mayMove ?? whyTakesNoLicenses(project.name, stage)}
              onPress={() => openDialog({ kind: 'move-licenses', from: null, to: id })}
            >
              Assign licenses…
            </Button>
            <Button
              whyNot={
                mayMove ?? erased ?? (licenses.length === 0 ? 'The project has no licenses.' : undefined)
              }
              onPress={() => openDialog({ kind: 'move-licenses', from: id, to: undefined })}
            >
              Reallocate…
            </Button>
            <Button whyNot={mayEdit} onPress={() => openDialog({ kind: 'project', id, customerId: null })}>
              Edit project
            </Button>
            <Button
              whyNot={mayClose ?? (project.closing ? 'It’s being closed already.' : undefined)}
              onPress={() => openDialog({ kind: 'close-project', id })}
            >
              Close project…
            </Button>
          </>
        }
      />
      <ProjectSections detail={detail} />
      <ActivityLink id={id} />
      <KnownSince />
    </article>
  );
}
