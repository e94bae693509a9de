import { useState } from 'react';
import {
  bulkOutcomes,
  type BulkItem,
  type BulkJob,
  type BulkOutcome,
} from '../../../common/contract/deleting.ts';
import { attempt } from '../../api/client.ts';
import { say, sayFailed } from '../../app/notices.ts';
import { closeDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { Tag } from '../../ui/states.tsx';
import { WindowedRows } from '../../ui/WindowedRows.tsx';
import { count, counted, moment, useNow } from '../../ui/words.ts';
import { jobSentence, outcomeWordsOf, secondsLeftOf } from './bulk-words.ts';
import { useBulkJobs } from './use-bulk-jobs.ts';

const rowHeight = 44;

/** What became of every item of a bulk delete, while it runs and afterwards. */
export function BulkJobDialog({ job: id }: { job: string }) {
  const job = useBulkJobs().find((one) => one.job === id);
  const now = useNow();
  return (
    <Dialog title="Bulk delete" onClose={closeDialog} wide="very">
      {job ? (
        <>
          <p className="mt-1 text-muted">
            {counted(job.items, job.kind)}, begun {moment(job.at, now)}.{' '}
            {jobSentence(job, secondsLeftOf(job, now))}
          </p>
          <Result job={job} />
        </>
      ) : null}
      <DialogActions
        cancel={
          <Button autoFocus onPress={closeDialog}>
            Close
          </Button>
        }
        verb={<Button onPress={() => void exportResult(id)}>Export…</Button>}
      />
    </Dialog>
  );
}

function Result({ job }: { job: BulkJob }) {
  const counts: Record<BulkOutcome, number> = {
    deleted: job.deleted,
    left: job.left,
    gone: job.gone,
    'taken-back': job.takenBack,
    open: job.items - job.deleted - job.left - job.gone - job.takenBack,
  };
  const [chosen, setChosen] = useState<BulkOutcome | null>(job.left > 0 ? 'left' : null);
  const total = chosen === null ? job.items : counts[chosen];
  return (
    <div className="mt-3">
      <div role="group" aria-label="Outcome" className="mb-2 flex flex-wrap gap-1.5">
        <Button pressed={chosen === null} onPress={() => setChosen(null)}>
          All {count(job.items)}
        </Button>
        {bulkOutcomes
          .filter((outcome) => counts[outcome] > 0)
          .map((outcome) => (
            <Button key={outcome} pressed={chosen === outcome} onPress={() => setChosen(outcome)}>
              {outcomeWordsOf(job, outcome).title} {count(counts[outcome])}
            </Button>
          ))}
      </div>
      <WindowedRows
        key={chosen}
        version={`${job.deleted} ${job.left} ${job.gone} ${job.takenBack}`}
        label="Items"
        tall
        total={total}
        rowHeight={rowHeight}
        read={async (offset, limit) => {
          const result = await attempt('bulk.items', { job: job.job, outcome: chosen, offset, limit });
          return result.ok ? result.value.items : [];
        }}
      >
        {(item) => <ItemLine item={item} job={job} />}
      </WindowedRows>
    </div>
  );
}

function ItemLine({ item: { id, name, outcome, because }, job }: { item: BulkItem; job: BulkJob }) {
  const { title, tone } = outcomeWordsOf(job, outcome);
  return (
    <>
      <span className="min-w-0 flex-1">
        <span className="block truncate">{name || id}</span>
        {because ? <span className="block truncate text-sm text-muted">{because}</span> : null}
      </span>
      <Tag tone={tone}>{title}</Tag>
    </>
  );
}

async function exportResult(job: string): Promise<void> {
  const result = await attempt('bulk.export', { job });
  if (!result.ok) return sayFailed(result.error);
  const { rows, path } = result.value;
  if (path) say(`${counted(rows, 'line')} written to ${path}`);
}
