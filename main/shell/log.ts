import { closeSync, existsSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { Log } from '../ports.ts';

/** A log file is started anew beyond this, in bytes; the one before it is kept. */
const usualLimit = 2_000_000;

/**
 * The app's log: one line of JSON each, in `logs/switchyard.log` of the data folder, and on the terminal where somebody is
 * developing. Callers pass no secret.
 *
 * @param limit size at which the file is started anew, in bytes
 */
export function openLog(folder: string, isDeveloping: boolean, limit = usualLimit): Log {
  const file = path.join(folder, 'logs', 'switchyard.log');
  mkdirSync(path.dirname(file), { recursive: true });
  let handle = openSync(file, 'a', 0o600);
  let size = statSync(file).size;

  function startAnew(): void {
    if (existsSync(file)) renameSync(file, `${file}.1`);
    const fresh = openSync(file, 'a', 0o600);
    closeSync(handle);
    handle = fresh;
    size = 0;
  }

  return (level, text, detail) => {
    const line = `${JSON.stringify({ at: new Date().toISOString(), level, text, detail })}\n`;
    try {
      if (size > limit) startAnew();
      size += writeSync(handle, line);
    } catch {
      // A full disk: what would have been logged is lost. It's called where a crash is caught, and mustn't be another one.
    }
    if (isDeveloping && level !== 'info') process.stderr.write(line);
  };
}
