import type { FilesHere } from '../../main/changes/carried-files.ts';

/** A computer with no photos and reports, where none is brought in either. */
export const noVisitFiles: FilesHere = {
  unsent: () => new Map(),
  toldByVisits: () => Promise.resolve(new Set()),
  known: () => undefined,
  isHere: () => Promise.resolve(false),
  contentOf: () => Promise.resolve(null),
  whyNoRoom: () => Promise.resolve(null),
  keep: () => Promise.reject(new Error('Nothing is kept here.')),
  takeBack: () => Promise.resolve(),
  wake: () => undefined,
};
