import type { Customer, Site, Visit } from '../../common/domain/entities.ts';
import type { VisitReport } from '../../common/domain/visit-files.ts';
import { changeRow } from '../commands/writing.ts';
import type { VisitFiles } from '../files/visit-files.ts';
import { appearanceOf } from '../onboarding/appearance.ts';
import { ownScope, service } from '../onboarding/own-scope.ts';
import { html } from '../pages/html.ts';
import type { Store, Transaction } from '../store/store.ts';
import type { WaitingReport } from '../store/waiting-reports.ts';
import type { Surroundings } from '../surroundings.ts';
import { brandedPage, logoOf } from './layout.ts';
import { MailFault, type Mailer } from './mailer.ts';

const mostTries = 10;
const longestWait = 6 * 60 * 60 * 1000;

interface ReportMailOptions {
  /** Milliseconds before the second try; it doubles from one to the next. */
  retryMs: number;
  onDefect: (error: unknown) => void;
}

/** Mails reports of visits once they're here whole, one after the other, and goes on after a restart. */
export interface ReportMails {
  /** Has a report mailed, unless it was or waits already. */
  ask(visit: string, report: string): Promise<void>;
  run(): Promise<void>;
  close(): Promise<void>;
}

export function openReportMails(
  store: Store,
  { mailer, files, surroundings }: { mailer: Mailer; files: VisitFiles; surroundings: Surroundings },
  { retryMs, onDefect }: ReportMailOptions,
): ReportMails {
  const { now } = surroundings;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let isClosed = false;

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
    const text = `${report.by} sends you the report of the visit “${visit.name}”${at ? ` at ${at}` : ''}, planned for ${visit.plannedOn}. It’s attached as PDF.`;
    try {
      await mailer.send(
        {
          to: report.to.map((address) => ({ name: '', address })),
          ...{ fromName: look.name, replyTo: look.replyTo, subject: `Visit report: ${visit.name}` },
          text: `${text}\n\nSHA-256 of the attachment: ${report.hash}\n\n${look.name}`,
          html: brandedPage(
            look,
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
        },
        `${new Date(now()).toISOString().replaceAll(':', '-')}-${id}`,
      );
    } catch (error) {
      return noteFault(visitId, id, tries, error);
    }
    await store.transaction(async (tx) => {
      await tx.dropReport(visitId, id);
      const mailedAt = new Date(now()).toISOString();
      await settle(tx, await tx.row('visit', visitId), id, { mailedAt, mailFault: '' });
    });
  };

  const noteFault = async (visit: string, report: string, tries: number, error: unknown): Promise<void> => {
    if (!(error instanceof MailFault)) onDefect(error);
    const isOver = (error instanceof MailFault && error.isFinal) || tries + 1 >= mostTries;
    const said = error instanceof MailFault ? error.message : 'The mail couldn’t be written.';
    await store.transaction(async (tx) => {
      const dueAt = now() + Math.min(retryMs * 2 ** tries, longestWait);
      if (!isOver) return tx.putReport({ visit, report, dueAt, tries: tries + 1 });
      await tx.dropReport(visit, report);
      await settle(tx, await tx.row('visit', visit), report, { mailFault: said.slice(0, 300) });
    });
  };

  const sendAll = async (): Promise<void> => {
    for (;;) {
      const next = isClosed ? null : await store.read.nextReport();
      if (!next) return;
      const wait = next.dueAt - now();
      if (wait > 0) {
        timer = setTimeout(() => void run(), Math.min(wait, longestWait));
        timer.unref();
        return;
      }
      await sendOne(next);
    }
  };
  const run = (): Promise<void> => {
    clearTimeout(timer);
    running ??= sendAll()
      .catch(onDefect)
      .finally(() => {
        running = undefined;
      });
    return running;
  };
  return {
    ask: async (visit, report) => {
      const isNew = await store.transaction(async (tx) => {
        const told = (await tx.row('visit', visit))?.reports?.[report];
        if (!told || told.mailedAt !== null || told.mailFault !== '') return false;
        await tx.putReport({ visit, report, dueAt: now(), tries: 0 });
        return true;
      });
      if (isNew) void (running ? running.then(run) : run());
    },
    run,
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      await running;
    },
  };
}
