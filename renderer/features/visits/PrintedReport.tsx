import type { ReactNode } from 'react';
import type { CommandOutput } from '../../../common/contract/commands.ts';
import { photosOf } from '../../../common/domain/visit-files.ts';
import {
  checklistOf,
  checklistStateTitles,
  findingTitles,
  visitTitles,
  type VisitStatus,
} from '../../../common/domain/visits.ts';
import { useView } from '../../app/store.ts';
import { LookHead } from '../../ui/look-fields.tsx';
import { addressText } from '../../../common/domain/addresses.ts';
import { SignatureDrawing } from './Signature.tsx';
import { changedSinceWords, clockSetBack, dayText, timeBetween } from './visit-words.ts';

type Report = CommandOutput<'visit.report'>;

/** A report as it's printed, with its photos as addresses; null for one that can't be fetched. */
export interface Printed {
  report: Report;
  pictures: ReadonlyMap<string, string | null>;
}

const time = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** The report as it goes on paper, in the customer's look; on screen it isn't there. */
export function PrintedReport({ report: { detail, look, hash, at }, pictures }: Printed) {
  const maker = useView((view) => view.start?.account?.name ?? '');
  const { visit, site, customer, pending } = detail;
  const { startedAt, endedAt, signature } = visit;
  const checklist = checklistOf(visit.checklist);
  const mayShowNotes = customer?.grants.includes('access-data') ?? true;
  return (
    <article data-print className="hidden text-text print:block">
      <div className="mb-4 overflow-hidden rounded-card border border-line">
        <LookHead look={look} below="Visit report" />
      </div>
      <h1 className="text-xl font-strong">{visit.name}</h1>
      <p className="mb-4 text-muted">
        Made by {maker} on {time.format(Date.parse(at))}
        {pending ? '. Some of it is on this computer alone and not confirmed by the partner API yet' : ''}.
      </p>
      <dl className="mb-4 grid grid-cols-[120px_1fr] gap-x-3 gap-y-1">
        <Fact name="Customer">{customer?.name ?? 'Not in sight'}</Fact>
        <Fact name="Site">{site ? `${site.name}, ${addressText(site.address)}` : 'Not in sight'}</Fact>
        <Fact name="Planned for">{dayText(visit.plannedOn)}</Fact>
        <Fact name="Technician">{visit.technician?.name ?? 'Nobody'}</Fact>
        <Fact name="Status">{visitTitles[visit.status as VisitStatus] ?? visit.status}</Fact>
        {startedAt ? <Fact name="Started">{time.format(Date.parse(startedAt))}</Fact> : null}
        {endedAt ? <Fact name="Ended">{time.format(Date.parse(endedAt))}</Fact> : null}
        {startedAt && endedAt ? (
          <Fact name="On site">{timeBetween(startedAt, Date.parse(endedAt)) ?? clockSetBack}</Fact>
        ) : null}
      </dl>
      {checklist.length > 0 ? (
        <Table title="Checklist" heads={['What', 'State']}>
          {checklist.map(({ id, text, state, reason }) => (
            <Row key={id} cells={[text, `${checklistStateTitles[state]}${reason ? `: ${reason}` : ''}`]} />
          ))}
        </Table>
      ) : null}
      <Table title="Probes" heads={['Before', 'What was found', 'After']}>
        {probesIn(detail).map(({ id, cells }) => (
          <Row key={id} cells={cells} />
        ))}
      </Table>
      {mayShowNotes && visit.notes !== '' ? (
        <section className="mb-4">
          <h2 className="mb-1 text-lg font-strong">Notes</h2>
          <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">{visit.notes}</p>
        </section>
      ) : null}
      {pictures.size > 0 ? (
        <section className="mb-4">
          <h2 className="mb-1 text-lg font-strong">Photos</h2>
          <div className="grid grid-cols-2 gap-3">
            {photosOf(visit).map((photo) => {
              const url = pictures.get(photo.id) ?? null;
              const about = [photo.caption, `${photo.by}, ${time.format(Date.parse(photo.takenAt))}`];
              return (
                <figure key={photo.id} className="break-inside-avoid">
                  {url ? (
                    <img src={url} alt={photo.caption} className="max-h-[80mm] max-w-full" />
                  ) : (
                    <p className="text-muted">This photo wasn’t on the computer that made the report.</p>
                  )}
                  <figcaption className="text-sm">
                    {about.filter(Boolean).join(' · ')}
                    <span className="block text-xs break-all text-muted">SHA-256 {photo.hash}</span>
                  </figcaption>
                </figure>
              );
            })}
          </div>
        </section>
      ) : null}
      {signature && mayShowNotes ? (
        <div className="mt-6 w-[260px] break-inside-avoid">
          <SignatureDrawing path={signature.path} className="h-[84px] w-full" />
          <p className="border-t border-text pt-1 text-sm">
            {signature.by}, {time.format(Date.parse(signature.at))}
          </p>
          {detail.changedSinceSigned.length > 0 ? (
            <p className="text-sm">{changedSinceWords(detail.changedSinceSigned)}</p>
          ) : null}
        </div>
      ) : null}
      <div className="mt-10 grid break-inside-avoid grid-cols-2 gap-10">
        {(signature ? ['Technician'] : ['Technician', 'For the customer']).map((who) => (
          <p key={who} className="border-t border-text pt-1 text-sm">
            {who}: date, name, signature
          </p>
        ))}
      </div>
      <p className="mt-6 text-xs break-all text-muted">
        Visit {visit.id}, version {visit.version}. SHA-256 of its data: {hash}
      </p>
    </article>
  );
}

/** Each probe as it was before and is after: what was at the site, and what came. */
function probesIn({ visit, probes }: Report['detail']): { id: string; cells: string[] }[] {
  const noted = Object.entries(visit.findings).flatMap(([id, finding]) => {
    if (!finding) return [];
    const { outcome, serial, name, newSerial, remark } = finding;
    const before = [name, serial].filter(Boolean).join(', ');
    const after = {
      found: serial,
      replaced: newSerial,
      missing: 'None',
      moved: `${serial}, ${remark}`,
    }[outcome];
    return [{ id, cells: [before, findingTitles[outcome], after] }];
  });
  const came = new Set(Object.values(visit.findings).map((finding) => finding?.newSerial));
  const rest = probes
    .filter(({ id, serial }) => !visit.findings[id] && !came.has(serial))
    .map(({ id, name, serial }) => ({
      id,
      cells: [[name, serial].filter(Boolean).join(', '), 'Not looked at', serial],
    }));
  return [...noted, ...rest];
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Table({
  title,
  heads,
  children,
}: {
  title: string;
  heads: readonly string[];
  children: ReactNode[];
}) {
  if (children.length === 0) return null;
  return (
    <section className="mb-4">
      <h2 className="mb-1 text-lg font-strong">{title}</h2>
      <table className="w-full table-fixed text-left">
        <thead>
          <tr className="border-b border-line">
            {heads.map((head) => (
              <th key={head} className="py-1 pr-3">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}

function Row({ cells }: { cells: readonly string[] }) {
  return (
    <tr className="break-inside-avoid border-b border-line-soft align-top">
      {cells.map((cell, at) => (
        <td key={at} className="py-1 pr-3 [overflow-wrap:anywhere]">
          {cell}
        </td>
      ))}
    </tr>
  );
}
