import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { createPortal, flushSync } from 'react-dom';
import { Download } from 'lucide-react';
import type { AppError } from '../../../common/contract/errors.ts';
import type { ActivityFilter } from '../../../common/partner-api/audit.ts';
import { useAnswer } from '../../api/answers.ts';
import { attempt, listen } from '../../api/client.ts';
import { say, sayFailed } from '../../app/notices.ts';
import { Button } from '../../ui/Button.tsx';
import { count, counted } from '../../ui/words.ts';
import { ActivityPrint } from './ActivityPrint.tsx';
import { entriesOfPart, inParts, type ActivityPart } from './printed-parts.ts';

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
  const [printed, setPrinted] = useState<ActivityPart | null>(null);
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
    setPrinted(null);
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
    const written = await printAll(mine);
    if (key.current !== mine) return;
    setPrinted(null);
    setBusy(null);
    if ('error' in written) {
      void attempt('export.cancel', { key: mine });
      sayFailed(written.error);
    } else if (written.first !== null) {
      const beside = written.parts > 1 ? `, and ${counted(written.parts - 1, 'more part')} beside it` : '';
      say(`${counted(written.entries, 'entry', 'entries')} written to ${written.first}${beside}`);
    }
  };
  const printAll = async (mine: string): Promise<PrintedAll | { error: AppError }> => {
    const isWanted = () => key.current === mine;
    const goesOn = (many: number) => {
      if (isWanted()) setDone(many);
      return isWanted();
    };
    const parts = inParts((cursor) => attempt('activity.list', { filter, cursor }), entriesOfPart, goesOn);
    let all: PrintedAll = { entries: 0, parts: 0, first: null };
    for (let next = await parts.next(); ; next = await parts.next()) {
      if (next.done) return next.value ? { error: next.value } : all;
      if (!isWanted()) return all;
      const { part, isLast, items } = next.value;
      flushSync(() => setPrinted(next.value as ActivityPart));
      const result = await attempt('activity.print', { key: mine, of: name, part, isLast });
      if (!result.ok) return { error: result.error };
      const { path } = result.value;
      // Whoever is asked where it goes may think better of it.
      if (path === null) return all;
      all = { entries: all.entries + items.length, parts: part, first: all.first ?? path };
    }
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
      {busy ? <Button onPress={cancel}>Cancel</Button> : null}
      {printed ? createPortal(<ActivityPrint {...printed} of={name} />, document.body) : null}
    </>
  );
}

/** An id that nothing has. */
const nobody = '00000000-0000-7000-8000-000000000000';

interface PrintedAll {
  entries: number;
  parts: number;
  /** Where the first part is; null where there's none. */
  first: string | null;
}
