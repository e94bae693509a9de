import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { openCache } from '../../db/client.ts';
import type { ConsoleOptions } from '../console.ts';

/** The worker threads' bundles lie beside the main bundle. */
function workerFile(name: string): URL {
  return pathToFileURL(path.join(import.meta.dirname, `${name}.js`));
}

/** Opens the cache of one account in the worker threads of the built app. */
export const openCacheInWorkers: ConsoleOptions['openCache'] = (place) =>
  openCache({
    ...place,
    workers: { writer: workerFile('writer-worker'), reader: workerFile('reader-worker') },
  });
