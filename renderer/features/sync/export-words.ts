import type { CommandOutput } from '../../../common/contract/commands.ts';
import { carriedLimit } from '../../../common/domain/carried-files.ts';
import { counted } from '../../ui/words.ts';

const photos = (many: number) => counted(many, 'photo or report', 'photos or reports');

/** What went into an exported file or the clipboard, and what of visits stays on this computer alone. */
export function exportedInWords({ changes, files, filesLeft, path }: CommandOutput<'outbox.export'>): string {
  const what = files > 0 ? `${counted(changes, 'change')} and ${photos(files)}` : counted(changes, 'change');
  const said = path === null ? `${what} copied` : `${what} written to ${path}`;
  if (filesLeft === 0) return said;
  const stay = `${photos(filesLeft)} ${filesLeft === 1 ? 'stays' : 'stay'} on this computer alone`;
  const why =
    path === null
      ? 'export to a file to take them along.'
      : `a file takes ${carriedLimit / 1024 / 1024} MB of them, and none that is damaged. Export the changes of fewer visits at a time.`;
  return `${said}. ${stay}: ${why}`;
}
