import { useState } from 'react';
import { createPortal, flushSync } from 'react-dom';
import { Download } from 'lucide-react';
import type { ActivityItem } from '../../../common/contract/activity.ts';
import type { AppError } from '../../../common/contract/errors.ts';
import type { ActivityFilter } from '../../../common/partner-api/audit.ts';
import { useAnswer } from '../../api/answers.ts';
import { attempt } from '../../api/client.ts';
import { say, sayFailed } from '../../app/notices.ts';
import { Button } from '../../ui/Button.tsx';
import { counted } from '../../ui/words.ts';
import { ActivityPrint, type Printed } from './ActivityPrint.tsx';

/** Most entries on paper; more belong into a spreadsheet. */
const mostPrinted = 2000;

interface ActivityExportProps {
  filter: ActivityFilter;
  /** The customer whose Activity is on screen; null where it isn't one's alone. */
  customerId: string | null;
}

/** Writes what's on screen, with all its pages, to a file: CSV for spreadsheets, PDF for people. */
export function ActivityExport({ filter, customerId }: ActivityExportProps) {
  const of = useAnswer('activity.nameOf', { id: customerId ?? filter.entityId ?? nobody }, [
    'customer',
  ]).value;
  const [busy, setBusy] = useState<'csv' | 'pdf' | null>(null);
  const [printed, setPrinted] = useState<Printed | null>(null);
  const name = of?.name ?? '';

  const writeCsv = async () => {
    setBusy('csv');
    const result = await attempt('activity.export', { key: crypto.randomUUID(), filter, of: name });
    setBusy(null);
    if (!result.ok) sayFailed(result.error);
    else if (result.value.path !== null)
      say(`${counted(result.value.rows, 'entry', 'entries')} written to ${result.value.path}`);
  };
  const writePdf = async () => {
    setBusy('pdf');
    const read = await readAll(filter);
    if ('error' in read) sayFailed(read.error);
    else {
      flushSync(() => setPrinted({ ...read, of: name, mostPrinted }));
      const result = await attempt('activity.print', { of: name });
      setPrinted(null);
      if (!result.ok) sayFailed(result.error);
      else if (result.value.path !== null)
        say(`${counted(read.items.length, 'entry', 'entries')} written to ${result.value.path}`);
    }
    setBusy(null);
  };
  return (
    <>
      <Button busy={busy !== null} onPress={() => void writeCsv()}>
        <Download aria-hidden size={14} />
        {busy === 'csv' ? 'Writing…' : 'Export CSV'}
      </Button>
      <Button busy={busy !== null} onPress={() => void writePdf()}>
        <Download aria-hidden size={14} />
        {busy === 'pdf' ? 'Writing…' : 'Export PDF'}
      </Button>
      {printed ? createPortal(<ActivityPrint {...printed} />, document.body) : null}
    </>
  );
}

/** An id that nothing has. */
const nobody = '00000000-0000-7000-8000-000000000000';

type AllRead = Omit<Printed, 'of' | 'mostPrinted'>;

/** Every page, up to what is printed at most. */
async function readAll(filter: ActivityFilter): Promise<AllRead | { error: AppError }> {
  const items: ActivityItem[] = [];
  let names: Record<string, string> = {};
  let kept: Printed['kept'] = null;
  for (let cursor: string | null | undefined; cursor !== null && items.length < mostPrinted;) {
    const result = await attempt('activity.list', { filter, cursor: cursor ?? null });
    if (!result.ok) return { error: result.error };
    items.push(...result.value.items);
    names = { ...names, ...result.value.names };
    kept = result.value.kept;
    cursor = result.value.next;
    if (cursor === null) return { items, names, kept, isWhole: true };
  }
  return { items: items.slice(0, mostPrinted), names, kept, isWhole: false };
}
