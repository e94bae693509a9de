import type { Project } from '../../common/domain/entities.ts';
import type { Appearance } from '../onboarding/appearance.ts';
import type { Mail } from './invite-mail.ts';
import { plainMail } from './layout.ts';

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
  return plainMail({
    ...{ to: { name: project.company, address: project.email }, look },
    subject: `Confirm closing the project ${project.name}`,
    said: [
      `${project.closing?.by ?? look.name} asks to close the project ${project.name}. It’s blocked already: nobody can sign in to it.`,
      'Once you confirm, its migration data, connector configurations and company information are erased for good, and its licenses go back.',
    ],
    link: { title: 'Confirm closing', address: link },
    foot: `The link works until ${day(expiresAt)}. Without it nothing is erased; whoever asked can still cancel.`,
  });
}

/** The mail to a project's people that nobody has used it for long. */
export function quietMail({ project, look, deletedOn }: About & { deletedOn: string }): Mail {
  return plainMail({
    ...{ to: { name: project.company, address: project.email }, look },
    subject: `The project ${project.name} will be deleted`,
    said: [
      `Nobody has used the project ${project.name} since ${day(project.lastActivityAt)}.`,
      `On ${day(deletedOn)} it’s deleted: its migration data, connector configurations and company information are erased for good.`,
    ],
    foot: `To keep it, sign in to it as ${project.login}, or have it used by your service provider.`,
  });
}
