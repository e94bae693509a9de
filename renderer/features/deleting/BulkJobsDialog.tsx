import { closeDialog, openDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { CloseAction, Dialog } from '../../ui/Dialog.tsx';
import { counted, moment, useNow } from '../../ui/words.ts';
import { jobSentence, secondsLeftOf } from './bulk-words.ts';
import { useBulkJobs } from './use-bulk-jobs.ts';

/** The bulk deletes of the last 30 days, each with its result. */
export function BulkJobsDialog() {
  const jobs = useBulkJobs();
  const now = useNow();
  return (
    <Dialog title="Bulk deletes" onClose={closeDialog} wide>
      {jobs.length === 0 ? (
        <p className="mt-2 text-muted">
          Nothing was deleted here in the last 30 days. What is deleted is kept here with what became of each
          item.
        </p>
      ) : (
        <ul className="mt-3 divide-y divide-line-soft rounded-box border border-line">
          {jobs.map((job) => (
            <li key={job.job} className="flex items-center gap-3 px-3 py-2">
              <span className="min-w-0 flex-1">
                <span className="block">
                  {counted(job.items, job.kind)}, {moment(job.at, now)}
                </span>
                <span className="block text-sm text-muted">{jobSentence(job, secondsLeftOf(job, now))}</span>
              </span>
              <Button onPress={() => openDialog({ kind: 'bulk-job', job: job.job })}>Show result</Button>
            </li>
          ))}
        </ul>
      )}
      <CloseAction />
    </Dialog>
  );
}
