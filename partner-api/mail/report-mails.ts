import type { Customer, Site, Visit } from '../../common/domain/entities.ts';
import type { VisitReport } from '../../common/domain/visit-files.ts';
import { changeRow } from '../commands/writing.ts';
import type { VisitFiles } from '../files/visit-files.ts';
import { appearanceOf, type Appearance } from '../onboarding/appearance.ts';
import { ownScope, service } from '../onboarding/own-scope.ts';
import { html } from '../pages/html.ts';
import type { Store, Transaction } from '../store/store.ts';
import type { WaitingReport } from '../store/waiting-reports.ts';
import type { Surroundings } from '../surroundings.ts';
import { openDueLine, type DueLine } from '../due-line.ts';
import { brandedPage, logoOf } from './layout.ts';
import type { Mail } from './invite-mail.ts';
import type { Mailer } from './mailer.ts';
import { openSending, type SendingOptions, type Tried } from './sending.ts';

/** Mails reports of visits once they're here whole, one after the other, and goes on after a restart. */
export interface ReportMails extends DueLine {
  /** Has a report mailed, unless it was or waits already. */
  ask(visit: string, report: string): Promise<void>;
}

export function openReportMails(
  store: Store,
  { mailer, files, surroundings }: { mailer: Mailer; files: VisitFiles; surroundings: Surroundings },
  options: SendingOptions,
): ReportMails {
  const { now } = surroundings;
  const send = openSending(mailer, surroundings, options);

  /** Notes on the visit what became of a report; one that was taken out meanwhile is forgotten. */
  const settle = (tx: Transaction, visit: Visit | null, id: string, became: Partial<VisitReport>) => {
    const report = visit?.reports?.[id];
    if (!visit || !report) return Promise.resolve();
    const scope = ownScope(tx, surroundings, service, 'visit.mail', visit.id);
    return changeRow(scope, 'visit', visit, { [`reports.${id}`]: { ...report, ...became } });
  };

  const sendOne = async ({ visit: visitId, report: id, tries }: WaitingReport): Promise<void> => {
    const { visit, site, customer } = await store.transaction(async (tx) => {
      const row = await tx.row('visit', visitId);
      const place: Site | null = row && (await tx.row('site', row.siteId));
      const whose: Customer | null = place && (await tx.row('customer', place.customerId));
      return { visit: row, site: place, customer: whose };
    });
    const report = visit?.reports?.[id];
    const content =
      visit && report && report.mailedAt === null
        ? await files.read({ visit: visitId, id, kind: 'report', hash: report.hash, bytes: report.bytes })
        : null;
    // Mailed already, taken out, or deleted with its visit.
    if (!visit || !report || !content) return store.transaction((tx) => tx.dropReport(visitId, id));
    // What the customer doesn't grant any more doesn't leave the house either.
    if (customer && !customer.grants.includes('access-data'))
      return store.transaction(async (tx) => {
        await tx.dropReport(visitId, id);
        await settle(tx, visit, id, { mailFault: 'The customer doesn’t grant Access data any more.' });
      });
    const look = await appearanceOf(store, customer?.brandId ?? null);
    const at = [site?.name, customer?.name].filter(Boolean).join(', ');
    const mail = reportMail({ report, visit, at, content }, look);
    const tried = await send(mail, id, tries);
    if (tried.state !== 'sent') return noteFault(visitId, id, tries, tried);
    await store.transaction(async (tx) => {
      await tx.dropReport(visitId, id);
      const mailedAt = new Date(now()).toISOString();
      await settle(tx, await tx.row('visit', visitId), id, { mailedAt, mailFault: '' });
    });
  };

  const noteFault = (
    visit: string,
    report: string,
    tries: number,
    tried: Exclude<Tried, { state: 'sent' }>,
  ): Promise<void> =>
    store.transaction(async (tx) => {
      if (tried.state === 'again')
        return tx.putReport({ visit, report, dueAt: tried.dueAt, tries: tries + 1 });
      await tx.dropReport(visit, report);
      await settle(tx, await tx.row('visit', visit), report, { mailFault: tried.said });
    });

  const dueLine = openDueLine<WaitingReport>({
    now,
    next: () => store.read.nextReport(),
    onCommit: (listener) => store.onCommit(listener),
    alone: (work) => store.exclusively('report mails', work),
    onDefect: options.onDefect,
    work: sendOne,
  });
  return {
    ...dueLine,
    ask: async (visit, report) => {
      const isNew = await store.transaction(async (tx) => {
        const told = (await tx.row('visit', visit))?.reports?.[report];
        if (!told || told.mailedAt !== null || told.mailFault !== '') return false;
        await tx.putReport({ visit, report, dueAt: now(), tries: 0 });
        return true;
      });
      if (isNew) void dueLine.run();
    },
  };
}

interface ReportFacts {
  report: Pick<VisitReport, 'by' | 'to' | 'hash' | 'name'>;
  visit: Pick<Visit, 'name' | 'plannedOn'>;
  /** Site and customer; empty where they're gone. */
  at: string;
  /** The PDF. */
  content: Buffer;
}

/** The mail that brings the report of a visit, as text and as HTML. */
export function reportMail({ report, visit, at, content }: ReportFacts, look: Appearance): Mail {
  const text = `${report.by} sends you the report of the visit “${visit.name}”${at ? ` at ${at}` : ''}, planned for ${visit.plannedOn}. It’s attached as PDF.`;
  return {
    to: report.to.map((address) => ({ name: '', address })),
    ...{ fromName: look.name, replyTo: look.replyTo, subject: `Visit report: ${visit.name}` },
    text: `${text}\n\nSHA-256 of the attachment: ${report.hash}\n\n${look.name}`,
    html: brandedPage(
      look,
      `Visit report: ${visit.name}`,
      html`<p style="margin:0 0 14px"><bdi>${text}</bdi></p>
        <p style="margin:0;overflow-wrap:anywhere">
          SHA-256 of the attachment: <code>${report.hash}</code>
        </p>`,
      html`${look.name}`,
    ),
    attachments: [
      { filename: report.name, content, contentType: 'application/pdf' },
      ...(logoOf(look).attachments ?? []),
    ],
  };
}
