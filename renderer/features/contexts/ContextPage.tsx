import { useEffect, useRef } from 'react';
import { useAnswer } from '../../api/answers.ts';
import { whyErased, whyNotEntered } from '../../../common/domain/projects.ts';
import { takeFocus } from '../../app/lost-focus.ts';
import { useWhyNot, useWhyNotOfPartner } from '../../app/session.ts';
import { openDialog, useView } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState, ErrorState, SlowState } from '../../ui/states.tsx';
import { KnownSince } from '../lists/KnownSince.tsx';
import { ProjectSections } from '../projects/ProjectSections.tsx';

/** The project whose context the window is in: company information, licenses, migration jobs and connectors. */
export function ContextPage({ id, name }: { id: string; name: string }) {
  const { value, error, slow, askAgain } = useAnswer('project.show', { id }, ['project', 'license']);
  const isDelegated = useView((view) => view.start?.account?.role === 'delegated');
  const heading = useRef<HTMLHeadingElement>(null);
  const isThere = value !== undefined;
  useEffect(() => {
    if (isThere) takeFocus(heading.current);
  }, [isThere]);
  const mayEdit = useWhyNot('project.update');
  const mayMove = useWhyNotOfPartner('license.move', value?.customer?.grants);
  if (!value) {
    if (error?.code === 'not-found')
      return (
        <EmptyState title="This project isn’t here yet">
          It comes with the first synchronisation of its context.
        </EmptyState>
      );
    if (error) return <ErrorState error={error} onTryAgain={askAgain} />;
    return slow ? <SlowState what="the project" /> : null;
  }
  const { project } = value;
  const stage = project.closing?.stage;
  return (
    <article className="h-full overflow-y-auto">
      <div className="mx-auto max-w-3xl pb-8">
        <header className="flex items-start justify-between gap-3 px-4 pt-5">
          <div className="min-w-0 flex-1">
            <h1
              ref={heading}
              tabIndex={-1}
              className="text-lg font-strong outline-none [overflow-wrap:anywhere]"
            >
              {project.name || name}
            </h1>
            <p className="mt-1 text-muted">
              {isDelegated
                ? 'You are signed in with this project’s own login.'
                : 'The list of projects is the partner account’s; switch to it for that. License moves are too, and can be made from here.'}
            </p>
          </div>
          {isDelegated ? null : (
            <Button
              whyNot={mayMove ?? whyErased(project.name, stage)}
              onPress={() => openDialog({ kind: 'move-licenses', from: id, to: undefined })}
            >
              Reallocate licenses…
            </Button>
          )}
          <Button
            whyNot={mayEdit ?? whyNotEntered({ ...project, stage })}
            onPress={() => openDialog({ kind: 'project', id, customerId: null })}
          >
            Edit company information
          </Button>
        </header>
        <h2 className="sr-only">About this project</h2>
        <ProjectSections detail={value} />
        <KnownSince />
      </div>
    </article>
  );
}
