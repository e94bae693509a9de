import type { ProjectDetail } from '../../../common/contract/projects.ts';
import { attempt } from '../../api/client.ts';
import { sayChanged, sayFailed } from '../../app/notices.ts';
import { useWhyNot } from '../../app/session.ts';
import { Button } from '../../ui/Button.tsx';
import { DetailSection } from '../../ui/detail.tsx';
import { Callout } from '../../ui/states.tsx';
import { date } from '../../ui/words.ts';

type Project = ProjectDetail['project'];
type Closing = NonNullable<Project['closing']>;

const order = ['asked', 'confirmed', 'erased', 'closed'];

function stagesOf({ why, at, by, mailedAt, expiresAt }: Closing): { stage: string; title: string }[] {
  // Who asked is said by the partner API: until then it's made here alone.
  const isQueued = by === '';
  const asked =
    why === 'inactive'
      ? `Not used for long, ${date(at)}`
      : isQueued
        ? `Asked for here, ${date(at)}; the login is blocked once the partner API has it`
        : `Asked for by ${by}, ${date(at)}; login blocked`;
  const mailed =
    why === 'inactive'
      ? 'Notice run out'
      : mailedAt === null
        ? 'Confirmed by the project’s people; the mail is on its way'
        : `Confirmed by the project’s people; mail sent ${date(mailedAt)}${expiresAt ? `, its link works until ${date(expiresAt)}` : ''}`;
  return [
    { stage: 'asked', title: asked },
    { stage: 'confirmed', title: mailed },
    { stage: 'erased', title: 'Migration data, connector configurations and company information erased' },
    { stage: 'closed', title: 'Licenses returned to the partner account' },
  ];
}

/** How far the closing of a project is, with what can be done about it. */
export function ClosingStages({ project }: { project: Project }) {
  const mayCancel = useWhyNot('project.cancelClosing');
  const mayClose = useWhyNot('project.close');
  const { closing, id, name } = project;
  if (!closing) return null;
  const isOpen = closing.stage === 'asked';
  const cancel = async () => {
    const result = await attempt('project.cancelClosing', { id });
    if (result.ok) sayChanged(`${name} stays`, result.value.mutationIds);
    else sayFailed(result.error);
  };
  const again = async () => {
    const result = await attempt('project.close', { id });
    if (result.ok) sayChanged('Another mail is on its way', result.value.mutationIds);
    else sayFailed(result.error);
  };
  const reached = order.indexOf(closing.stage);
  return (
    <DetailSection title="Closing">
      <ol aria-label="Stages of closing" className="flex flex-col gap-1">
        {stagesOf(closing).map(({ stage, title }, at) => (
          <li
            key={stage}
            aria-current={at === reached ? 'step' : undefined}
            className={at <= reached ? 'font-strong' : 'text-muted'}
          >
            <span aria-hidden>{at <= reached ? '● ' : '○ '}</span>
            {title}
            <span className="sr-only">{at <= reached ? ' (done)' : ' (not yet)'}</span>
          </li>
        ))}
      </ol>
      {closing.mailFault === '' ? null : (
        <Callout tone="bad">The mail couldn’t be sent. {closing.mailFault}</Callout>
      )}
      {isOpen ? (
        <div className="mt-2 flex gap-2">
          <Button whyNot={mayCancel} onPress={() => void cancel()}>
            Cancel closing
          </Button>
          <Button whyNot={mayClose} onPress={() => void again()}>
            Send the mail again
          </Button>
        </div>
      ) : null}
    </DetailSection>
  );
}
