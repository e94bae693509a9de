import { useState } from 'react';
import type { AppError } from '../../../common/contract/errors.ts';
import type { ProjectDetail } from '../../../common/contract/projects.ts';
import { whyErased } from '../../../common/domain/projects.ts';
import { useAnswer } from '../../api/answers.ts';
import { attempt } from '../../api/client.ts';
import { sayChanged } from '../../app/notices.ts';
import { useWhyNot } from '../../app/session.ts';
import { closeDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { ErrorState, Failure, SlowState } from '../../ui/states.tsx';
import { counted } from '../../ui/words.ts';
import { Refused } from '../../ui/Refused.tsx';
import { poolsText } from './project-words.ts';

/** Asks for the closing of a project, after saying what goes with it. */
export function CloseProjectDialog({ id }: { id: string }) {
  const whyNot = useWhyNot('project.close');
  const { value, error, slow, askAgain } = useAnswer('project.show', { id }, ['project', 'license']);
  const because = whyNot ?? (value && whyErased(value.project.name, value.project.closing?.stage));
  if (because) return <Refused title="Close project" because={because} />;
  return (
    <Dialog
      title={value ? `Close ${value.project.name}` : 'Close project'}
      role="alertdialog"
      onClose={closeDialog}
    >
      {value ? (
        <Impact detail={value} />
      ) : error ? (
        <ErrorState error={error} onTryAgain={askAgain} />
      ) : slow ? (
        <SlowState what="the project" />
      ) : null}
    </Dialog>
  );
}

function Impact({ detail: { project, licenses } }: { detail: ProjectDetail }) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<AppError | null>(null);
  const close = async () => {
    setBusy(true);
    const result = await attempt('project.close', { id: project.id });
    setBusy(false);
    if (!result.ok) {
      setFailure(result.error);
      return;
    }
    closeDialog();
    sayChanged(`${project.name} is to be closed`, result.value.mutationIds);
  };
  return (
    <>
      <ul aria-label="What closing does" className="mt-3 list-disc space-y-1 pl-5">
        <li>
          The login <span className="font-mono">{project.login}</span> is blocked as soon as the partner API
          has the request, and nobody can switch into the project.
        </li>
        <li>{project.email} gets a mail with a link that confirms. Until then you can cancel.</li>
        <li>Once it’s confirmed, this is erased for good: {erasedParts(project).join(', ')}.</li>
        <li>
          {licenses.length === 0
            ? 'It has no licenses to return.'
            : `Its licenses return to the partner account: ${poolsText(licenses)}.`}
        </li>
      </ul>
      <Failure error={failure} />
      <DialogActions
        cancel={
          <Button autoFocus onPress={closeDialog}>
            Keep project
          </Button>
        }
        verb={
          <Button look="danger" busy={busy} onPress={() => void close()}>
            Close project
          </Button>
        }
      />
    </>
  );
}

/** What is there to erase; company information always is. */
function erasedParts({ connectors, jobs }: ProjectDetail['project']): string[] {
  const running = jobs.filter(({ state }) => state === 'running').length;
  const parts = ['company information'];
  if (connectors.length > 0) parts.push(counted(connectors.length, 'connector configuration'));
  if (jobs.length > 0)
    parts.push(counted(jobs.length, 'migration job') + (running > 0 ? ` (${running} running now)` : ''));
  return parts;
}
