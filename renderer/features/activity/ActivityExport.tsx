import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { createPortal, flushSync } from 'react-dom';
import { Download } from 'lucide-react';
import type { ActivityItem } from '../../../common/contract/activity.ts';
import type { AppError } from '../../../common/contract/errors.ts';
import type { ActivityFilter } from '../../../common/partner-api/audit.ts';
import { useAnswer } from '../../api/answers.ts';
import { attempt, listen } from '../../api/client.ts';
import { say, sayFailed } from '../../app/notices.ts';
import { Button } from '../../ui/Button.tsx';
import { count, counted } from '../../ui/words.ts';
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
  const [done, setDone] = useState(0);
  const key = useRef('');
  const heard = useEffectEvent((told: { key: string; done: number }) => {
    if (told.key === key.current) setDone(told.done);
  });
  useEffect(() => listen('export.progress', (told) => heard(told)), []);
  const [printed, setPrinted] = useState<Printed | null>(null);
  const name = of?.name ?? '';

  const begin = (what: 'csv' | 'pdf') => {
    key.current = crypto.randomUUID();
    setDone(0);
    setBusy(what);
    return key.current;
  };
  const cancel = () => {
    void attempt('export.cancel', { key: key.current });
    key.current = '';
    setBusy(null);
  };
  const writeCsv = async () => {
    const mine = begin('csv');
    const result = await attempt('activity.export', { key: mine, filter, of: name });
    if (key.current !== mine) return;
    setBusy(null);
    if (!result.ok) sayFailed(result.error);
    else if (result.value.path !== null)
      say(`${counted(result.value.rows, 'entry', 'entries')} written to ${result.value.path}`);
  };
  const writePdf = async () => {
    const mine = begin('pdf');
    const read = await readAll(filter, (many) => {
      if (key.current === mine) setDone(many);
      return key.current === mine;
    });
    if (key.current !== mine) return;
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
  const label = (what: 'csv' | 'pdf', title: string) => {
    if (busy !== what) return title;
    return done === 0 ? 'Writing…' : `Writing, ${count(done)} so far…`;
  };
  return (
    <>
      <Button busy={busy !== null} onPress={() => void writeCsv()}>
        <Download aria-hidden size={14} />
        {label('csv', 'Export CSV')}
      </Button>
      <Button busy={busy !== null} onPress={() => void writePdf()}>
        <Download aria-hidden size={14} />
        {label('pdf', 'Export PDF')}
      </Button>
      {busy && !printed ? <Button onPress={cancel}>Cancel</Button> : null}
      {printed ? createPortal(<ActivityPrint {...printed} />, document.body) : null}
    </>
  );
}

/** An id that nothing has. */
const nobody = '00000000-0000-7000-8000-000000000000';

type AllRead = Omit<Printed, 'of' | 'mostPrinted'>;

/** Every page, up to what is printed at most. `goesOn` hears how many there are so far, and says whether more are wanted. */
async function readAll(
  filter: ActivityFilter,
  goesOn: (many: number) => boolean,
): Promise<AllRead | { error: AppError }> {
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
    if (!goesOn(items.length)) break;
    if (cursor === null) return { items, names, kept, isWhole: true };
  }
  return { items: items.slice(0, mostPrinted), names, kept, isWhole: false };
}
