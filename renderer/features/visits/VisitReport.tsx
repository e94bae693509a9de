import { useState } from 'react';
import { createPortal, flushSync } from 'react-dom';
import { FileText, Mail } from 'lucide-react';
import type { AppError } from '../../../common/contract/errors.ts';
import type { VisitDetail } from '../../../common/contract/visits.ts';
import { photosOf, reportsOf } from '../../../common/domain/visit-files.ts';
import { attempt } from '../../api/client.ts';
import { say, sayChanged, sayFailed } from '../../app/notices.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/fields.tsx';
import { Callout } from '../../ui/states.tsx';
import { moment, useNow } from '../../ui/words.ts';
import { drawn } from './prepare-photo.ts';
import { PrintedReport, type Printed } from './PrintedReport.tsx';
import { thumb } from './VisitPage.tsx';

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

/** A photo as an address for the report; null for one that isn't here or can't be read as a picture. */
async function pictureOf(visit: string, id: string): Promise<string | null> {
  const result = await attempt('visit.photo', { visit, id, small: false });
  if (!result.ok) return null;
  const blob = new Blob([new Uint8Array(result.value.content)]);
  const picture = await createImageBitmap(blob).catch(() => null);
  if (!picture) return null;
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
