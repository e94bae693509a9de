import type { Customer, Project } from '../../common/domain/entities.ts';
import { faultLine } from '../../common/domain/invites.ts';
import { closingDays } from '../../common/domain/projects.ts';
import { changeRow } from '../commands/writing.ts';
import { MailFault, type Mailer } from '../mail/mailer.ts';
import { closingMail, noticeMail } from '../mail/closing-mails.ts';
import { appearanceOf } from '../onboarding/appearance.ts';
import { ownScope, service } from '../onboarding/own-scope.ts';
import type { StoredClosing } from '../store/project-closings.ts';
import type { Store } from '../store/store.ts';
import type { Surroundings } from '../surroundings.ts';
import { hashOf } from './confirming.ts';
import { eraseProject } from './erasure.ts';
import { lookAtQuietProjects } from './inactive.ts';

export interface ClosingOptions {
  /** Where the page is that confirms, such as `https://portal.example`, without a slash at the end. */
  baseUrl: () => string;
  /** Days from the notice of an unused project until it's deleted. */
  noticeDays: number;
  /** Milliseconds before the second try of a mail; it doubles from one to the next. */
  retryMs: number;
  onDefect: (error: unknown) => void;
}

/** Closes projects: mails the links, erases what was confirmed, and looks at those that nobody uses. */
export interface Closings {
  /** Does what is due now; answers when nothing is due any more. */
  run(): Promise<void>;
  close(): Promise<void>;
}

const day = 24 * 60 * 60 * 1000;
const mostTries = 10;
const longestWait = 60 * 60 * 1000;

export function openClosings(
  store: Store,
  mailer: Mailer,
  surroundings: Surroundings,
  { baseUrl, noticeDays, retryMs, onDefect }: ClosingOptions,
): Closings {
  const { now, randomBytes } = surroundings;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  let running: Promise<void> | undefined;

  /** A new token with its hash stored, right before its mail is sent: it lies nowhere but in the mail. */
  const prepare = (closing: StoredClosing) =>
    store.transaction(async (tx) => {
      const project = await tx.row('project', closing.project);
      const stored = await tx.closingOf(closing.project);
      const isMeant = closing.stage === 'notice' ? project?.notice : project?.closing?.stage === 'asked';
      if (!project || !stored || !isMeant || stored.stage !== closing.stage) {
        if (stored?.stage === closing.stage) await tx.dropClosing(closing.project);
        return null;
      }
      const token = Buffer.from(randomBytes(32)).toString('base64url');
      const expiresAt = now() + closingDays * day;
      if (stored.stage === 'asked') await tx.saveClosing({ ...stored, hash: hashOf(token), expiresAt });
      return { project, token, expiresAt: new Date(expiresAt).toISOString() };
    });

  const sendOne = async (closing: StoredClosing): Promise<void> => {
    const prepared = await prepare(closing);
    if (!prepared) return;
    const { project, token, expiresAt } = prepared;
    const look = await appearanceOf(store, await brandOf(store, project));
    const link = `${baseUrl()}/close-project?token=${token}`;
    const mail =
      closing.stage === 'notice'
        ? noticeMail({ project, look, deletedOn: project.notice?.deletedOn ?? '' })
        : closingMail({ project, look, link, expiresAt });
    let fault: unknown;
    try {
      await mailer.send(mail, `${new Date(now()).toISOString().replaceAll(':', '-')}-${project.id}`);
    } catch (error) {
      if (!(error instanceof MailFault)) onDefect(error);
      fault = error;
    }
    await settle(closing, fault, expiresAt);
  };

  const settle = async (closing: StoredClosing, fault: unknown, expiresAt: string): Promise<void> => {
    await store.transaction(async (tx) => {
      const stored = await tx.closingOf(closing.project);
      const project = await tx.row('project', closing.project);
      // Cancelled or asked for once more while the mail was on its way.
      if (!project || stored?.stage !== closing.stage || stored.mailDueAt !== closing.mailDueAt) return;
      const isOver = (fault instanceof MailFault && fault.isFinal) || stored.tries + 1 >= mostTries;
      const again =
        fault === undefined || isOver ? null : now() + Math.min(retryMs * 2 ** stored.tries, longestWait);
      await tx.saveClosing({ ...stored, mailDueAt: again, tries: stored.tries + 1, mailedAt: now() });
      if (closing.stage === 'notice' || !project.closing) return;
      const scope = ownScope(tx, surroundings, service, 'project.mail', project.id);
      const mailFault = fault === undefined ? '' : faultLine(saidBy(fault));
      const mailedAt = fault === undefined ? scope.at : null;
      await changeRow(scope, 'project', project, {
        closing: {
          ...project.closing,
          mailFault,
          mailedAt,
          expiresAt: fault === undefined ? expiresAt : null,
        },
      });
    });
  };

  const workOff = async (): Promise<void> => {
    // What was destroyed stays so, in a database from a backup too.
    for (const project of await store.erasedProjects()) await resume(store, project);
    await lookAtQuietProjects(store, surroundings, noticeDays);
    for (;;) {
      const erasure = isClosed ? null : await store.read.nextErasure();
      if (erasure) {
        await eraseProject(
          { store, surroundings, forgetMails: (project) => mailer.forget(project) },
          erasure.project,
        );
        continue;
      }
      const next = isClosed ? null : await store.read.nextClosingMail();
      if (!next || (next.mailDueAt ?? 0) > now()) return wait(next?.mailDueAt ?? Infinity);
      await sendOne(next);
    }
  };
  const wait = (dueAt: number): void => {
    if (isClosed) return;
    timer = setTimeout(() => void run(), Math.min(dueAt - now(), longestWait));
    timer.unref();
  };
  const run = (): Promise<void> => {
    clearTimeout(timer);
    running ??= workOff()
      .catch((error: unknown) => {
        onDefect(error);
        wait(Infinity);
      })
      .finally(() => {
        running = undefined;
      });
    return running;
  };
  const isDue = async () => {
    const mail = await store.read.nextClosingMail();
    return (mail?.mailDueAt ?? Infinity) <= now() || (await store.read.nextErasure()) !== null;
  };
  const look = async (): Promise<void> => {
    await running;
    if (!isClosed && (await isDue())) await run();
  };
  const stop = store.onCommit(() => void look().catch(onDefect));

  return {
    run: async () => {
      await running;
      await run();
    },
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      stop();
      await running;
    },
  };
}

/** Has a project erased that isn't closed by what the database says, though its key is gone. */
async function resume(store: Store, project: string): Promise<void> {
  await store.transaction(async (tx) => {
    const row = await tx.row('project', project);
    if (!row || row.closing?.stage === 'closed') return;
    await tx.saveClosing({
      ...{ project, stage: 'confirmed', hash: null, expiresAt: null },
      ...{ mailDueAt: null, tries: 0, mailedAt: null },
    });
  });
}

async function brandOf(store: Store, { customerId }: Project): Promise<string | null> {
  const row = customerId === null ? null : await store.read.row(null, 'customer', customerId);
  return row && (JSON.parse(row.json) as Customer).brandId;
}

function saidBy(fault: unknown): string {
  return fault instanceof MailFault
    ? fault.message
    : 'The mail couldn’t be written; the partner API’s log says why.';
}
