import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../common/contract/errors.ts';
import type { KeptMail } from '../../common/contract/mails.ts';

/** Where mails go; with the folder where they're files of this computer. */
export type MailPlace = { at: 'here'; folder: string } | { at: 'server' | 'sent' };

/** Names of kept mails begin with their time, so that the last one by name is the newest. */
const time = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z-/;

/** For whom mails about something are kept: the numbers of a notice's recipients, or an empty one for what has one mail. */
export async function keptRecipients(folder: string, id: string): Promise<string[]> {
  const about = new RegExp(`^${id}(?:-(\\d+))?\\.eml$`);
  const found = (await names(folder)).map((name) => about.exec(name.replace(time, '')));
  return [...new Set(found.flatMap((match) => (match ? [match[1] ?? ''] : [])))];
}

/** The path of the newest mail about something to somebody. @throws Failure `not-found` where none is kept */
export async function newestMail(folder: string, { id, recipient }: KeptMail): Promise<string> {
  const file = recipient === '' ? `${id}.eml` : `${id}-${recipient}.eml`;
  const newest = (await names(folder))
    .filter((name) => name.replace(time, '') === file)
    .sort()
    .at(-1);
  const path = join(folder, newest ?? '');
  // Only what the partner API wrote there itself is opened.
  if (newest !== undefined && (await lstat(path)).isFile()) return path;
  throw new Failure({
    code: 'not-found',
    message: 'The mail isn’t kept on this computer. To have one, send it again.',
  });
}

async function names(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return [];
    throw thrown;
  }
}
