import { Circle, CircleCheck } from 'lucide-react';
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

interface Stage {
  stage: string;
  title: string;
  /** When and by whom, or what it waits for. */
  note: string;
}

function stagesOf(closing: Closing): Stage[] {
  const { why, at, by } = closing;
  const asked: Stage =
    why === 'inactive'
      ? { stage: 'asked', title: 'Notice given', note: 'Not used for long' }
      : isQueued(closing)
        ? {
            stage: 'asked',
            title: 'Asked for here',
            note: 'The login is blocked once the partner API has it',
          }
        : { stage: 'asked', title: 'Login blocked', note: `Asked for by ${by}, ${date(at)}` };
  return [
    asked,
    why === 'inactive'
      ? { stage: 'confirmed', title: 'Notice run out', note: date(at) }
      : { stage: 'confirmed', title: 'Confirmed by the mail’s link', note: mailOf(closing) },
    {
      ...{ stage: 'erased', title: 'Erased for good' },
      note: 'Migration data, connector configurations and company information',
    },
    { stage: 'closed', title: 'Licenses returned', note: 'To the partner account' },
  ];
}

/** Who asked is said by the partner API: until then it's made here alone. */
function isQueued({ why, by }: Closing): boolean {
  return why === 'asked' && by === '';
}

function mailOf(closing: Closing): string {
  const { mailedAt, expiresAt } = closing;
  if (isQueued(closing)) return 'The mail goes out once you’re online';
  if (mailedAt === null) return 'The mail is on its way';
  return `Mail sent ${date(mailedAt)}${expiresAt ? `; its link works until ${date(expiresAt)}` : ''}`;
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
      <ol aria-label="Stages of closing" className="flex flex-col gap-1.5">
        {stagesOf(closing).map(({ stage, title, note }, at) => (
          <li
            key={stage}
            aria-current={at === reached ? 'step' : undefined}
            className={`flex gap-2 ${at <= reached ? '' : 'text-muted'}`}
          >
            {at <= reached ? (
              <CircleCheck aria-hidden size={15} className="mt-0.5 shrink-0 text-good" />
            ) : (
              <Circle aria-hidden size={15} className="mt-0.5 shrink-0 text-faint" />
            )}
            <div className="min-w-0">
              <p className={at === reached ? 'font-strong' : ''}>
                {title}
                <span className="sr-only">{at <= reached ? ' (done)' : ' (not yet)'}</span>
              </p>
              <p className="text-sm text-muted [overflow-wrap:anywhere]">{note}</p>
            </div>
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
          <Button
            whyNot={
              mayClose ?? (isQueued(closing) ? 'The first one goes out once you’re online.' : undefined)
            }
            onPress={() => void again()}
          >
            Send the mail again
          </Button>
        </div>
      ) : null}
    </DetailSection>
  );
}
