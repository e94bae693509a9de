import type { BrowserWindow } from 'electron';
import { Failure } from '../../common/contract/errors.ts';

const footer =
  '<div style="width: 100%; margin: 0 12mm; font: 8px sans-serif; color: #646d7b; text-align: right">' +
  '<span class="pageNumber"></span> of <span class="totalPages"></span></div>';

/**
 * What the window shows for printing, on A4 with numbered pages.
 * @throws Failure where there's no window any more
 */
export async function printPage(window: BrowserWindow | undefined): Promise<Uint8Array> {
  if (!window)
    throw new Failure({ code: 'internal', message: 'The window was closed, so nothing was printed.' });
  return window.webContents.printToPDF({
    pageSize: 'A4',
    printBackground: true,
    displayHeaderFooter: true,
    headerTemplate: '<span></span>',
    footerTemplate: footer,
    margins: { top: 0.5, bottom: 0.6, left: 0.5, right: 0.5 },
  });
}
