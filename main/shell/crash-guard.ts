import { app } from 'electron';
import type { Log } from '../ports.ts';

/**
 * Logs what nobody caught and goes on: what was acknowledged is on the disk already, and a window that vanishes helps nobody.
 * Only the stack is logged, which holds no values.
 */
export function catchCrashes(log: Log): void {
  process.on('uncaughtException', (error) => log('error', 'Something failed unexpectedly', stackOf(error)));
  process.on('unhandledRejection', (reason) =>
    log('error', 'Something failed unexpectedly', stackOf(reason)),
  );
  app.on('web-contents-created', (_event, contents) => {
    contents.on('render-process-gone', (_gone, { reason }) => {
      log('error', 'The window’s process ended', reason);
      if (reason !== 'clean-exit' && reason !== 'killed') contents.reload();
    });
  });
}

/** Where it failed; never the message, which may quote what somebody typed. */
function stackOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return `a thrown ${typeof thrown}`;
  const lines = (thrown.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [thrown.name, ...lines].join('\n');
}
