import { createTransport } from 'nodemailer';
import { newId } from '../../common/domain/ids.ts';
import type { SyncDoor } from '../../main/sync/door.ts';
import { mutationBatchLimit } from '../../common/partner-api/sync-door.ts';
import { inviteMail, type Mail } from '../../partner-api/mail/invite-mail.ts';
import { mailConnections } from '../../partner-api/mail/mailer.ts';
import { PartnerApiServer } from '../support/partner-api-server.ts';
import { openMailSink, type MailSink } from './mail-sink.ts';
import { measureOf, timed, type Bench } from './measure.ts';
import { pushAll } from './pushing.ts';
import { openDoor } from './world.ts';

const invites = Number(process.env['MAIL_INVITES'] ?? 10_000);
const runs = 3;

/** Pushes the invites as an app does, and waits for the last of their mails. */
async function inviteAll(
  door: SyncDoor,
  sink: MailSink,
  billingAccountId: string,
  run: number,
): Promise<void> {
  const taken = sink.taken(invites);
  for (let from = 0; from < invites; from += mutationBatchLimit) {
    const count = Math.min(mutationBatchLimit, invites - from);
    await pushAll(
      door,
      Array.from({ length: count }, (_, at) => {
        const contactEmail = `ann${from + at}@run${run}.example`;
        const fields = { name: `Company ${from + at}`, contactName: 'Ann Berg', contactEmail };
        return ['invite.create', { id: newId(), fields: { ...fields, billingAccountId } }];
      }),
    );
  }
  await taken;
}

function mailOf(number: number): Mail {
  const look = {
    name: 'Bench',
    color: '#205090',
    accent: '#205090',
    onColor: '#ffffff',
    logo: '',
    replyTo: '',
  };
  return inviteMail({
    ...{ company: `Company ${number}`, contactName: 'Ann Berg', contactEmail: `ann${number}@bare.example` },
    ...{
      reseller: 'Bench',
      look: { ...look, onColor: '#ffffff' },
      link: `http://127.0.0.1/${newId()}${newId()}`,
    },
    expiresAt: '2026-06-01T08:00:00.000Z',
  });
}

/** The same mails by nodemailer alone, over as many connections. */
async function mailAll(sink: MailSink, mails: readonly Mail[]): Promise<void> {
  const transport = createTransport({
    ...{ url: sink.url, pool: true, maxConnections: mailConnections, maxMessages: 1000 },
  });
  const taken = sink.taken(invites);
  const left = mails.values();
  const lane = async () => {
    for (const { to, subject, text, html } of left)
      await transport.sendMail({ from: 'no-reply@bare.example', to, subject, text, html });
  };
  await Promise.all(Array.from({ length: mailConnections }, lane));
  await taken;
  transport.close();
}

/** Invites from the first that's queued to the last mail at an SMTP server. */
export const mail: Bench = {
  name: 'mail-10k',
  run: async (say) => {
    const sink = await openMailSink();
    const options = ['--seed', 'world', '--customers', '10', '--rate-limit', '10000000'];
    const server = await PartnerApiServer.start(options, { SMTP_URL: sink.url });
    try {
      const { door } = await openDoor(server);
      const payer = newId();
      const fields = { name: 'Fjord Billing', contactName: 'Ann Berg', email: 'pay@fjord.example' };
      await pushAll(door, [['billingAccount.create', { id: payer, fields }]]);
      const ours: number[] = [];
      const bare: number[] = [];
      for (let run = 0; run < runs; run++) {
        const mails = Array.from({ length: invites }, (_, number) => mailOf(number));
        bare.push(await timed(() => mailAll(sink, mails)));
        ours.push(await timed(() => inviteAll(door, sink, payer, run)));
        say(`${Math.round(ours.at(-1) ?? 0)} ms beside ${Math.round(bare.at(-1) ?? 0)} ms`);
      }
      const note = `${invites} invites from the first that's pushed to the last mail at a local SMTP server (npm smtp-server, in a thread of its own), with their links made and the ledger written, beside the same mails handed to that server by nodemailer alone over as many connections (${mailConnections})`;
      return [measureOf({ name: 'mail-10k', ours, reference: bare, aim: 1.5, note })];
    } finally {
      await server.remove();
      await sink.close();
    }
  },
};
