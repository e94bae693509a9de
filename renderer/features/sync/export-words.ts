import type { CommandOutput } from '../../../common/contract/commands.ts';
import type { ImportPreview } from '../../../common/contract/outbox.ts';
import { carriedLimit } from '../../../common/domain/carried-files.ts';
import { counted } from '../../ui/words.ts';

const photos = (many: number) => counted(many, 'photo or report', 'photos or reports');

const changesAre = (many: number) => counted(many, 'change');

/** What went into an exported file or the clipboard, and what of visits stays on this computer alone. */
export function exportedInWords({ changes, files, filesLeft, path }: CommandOutput<'outbox.export'>): string {
  const what = [changes > 0 ? changesAre(changes) : '', files > 0 ? photos(files) : ''];
  const whole = what.filter(Boolean).join(' and ');
  const said = path === null ? `${whole} copied` : `${whole} written to ${path}`;
  if (filesLeft === 0) return said;
  const stay = `${photos(filesLeft)} ${filesLeft === 1 ? 'stays' : 'stay'} on this computer alone`;
  if (path === null) return `${said}. ${stay}: export to a file to take them along.`;
  const limit = `a file takes ${carriedLimit / 1024 / 1024} MB of them, less beside very many changes, and none that is damaged.`;
  const fewer = changes > 0 ? ' Export the changes of fewer visits at a time.' : '';
  return `${said}. ${stay}: ${limit}${fewer}`;
}

/** What was taken in from a file of changes. */
export function importedInWords({ added, files }: CommandOutput<'outbox.acceptImport'>): string {
  if (added === 0) return files > 0 ? `${photos(files)} taken in` : 'Nothing of it was new here';
  return `${changesAre(added)} added to the outbox${files > 0 ? `, with ${photos(files)}` : ''}`;
}

/** What a file that was looked at holds, and whose it is. */
export function importInWords({ kind, account, server }: ImportPreview['source'], changes: number): string {
  if (kind === 'journal')
    return `The journal of an installation with ${changesAre(changes)} that it hadn’t seen confirmed`;
  const what = changes > 0 ? changesAre(changes) : 'Photos and reports';
  return `${what} of ${account ?? 'an account'} at ${server ?? 'a partner API'}`;
}

/** Why not everything can be exported, to a file or as text; undefined where it can. @param unsent Photos and reports */
export function whyNotExportAll(
  changes: number,
  unsent: number,
  to: 'file' | 'clipboard',
): string | undefined {
  if (changes > 0 || (unsent > 0 && to === 'file')) return undefined;
  return unsent > 0
    ? 'No change waits, and photos and reports go along in a file only.'
    : 'The partner API has confirmed everything.';
}
