import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { repository } from '../../build/folders.ts';

/**
 * The programs and worker threads that tests start again and again, each as one bundle: from its sources a program takes a
 * second to load, and the tests start hundreds. `npm test` makes them before its tests; see programs.ts.
 */
export const programs = {
  'writer-worker': 'db/writer-worker.ts',
  'reader-worker': 'db/reader-worker.ts',
  'partner-api': 'partner-api/cli.ts',
  console: 'test/support/console-child.ts',
} as const;

/** Where the bundles are, directly below the repository: the partner API finds package.json beside its own folder. */
export const programFolder = process.env['SWITCHYARD_TEST_PROGRAMS'] ?? path.join(repository, '.cache');

/** Absolute path of a program's bundle. */
export function programFile(name: keyof typeof programs): string {
  return path.join(programFolder, `${name}.js`);
}

/** The worker threads of a cache. */
export const bundledWorkers = {
  writer: pathToFileURL(programFile('writer-worker')),
  reader: pathToFileURL(programFile('reader-worker')),
};
