import { useState, type ReactNode } from 'react';
import { createPortal, flushSync } from 'react-dom';
import { FileText, Mail } from 'lucide-react';
import type { CommandOutput } from '../../../common/contract/commands.ts';
import type { AppError } from '../../../common/contract/errors.ts';
import type { VisitDetail } from '../../../common/contract/visits.ts';
import { photosOf, reportsOf } from '../../../common/domain/visit-files.ts';
import {
  checklistOf,
  checklistStateTitles,
  findingTitles,
  visitTitles,
  type VisitStatus,
} from '../../../common/domain/visits.ts';
import { attempt } from '../../api/client.ts';
import { say, sayChanged, sayFailed } from '../../app/notices.ts';
import { useView } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/fields.tsx';
import { Callout } from '../../ui/states.tsx';
import { moment, useNow } from '../../ui/words.ts';
import { addressText } from '../customers/CustomerDetailPane.tsx';
import { drawn } from './prepare-photo.ts';
import { SignatureDrawing } from './Signature.tsx';
import { thumb } from './VisitPage.tsx';
import { clockSetBack, dayText, timeBetween } from './visit-words.ts';

type Report = CommandOutput<'visit.report'>;

/** Writes what is known of a visit as PDF to a file, with or without a network. */
export function ReportButton({ id, className }: { id: string; className: string }) {
  const [busy, setBusy] = useState(false);
  const [printed, setPrinted] = useState<Printed | null>(null);
  const write = async () => {
    setBusy(true);
    await withReport(id, setPrinted, async () => {
      const result = await attempt('visit.print', { id });
      if (!result.ok) sayFailed(result.error);
      else if (result.value.path !== null) say(`Report written to ${result.value.path}`);
    });
    setBusy(false);
  };
  return (
    <>
      <Button className={className} busy={busy} onPress={() => void write()}>
        <FileText aria-hidden size={16} />
        {busy ? 'Writing…' : 'Report as PDF'}
      </Button>
      {printed ? createPortal(<PrintedReport {...printed} />, document.body) : null}
    </>
  );
}

/** A report as it's printed, with its photos as addresses; null for one that can't be fetched. */
interface Printed {
  report: Report;
  pictures: ReadonlyMap<string, string | null>;
}

/** The longer edge of a photo on a report, in pixels: sharp on paper, and small enough for a mail with many. */
const pictureEdge = 1000;

/** Lays out the report for printing while `act` runs: all its photos are there and decoded by then. */
async function withReport(
  id: string,
  show: (printed: Printed | null) => void,
  act: () => Promise<void>,
): Promise<void> {
  const report = await attempt('visit.report', { id });
  if (!report.ok) return sayFailed(report.error);
  const { visit, customer } = report.value.detail;
  const isGranted = customer?.grants.includes('access-data') ?? true;
  const pictures = new Map<string, string | null>();
  for (const { id: photo } of isGranted ? photosOf(visit) : [])
    pictures.set(photo, await pictureOf(id, photo));
  flushSync(() => show({ report: report.value, pictures }));
  const images = document.querySelectorAll<HTMLImageElement>('[data-print] img');
  await Promise.all([...images].map((image) => image.decode().catch(() => undefined)));
  await act();
  show(null);
  for (const url of pictures.values()) if (url !== null) URL.revokeObjectURL(url);
}

async function pictureOf(visit: string, id: string): Promise<string | null> {
  const result = await attempt('visit.photo', { visit, id, small: false });
  if (!result.ok) return null;
  const picture = await createImageBitmap(new Blob([new Uint8Array(result.value.content)]));
  const bytes = await drawn(picture, pictureEdge, 0.8);
  picture.close();
  return URL.createObjectURL(new Blob([bytes], { type: 'image/jpeg' }));
}

/** Has the report mailed by the partner API, and says what became of those before. */
export function MailedReports({ detail, whyNot }: { detail: VisitDetail; whyNot: string | undefined }) {
  const { visit, customer } = detail;
  const [printed, setPrinted] = useState<Printed | null>(null);
  const [asks, setAsks] = useState(false);
  const now = useNow(60_000);
  const mail = async (to: string[]): Promise<AppError | null> => {
    let failure: AppError | null = null;
    await withReport(visit.id, setPrinted, async () => {
      const result = await attempt('visit.mailReport', { id: visit.id, to });
      if (result.ok) sayChanged(`Report to ${to.join(', ')} queued`, result.value.mutationIds);
      else failure = result.error;
    });
    return failure;
  };
  const save = async (id: string) => {
    const result = await attempt('visit.saveReport', { visit: visit.id, id });
    if (!result.ok) sayFailed(result.error);
    else if (result.value.path !== null) say(`Report written to ${result.value.path}`);
  };
  return (
    <>
      <Button className={thumb} whyNot={whyNot} onPress={() => setAsks(true)}>
        <Mail aria-hidden size={16} />
        Mail report…
      </Button>
      {whyNot ? null : (
        <ul aria-label="Mailed reports" className="mt-2 flex w-full flex-col gap-1 empty:hidden">
          {reportsOf(visit).map(({ id, to, at, by, mailedAt, mailFault }) => (
            <li key={id} className="flex flex-wrap items-center gap-x-2">
              <span className="min-w-0 [overflow-wrap:anywhere]">
                To {to.join(', ')}, by {by}, {moment(at, now)}
              </span>
              <span className={mailFault ? 'text-bad' : mailedAt ? 'text-muted' : 'text-warn'}>
                {mailFault || (mailedAt ? `Mailed ${moment(mailedAt, now)}` : 'Waits to be mailed')}
              </span>
              <Button look="quiet" onPress={() => void save(id)}>
                Write to a file…
              </Button>
            </li>
          ))}
        </ul>
      )}
      {asks ? (
        <MailDialog to={customer?.technicalEmail ?? ''} onMail={mail} onClose={() => setAsks(false)} />
      ) : null}
      {printed ? createPortal(<PrintedReport {...printed} />, document.body) : null}
    </>
  );
}

interface MailDialogProps {
  to: string;
  onMail: (to: string[]) => Promise<AppError | null>;
  onClose: () => void;
}

function MailDialog({ to, onMail, onClose }: MailDialogProps) {
  const [typed, setTyped] = useState(to);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<AppError | null>(null);
  const mail = async () => {
    setBusy(true);
    const failed = await onMail(typed.split(/[,;\s]+/).filter(Boolean));
    setBusy(false);
    if (failed) setFailure(failed);
    else onClose();
  };
  return (
    <Dialog title="Mail report" onClose={onClose}>
      <p className="mt-1 mb-4 text-muted">
        The report as it is now is kept here and goes up; the partner API mails it once it has it. Offline it
        waits.
      </p>
      <TextField
        label="To"
        name="to"
        value={typed}
        onChange={setTyped}
        fault={failure?.code === 'invalid' ? failure.message : undefined}
      />
      <p className="mt-1 text-sm text-muted">Several addresses are separated by commas.</p>
      {failure && failure.code !== 'invalid' ? (
        <Callout tone="bad" role="alert">
          {failure.message}
        </Callout>
      ) : null}
      <DialogActions
        cancel={<Button onPress={onClose}>Cancel</Button>}
        verb={
          <Button look="primary" busy={busy} onPress={() => void mail()}>
            Mail report
          </Button>
        }
      />
    </Dialog>
  );
}

const time = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** The report as it goes on paper; on screen it isn't there. */
function PrintedReport({ report: { detail, hash, at }, pictures }: Printed) {
  const maker = useView((view) => view.start?.account?.name ?? '');
  const { visit, site, customer, pending } = detail;
  const { startedAt, endedAt, signature } = visit;
  const checklist = checklistOf(visit.checklist);
  const mayShowNotes = customer?.grants.includes('access-data') ?? true;
  return (
    <article data-print className="hidden text-text print:block">
      <h1 className="text-xl font-strong">{visit.name}</h1>
      <p className="mb-4 text-muted">
        Visit report, made by {maker} on {time.format(Date.parse(at))}
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
