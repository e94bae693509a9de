import type { ProjectDetail } from '../../../common/contract/projects.ts';
import { dataCentreOf, whyErased } from '../../../common/domain/projects.ts';
import { DetailSection, Facts, MailAddress } from '../../ui/detail.tsx';
import { ago, count, countryName, useNow } from '../../ui/words.ts';
import { PendingNotice } from '../lists/row-marks.tsx';
import { ClosingStages } from './ClosingStages.tsx';
import { LicenseHistory } from './LicenseHistory.tsx';
import { DaysLeft, Held, ProjectStatusTag } from './ProjectMarks.tsx';
import { Connectors, MigrationJobs } from './ProjectWork.tsx';

/** All of a project: company information, licenses with their moves, migration jobs, connectors. */
export function ProjectSections({ detail }: { detail: ProjectDetail }) {
  const { project, licenses, moves, pending } = detail;
  const { id } = project;
  const now = useNow(60_000);
  return (
    <>
      <PendingNotice id={id} pending={pending} />
      <div className="mt-3.5 px-4">
        <Facts
          facts={[
            [
              'Status',
              <ProjectStatusTag key="status" status={project.status} closing={project.closing?.stage} />,
            ],
            ['Last activity', ago(project.lastActivityAt, now)],
            [
              'Days left',
              project.closing ? (
                ''
              ) : (
                <DaysLeft key="left" at={project.lastActivityAt} deletedOn={project.notice?.deletedOn} />
              ),
            ],
            ['Company', project.company],
            ['Email', project.email === '' ? '' : <MailAddress key="email">{project.email}</MailAddress>],
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
      <ClosingStages project={project} />
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
        <LicenseHistory
          moves={moves.moves}
          own={id}
          frozen={whyErased(project.name, project.closing?.stage)}
        />
        {moves.total > moves.moves.length ? (
          <p className="mt-1 text-sm text-muted">{count(moves.total - moves.moves.length)} older ones.</p>
        ) : null}
      </DetailSection>
      <MigrationJobs project={project} />
      <Connectors project={project} />
    </>
  );
}
