import type { DiskFault } from '../../common/contract/disk.ts';

/** What a caller is told of the server's disk: nothing of where it is, and that nothing was done. */
export const diskSentences: Record<DiskFault, string> = {
  full: 'The partner API’s disk is full, so nothing of it was done. Whoever runs it has to free some room.',
  forbidden:
    'The partner API may not write to its data folder, so nothing of it was done. Whoever runs it has to allow that.',
  failing:
    'The partner API’s disk reports an error, so nothing of it was done. Whoever runs it has to look into it.',
};
