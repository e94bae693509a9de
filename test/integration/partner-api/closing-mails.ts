import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The mails about a project that a data folder keeps as files, as text without the soft line ends of quoted-printable. */
export function mailsAbout(folder: string, project: string): string[] {
  const mails = join(folder, 'mail');
  if (!existsSync(mails)) return [];
  const named = readdirSync(mails).filter((name) => name.includes(project));
  return named.map((name) => readFileSync(join(mails, name), 'utf8').replaceAll('=\r\n', ''));
}

/** The token of the link in such a mail that confirms the closing. */
export function closingTokenIn(mail: string): string | undefined {
  return /close-project\?token=(?:3D)?([\w-]{43})/.exec(mail.replaceAll('=3D', '='))?.[1];
}

/** Confirms a closing as the page does that the link leads to. */
export function confirmClosing(url: string, token: string): Promise<Response> {
  return fetch(`${url}/close-project`, { method: 'POST', body: new URLSearchParams({ token }) });
}
