import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { SMTPServer } from 'smtp-server';

/** An SMTP server that reads what it gets and counts it. */
export interface MailSink {
  url: string;
  /** Waits until it has taken so many mails more. Called before they're sent. */
  taken(mails: number): Promise<void>;
  close(): Promise<void>;
}

/** Opens a sink in a thread of its own, so that nothing else holds it up. */
export async function openMailSink(): Promise<MailSink> {
  const worker = new Worker(new URL(import.meta.url));
  const [port] = (await once(worker, 'message')) as [number];
  return {
    url: `smtp://127.0.0.1:${port}`,
    taken: async (mails) => {
      worker.postMessage(mails);
      await once(worker, 'message');
    },
    close: async () => void (await worker.terminate()),
  };
}

if (!isMainThread) {
  let awaited = 0;
  parentPort?.on('message', (mails: number) => (awaited = mails));
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, _session, callback) => {
      stream.resume();
      stream.on('end', () => {
        callback();
        awaited--;
        if (awaited === 0) parentPort?.postMessage('taken');
      });
    },
  });
  const { server: socket } = server;
  server.listen(0, '127.0.0.1', () => parentPort?.postMessage((socket.address() as AddressInfo).port));
}
