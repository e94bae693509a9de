import { useEffect, useState } from 'react';
import type { BulkJob } from '../../../common/contract/deleting.ts';
import { attempt, listen } from '../../api/client.ts';

/** Bulk deletes made here, newest first, as they are now. */
export function useBulkJobs(): readonly BulkJob[] {
  const [jobs, setJobs] = useState<readonly BulkJob[]>([]);
  useEffect(() => {
    let told = false;
    const end = listen('bulk.changed', (changed) => {
      told = true;
      setJobs(changed.jobs);
    });
    void attempt('bulk.jobs').then((result) => {
      if (result.ok && !told) setJobs(result.value.jobs);
    });
    return end;
  }, []);
  return jobs;
}
