import path from 'node:path';
import { app, dialog, type BrowserWindow } from 'electron';
import type { SuggestedFile } from '../ports.ts';
import { writeWhole, type Pieces } from '../storage/written-file.ts';

/**
 * Asks where a file goes, and writes it there, for its owner alone. Gives its path; null when the person changed their mind.
 * @throws Failure where it can't be written there
 */
export async function saveFile(
  window: BrowserWindow | undefined,
  { title, name, format }: SuggestedFile,
  pieces: Pieces,
): Promise<string | null> {
  const options = {
    title,
    defaultPath: path.join(app.getPath('downloads'), name),
    filters: [{ name: format, extensions: [path.extname(name).slice(1)] }],
  };
  const { canceled, filePath } = await (window
    ? dialog.showSaveDialog(window, options)
    : dialog.showSaveDialog(options));
  if (canceled || !filePath) return null;
  await writeWhole(filePath, pieces);
  return filePath;
}
