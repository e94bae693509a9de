import { closingDays } from '../../common/domain/projects.ts';
import { hashOfToken, makeToken } from '../auth/tokens.ts';
import { changeRow } from '../commands/writing.ts';
import { openDueLine, type DueLine } from '../due-line.ts';
import { closingMail, quietMail } from '../mail/closing-mails.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { OutgoingOptions } from '../mail/outgoing.ts';
import { openSending, type Tried } from '../mail/sending.ts';
import { ownScope, service } from '../onboarding/own-scope.ts';
import type { StoredClosing } from '../store/project-closings.ts';
import type { Store } from '../store/store.ts';
import type { Surroundings } from '../surroundings.ts';
import { eraseProject, type Erasure } from './erasure.ts';
import { lookAtQuietProjects } from './inactive.ts';
import { lookOfProject } from './look-of-project.ts';

const hour = 60 * 60 * 1000;
const day = 24 * hour;

interface ClosingOptions {
  noticeDays: number;
  /** See {@link Erasure}. */
  sign: Erasure['sign'];
  onDefect: (error: unknown) => void;
}

/**
 * Closes projects: erases what was confirmed, and looks every hour at those that nobody uses. What was destroyed stays so, in a
 * database from a backup too.
 */
export function openClosings(
  store: Store,
  mailer: Mailer,
  surroundings: Surroundings,
  { noticeDays, sign, onDefect }: ClosingOptions,
): DueLine {
  const { now } = surroundings;
  let nextLook = 0;
  // An older version may have erased them, or a database of before have come back since.
  const looked = new Set<string>();
  const dueLine = openDueLine<{ project: string | null }>({
    now,
    next: async () => {
      const erasure = await store.read.nextErasure();
      return erasure ? { dueAt: 0, project: erasure.project } : { dueAt: nextLook, project: null };
    },
    onCommit: (listener) => store.onCommit(listener),
    alone: (work) => store.exclusively('closings', work),
    onDefect,
    work: async ({ project }) => {
      if (project !== null)
        return eraseProject(
          { store, surroundings, sign, forgetMails: (about) => mailer.forget(about) },
          project,
        );
      nextLook = now() + hour;
      for (const erased of await store.erasedProjects()) {
        await resume(store, erased);
        if (sign && !looked.has(erased)) await store.redactProject(erased, sign);
        looked.add(erased);
      }
      await lookAtQuietProjects(store, surroundings, noticeDays);
    },
  });
  return {
    ...dueLine,
    run: async () => {
      nextLook = 0;
      await dueLine.run();
    },
  };
}

/** Sends the mails that confirm a closing, and those to people of a project that nobody uses. */
export function openClosingMails(
  store: Store,
  mailer: Mailer,
  surroundings: Surroundings,
  { baseUrl, ...options }: OutgoingOptions,
): DueLine {
  const { now } = surroundings;
  const send = openSending(mailer, surroundings, options);

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
      const token = makeToken(surroundings);
      const expiresAt = now() + closingDays * day;
      if (stored.stage === 'asked') await tx.saveClosing({ ...stored, hash: hashOfToken(token), expiresAt });
      return { project, token, expiresAt: new Date(expiresAt).toISOString() };
    });

  const sendOne = async (closing: StoredClosing): Promise<void> => {
    const prepared = await prepare(closing);
    if (!prepared) return;
    const { project, token, expiresAt } = prepared;
    const look = await lookOfProject(store, project);
    const link = `${baseUrl()}/close-project?token=${token}`;
    const mail =
      closing.stage === 'notice'
        ? quietMail({ project, look, deletedOn: project.notice?.deletedOn ?? '' })
        : closingMail({ project, look, link, expiresAt });
    await settle(closing, await send(mail, project.id, closing.tries), expiresAt);
  };

  const settle = (closing: StoredClosing, tried: Tried, expiresAt: string): Promise<void> =>
    store.transaction(async (tx) => {
      const stored = await tx.closingOf(closing.project);
      const project = await tx.row('project', closing.project);
      // Cancelled or asked for once more while the mail was on its way.
      if (!project || stored?.stage !== closing.stage || stored.mailDueAt !== closing.mailDueAt) return;
      const mailDueAt = tried.state === 'again' ? tried.dueAt : null;
      await tx.saveClosing({ ...stored, mailDueAt, tries: stored.tries + 1, mailedAt: now() });
      if (closing.stage === 'notice' || !project.closing) return;
      const scope = ownScope(tx, surroundings, service, 'project.mail', project.id);
      const became =
        tried.state === 'sent'
          ? { mailFault: '', mailedAt: scope.at, expiresAt }
          : { mailFault: faultWithoutAddress(tried.said, project.email), mailedAt: null, expiresAt: null };
      await changeRow(scope, 'project', project, { closing: { ...project.closing, ...became } });
    });

  return openDueLine<StoredClosing>({
    now,
    next: async () => {
      const closing = await store.read.nextClosingMail();
      return closing && { ...closing, dueAt: closing.mailDueAt ?? 0 };
    },
    onCommit: (listener) => store.onCommit(listener),
    alone: (work) => store.exclusively('closing mails', work),
    onDefect: options.onDefect,
    work: sendOne,
  });
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

/** Why a mail wasn't sent, as Activity may keep it for good: a project's address is erasable, and mail servers like to name it. */
export function faultWithoutAddress(said: string, email: string): string {
  const lower = said.toLowerCase();
  if (
    !email
      .toLowerCase()
      .split('@')
      .some((part) => part !== '' && lower.includes(part))
  )
    return said;
  const code = /\b[45]\d\d\b/.exec(said)?.[0];
  return `The mail server didn’t take the message${code ? ` (${code})` : ''}; its words name the address and aren’t kept.`;
}
