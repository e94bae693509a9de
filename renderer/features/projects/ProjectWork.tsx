import { Pencil, X } from 'lucide-react';
import type { ProjectDetail } from '../../../common/contract/projects.ts';
import { connectorTitles, type ConnectorKind } from '../../../common/domain/connectors.ts';
import { whyErased } from '../../../common/domain/projects.ts';
import { attempt } from '../../api/client.ts';
import { sayChanged, sayFailed } from '../../app/notices.ts';
import { useWhyNot } from '../../app/session.ts';
import { openDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { DetailSection } from '../../ui/detail.tsx';
import { Tag } from '../../ui/states.tsx';
import { count, moment, useNow } from '../../ui/words.ts';

type Project = ProjectDetail['project'];

/** How a project reaches the systems that it moves things between. */
export function Connectors({ project }: { project: Project }) {
  const mayEdit = useWhyNot('project.update') ?? whyErased(project.name, project.closing?.stage);
  const remove = async (id: string, address: string) => {
    const result = await attempt('connector.remove', { projectId: project.id, id });
    if (result.ok) sayChanged(`Connector ${address} removed`, result.value.mutationIds);
    else sayFailed(result.error);
  };
  return (
    <DetailSection
      title="Connectors"
      aside={<span className="font-strong">{count(project.connectors.length)}</span>}
    >
      {project.connectors.length === 0 ? <p className="text-muted">No connectors.</p> : null}
      <ul aria-label="Connectors">
        {project.connectors.map(({ id, kind, address, user, password }) => (
          <li key={id} className="flex items-start justify-between gap-2 py-1">
            <div className="min-w-0">
              <p className="[overflow-wrap:anywhere]">
                <span className="font-strong">{address}</span>{' '}
                <span className="text-muted">{connectorTitles[kind as ConnectorKind] ?? kind}</span>
              </p>
              <p className="text-sm text-muted [overflow-wrap:anywhere]">
                {user ? `${user} · ` : ''}
                {password ? 'password set' : <span className="text-warn">no password</span>}
              </p>
            </div>
            <span className="flex shrink-0">
              <Button
                look="quiet"
                label={`Edit connector ${address}`}
                whyNot={mayEdit}
                className="h-6 px-1.5"
                onPress={() => openDialog({ kind: 'connector', projectId: project.id, id })}
              >
                <Pencil aria-hidden size={13} />
              </Button>
              <Button
                look="quiet"
                label={`Remove connector ${address}`}
                whyNot={mayEdit}
                className="h-6 px-1.5"
                onPress={() => void remove(id, address)}
              >
                <X aria-hidden size={13} />
              </Button>
            </span>
          </li>
        ))}
      </ul>
      <Button
        className="mt-1.5"
        whyNot={mayEdit}
        onPress={() => openDialog({ kind: 'connector', projectId: project.id, id: null })}
      >
        Add connector…
      </Button>
    </DetailSection>
  );
}

const jobTags: Record<string, { tone: 'good' | 'warn' | 'bad' | 'info'; title: string } | undefined> = {
  queued: { tone: 'info', title: 'Queued' },
  running: { tone: 'info', title: 'Running' },
  paused: { tone: 'warn', title: 'Paused' },
  done: { tone: 'good', title: 'Done' },
  failed: { tone: 'bad', title: 'Failed' },
};

/** The migration jobs of a project, as the partner API last told of them. */
export function MigrationJobs({ project }: { project: Project }) {
  const now = useNow(60_000);
  if (project.jobs.length === 0) return null;
  return (
    <DetailSection
      title="Migration jobs"
      aside={<span className="font-strong">{count(project.jobs.length)}</span>}
    >
      <ul aria-label="Migration jobs" className="flex flex-col gap-2">
        {project.jobs.map(({ id, name, state, done, total, startedAt, endedAt }) => {
          const tag = jobTags[state];
          const share = total > 0 ? Math.min(1, done / total) : 0;
          return (
            <li key={id}>
              <div className="flex items-baseline justify-between gap-2">
                <span className="min-w-0 truncate" title={name}>
                  {name}
                </span>
                <Tag tone={tag?.tone ?? 'info'}>{tag?.title ?? state}</Tag>
              </div>
              <svg
                viewBox="0 0 100 4"
                preserveAspectRatio="none"
                role="img"
                aria-label={`${count(done)} of ${count(total)} moved`}
                className="my-1 block h-1 w-full overflow-hidden rounded-full forced-color-adjust-none"
              >
                <rect width={100} height={4} className="fill-accent-soft" />
                <rect
                  width={share * 100}
                  height={4}
                  className={state === 'failed' ? 'fill-bad' : 'fill-accent'}
                />
              </svg>
              <p className="text-sm text-muted">
                {count(done)} of {count(total)}
                {endedAt
                  ? ` · ended ${moment(endedAt, now)}`
                  : startedAt
                    ? ` · since ${moment(startedAt, now)}`
                    : ''}
              </p>
            </li>
          );
        })}
      </ul>
    </DetailSection>
  );
}
