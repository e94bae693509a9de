import { describe, expect, it } from 'vitest';
import {
  exportedInWords,
  importedInWords,
  importInWords,
  whyNotExportAll,
} from '../../../renderer/features/sync/export-words.ts';

describe('what was exported', () => {
  it.each([
    [{ changes: 2, files: 0, filesLeft: 0, path: '/x.json' }, '2 changes written to /x.json'],
    [
      { changes: 1, files: 2, filesLeft: 0, path: '/x.json' },
      '1 change and 2 photos or reports written to /x.json',
    ],
    [{ changes: 0, files: 1, filesLeft: 0, path: '/x.json' }, '1 photo or report written to /x.json'],
    [
      { changes: 1, files: 0, filesLeft: 1, path: null },
      '1 change copied. 1 photo or report stays on this computer alone: export to a file to take them along.',
    ],
    [
      { changes: 3, files: 4, filesLeft: 2, path: '/x.json' },
      '3 changes and 4 photos or reports written to /x.json. 2 photos or reports stay on this computer alone: a file takes 48 MB of them, less beside very many changes, and none that is damaged. Export the changes of fewer visits at a time.',
    ],
    [
      { changes: 0, files: 4, filesLeft: 1, path: '/x.json' },
      '4 photos or reports written to /x.json. 1 photo or report stays on this computer alone: a file takes 48 MB of them, less beside very many changes, and none that is damaged.',
    ],
  ])('%j', (exported, said) => {
    expect(exportedInWords(exported)).toBe(said);
  });
});

it.each([
  [2, 1, '2 changes added to the outbox, with 1 photo or report'],
  [1, 0, '1 change added to the outbox'],
  [0, 2, '2 photos or reports taken in'],
  [0, 0, 'Nothing of it was new here'],
])('%i changes and %i photos that were imported: %s', (added, files, said) => {
  expect(importedInWords({ added, files })).toBe(said);
});

it.each([
  [2, '2 changes of ana at Nordlys'],
  [0, 'Photos and reports of ana at Nordlys'],
])('a file with %i changes: %s', (changes, said) => {
  const source = { kind: 'file' as const, madeAt: null, account: 'ana', server: 'Nordlys' };
  expect(importInWords(source, changes)).toBe(said);
});

it('exports all while a change waits, and to a file while a photo hasn’t gone up', () => {
  expect(whyNotExportAll(1, 0, 'file')).toBeUndefined();
  expect(whyNotExportAll(1, 0, 'clipboard')).toBeUndefined();
  expect(whyNotExportAll(0, 1, 'file')).toBeUndefined();
  expect(whyNotExportAll(0, 1, 'clipboard')).toMatch(/in a file only/);
  expect(whyNotExportAll(0, 0, 'file')).toBe('The partner API has confirmed everything.');
});
