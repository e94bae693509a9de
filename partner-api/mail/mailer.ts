import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import type { Mail } from './invite-mail.ts';

/** Where mails go. */
export interface MailOptions {
  /** `smtp://user:password@host:port` or `smtps://…`; without it mails are kept as files in `folder`. */
  smtpUrl?: string | undefined;
  /** Address that mails come from. */
  from: string;
  folder: string;
}

/** A mail that couldn't be sent. `isFinal`: trying again would change nothing. */
export class MailFault extends Error {
  readonly isFinal: boolean;

  constructor(message: string, isFinal: boolean) {
    super(message);
    this.name = 'MailFault';
    this.isFinal = isFinal;
  }
}

export interface Mailer {
  /** Sends a mail, or keeps it as a file. @throws MailFault */
  send(mail: Mail, name: string): Promise<void>;
  /** Takes away mails that were kept as files, by what their names hold. */
  forget(about: string): void;
  close(): void;
}

const seconds = 1000;
/** Connections to the mail server at a time, and so mails that are worth sending beside one another. `SMTP_URL` can name fewer. */
export const mailConnections = 5;

/** Sends by SMTP where a server is given, else keeps every mail as an `.eml` file that a mail program opens. */
export function openMailer({ smtpUrl, from, folder }: MailOptions): Mailer {
  const shared = { disableFileAccess: true, disableUrlAccess: true };
  const message = ({ to, fromName, replyTo, subject, text, html, attachments = [] }: Mail) => ({
    from: { name: fromName, address: from },
    ...{ to, subject, text, html, attachments },
    ...(replyTo === '' ? {} : { replyTo }),
    headers: { 'Auto-Submitted': 'auto-generated' },
    ...shared,
  });
  if (smtpUrl === undefined) {
    const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
    return {
      send: async (mail, name) => {
        const { message: bytes } = await transport.sendMail(message(mail));
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        writeFileSync(join(folder, `${name}.eml`), bytes as Buffer, { mode: 0o600 });
      },
      forget: (about) => {
        if (!existsSync(folder)) return;
        for (const name of readdirSync(folder)) if (name.includes(about)) rmSync(join(folder, name));
      },
      close: () => transport.close(),
    };
  }
  const transport = createTransport({
    url: smtpUrl,
    // Kept open from mail to mail: to greet a server takes longer than to hand it a mail.
    ...{ pool: true, maxConnections: mailConnections, maxMessages: 1000, idleTimeout: 15 * seconds },
    connectionTimeout: 10 * seconds,
    greetingTimeout: 10 * seconds,
    socketTimeout: 30 * seconds,
  });
  return {
    send: async (mail) => {
      try {
        await transport.sendMail(message(mail));
      } catch (error) {
        throw faultOf(error);
      }
    },
    forget: () => undefined,
    close: () => transport.close(),
  };
}

function faultOf(error: unknown): MailFault {
  const said = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'responseCode' in error ? Number(error.responseCode) : 0;
  if (code >= 500) return new MailFault(`The mail server refused the message: ${said}`, true);
  return new MailFault(`The mail server couldn’t take the message: ${said}`, false);
}
