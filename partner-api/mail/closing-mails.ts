import type { Project } from '../../common/domain/entities.ts';
import type { Appearance } from '../onboarding/appearance.ts';
import { html } from '../pages/html.ts';
import type { Mail } from './invite-mail.ts';

interface About {
  project: Project;
  look: Appearance;
}

function day(iso: string): string {
  return new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(iso));
}

/** The mail with the link that confirms the closing of a project. */
export function closingMail({
  project,
  look,
  link,
  expiresAt,
}: About & { link: string; expiresAt: string }): Mail {
  return mailOf({ project, look }, `Confirm closing the project ${project.name}`, link, [
    `${project.closing?.by ?? look.name} asks to close the project ${project.name}. It’s blocked already: nobody can sign in to it.`,
    'Once you confirm, its migration data, connector configurations and company information are erased for good, and its licenses go back.',
    `The link works until ${day(expiresAt)}. Without it nothing is erased; whoever asked can still cancel.`,
  ]);
}

/** The mail to a project's people that nobody has used it for long. */
export function noticeMail({ project, look, deletedOn }: About & { deletedOn: string }): Mail {
  return mailOf({ project, look }, `The project ${project.name} will be deleted`, null, [
    `Nobody has used the project ${project.name} since ${day(project.lastActivityAt)}.`,
    `On ${day(deletedOn)} it’s deleted: its migration data, connector configurations and company information are erased for good.`,
    `To keep it, sign in to it as ${project.login}, or have it used by your service provider.`,
  ]);
}

function mailOf({ project, look }: About, subject: string, link: string | null, said: string[]): Mail {
  const text = [...said, ...(link === null ? [] : [`Confirm here:\n${link}`]), look.name].join('\n\n');
  const confirm = link === null ? html`` : html`<p><a href="${link}">Confirm closing</a><br />${link}</p>`;
  return {
    to: { name: project.company, address: project.email },
    ...{ fromName: look.name, replyTo: look.replyTo, subject, text },
    html: html`${said.map((line) => html`<p>${line}</p>`)}${confirm}
      <p>${look.name}</p>`.text,
  };
}
