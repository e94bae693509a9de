import type { ProjectDetail } from '../../../common/contract/projects.ts';
import { dataCentreOf } from '../../../common/domain/projects.ts';
import { useAnswer } from '../../api/answers.ts';
import { go } from '../../app/navigate.ts';
import { everything } from '../../app/router.ts';
import { useWhyNot } from '../../app/session.ts';
import { openDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { DetailHead, DetailSection, Facts, MailAddress } from '../../ui/detail.tsx';
import { EmptyState, ErrorState, SlowState } from '../../ui/states.tsx';
import { ago, count, countryName, useNow } from '../../ui/words.ts';
import { ActivityLink } from '../activity/ActivityLink.tsx';
import { KnownSince } from '../lists/KnownSince.tsx';
import { PendingNotice } from '../lists/row-marks.tsx';
import { LicenseHistory } from './LicenseHistory.tsx';
import { Connectors, MigrationJobs } from './ProjectWork.tsx';
import { DaysLeft, Held, ProjectStatusTag } from './ProjectMarks.tsx';

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
          <EmptyState title="This project isn’t here">It hasn’t been synchronised yet.</EmptyState>
        ) : (
          <ErrorState error={error} onTryAgain={askAgain} />
        )}
      </>
    );
  if (!value) return slow ? <SlowState what="the project" /> : null;
  return <Shown detail={value} onClose={onClose} />;
}

function Shown({ detail, onClose }: { detail: ProjectDetail; onClose: () => void }) {
  const { project, customer, licenses, moves, pending } = detail;
  const { id } = project;
  const now = useNow(60_000);
  const mayEdit = useWhyNot('project.update');
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
            <Button
              look="primary"
              whyNot={mayMove}
              onPress={() => openDialog({ kind: 'move-licenses', from: null, to: id })}
            >
              Assign licenses…
            </Button>
            <Button
              whyNot={mayMove ?? (licenses.length === 0 ? 'The project has no licenses.' : undefined)}
              onPress={() => openDialog({ kind: 'move-licenses', from: id, to: undefined })}
            >
              Reallocate…
            </Button>
            <Button whyNot={mayEdit} onPress={() => openDialog({ kind: 'project', id, customerId: null })}>
              Edit project
            </Button>
          </>
        }
      />
      <PendingNotice id={id} pending={pending} />
      <div className="mt-3.5 px-4">
        <Facts
          facts={[
            ['Status', <ProjectStatusTag key="status" status={project.status} />],
            ['Last activity', ago(project.lastActivityAt, now)],
            ['Days left', <DaysLeft key="left" at={project.lastActivityAt} />],
            ['Company', project.company],
            ['Email', <MailAddress key="email">{project.email}</MailAddress>],
            ['Phone number', project.phone],
            ['Country', countryName(project.country)],
            ['Data centre', dataCentreOf(project.country)],
            [
              'Login name',
              <span key="login" className="font-mono select-text">
                {project.login}
              </span>,
            ],
          ]}
        />
      </div>
      <DetailSection title="Licenses">
        {licenses.length === 0 ? <p className="text-muted">No licenses.</p> : null}
        <ul aria-label="Licenses">
          {licenses.map((pool) => (
            <li key={pool.type} className="flex items-baseline justify-between gap-3 py-0.5">
              <span className="truncate">{pool.type}</span>
              <span className="font-strong tabular-nums">
                <Held {...pool} />
              </span>
            </li>
          ))}
        </ul>
      </DetailSection>
      <DetailSection title="Moves" aside={<span className="font-strong">{count(moves.total)}</span>}>
        <LicenseHistory moves={moves.moves} own={id} />
        {moves.total > moves.moves.length ? (
          <p className="mt-1 text-sm text-muted">{count(moves.total - moves.moves.length)} older ones.</p>
        ) : null}
      </DetailSection>
      <MigrationJobs project={project} />
      <Connectors project={project} />
      <ActivityLink id={id} />
      <KnownSince />
    </article>
  );
}
