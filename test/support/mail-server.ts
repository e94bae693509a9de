import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

/** A mail as it came over SMTP. */
export interface ReceivedMail extends Email {
  /** Its bytes as text, as they came. */
  raw: string;
}

/** A real SMTP server that keeps what it gets, on a port of its own. */
export class MailServer {
  readonly mails: ReceivedMail[] = [];
  /** What it answers to the next recipients instead of taking them: SMTP codes, in order. */
  readonly refusals: number[] = [];
  readonly #refused = new Map<string, number[]>();
  #held: Promise<void> | undefined;
  readonly #server: SMTPServer;
  readonly #waiting: (() => void)[] = [];

  private constructor() {
    this.#server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onRcptTo: ({ address }, _session, callback) => {
        const code = this.#refused.get(address)?.shift() ?? this.refusals.shift();
        callback(code === undefined ? null : Object.assign(new Error('not now'), { responseCode: code }));
      },
      onData: (stream, _session, callback) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const bytes = Buffer.concat(chunks);
          void PostalMime.parse(bytes).then((mail) => {
            this.mails.push({ ...mail, raw: bytes.toString('latin1') });
            void (this.#held ?? Promise.resolve()).then(() => callback());
            for (const wake of this.#waiting.splice(0)) wake();
          });
        });
      },
    });
  }

  static async start(): Promise<MailServer> {
    const mail = new MailServer();
    // Whoever speaks to it may be killed in the middle of a sentence.
    mail.#server.on('error', () => undefined);
    const server = mail.#server.listen(0, '127.0.0.1');
    if (!server.listening) await once(server, 'listening');
    return mail;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.#server.server.address() as AddressInfo).port}`;
  }

  /** Answers to the next mails to an address with these codes, whatever goes to others meanwhile. */
  refuse(address: string, ...codes: number[]): void {
    this.#refused.set(address, codes);
  }

  /** Takes mails, but says so only once what is given is called. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#held = promise;
    return () => {
      this.#held = undefined;
      resolve();
    };
  }

  /** The mail of this number, from 1, that came to an address; waits for it. */
  async mailTo(address: string, number = 1): Promise<ReceivedMail> {
    for (;;) {
      const mail = this.mails.filter(({ to }) => to?.[0]?.address === address)[number - 1];
      if (mail) return mail;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

/** The registration link in a mail, or that to another page. */
export function linkIn({ text = '' }: Pick<Email, 'text'>, page = '/register?invite='): string {
  const [link] = (text.match(/https?:\/\/\S+/g) ?? []).filter((url) => url.includes(page));
  if (!link) throw new Error(`there is no link in ${text}`);
  return link;
}
