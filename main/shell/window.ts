import path from 'node:path';
import { BrowserWindow, nativeTheme, screen } from 'electron';
import type { SettingsKeeper } from '../settings/settings.ts';
import { startPage } from './address.ts';
import { placeWindow, smallestSize } from './window-place.ts';

/** The page's own background, so that nothing flashes before it's drawn. */
const background = { light: '#f7f7f8', dark: '#16181d' };

/**
 * Opens the app's window where it was last, and keeps where it goes. It's shown once its first frame is drawn.
 *
 * @param settings where the window's place is kept
 */
export function openWindow(settings: SettingsKeeper): BrowserWindow {
  const kept = settings.windowPlace();
  const window = new BrowserWindow({
    ...placeWindow(
      kept,
      screen.getAllDisplays().map((display) => display.workArea),
    ),
    minWidth: smallestSize.width,
    minHeight: smallestSize.height,
    show: false,
    title: 'Switchyard',
    backgroundColor: nativeTheme.shouldUseDarkColors ? background.dark : background.light,
    webPreferences: {
      preload: path.join(import.meta.dirname, '../preload/index.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webviewTag: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => {
    if (kept?.maximized) window.maximize();
    window.show();
  });
  window.on('close', () => rememberPlace(window, settings));
  return window;
}

/**
 * Loads the app's page into the window. Resolves when it's there.
 *
 * @param page where it begins, as the window's router writes it
 */
export function loadPage(window: BrowserWindow, page?: string): Promise<void> {
  return window.loadURL(page === undefined ? startPage : `${startPage}#${page}`);
}

/** Brings the window to the front, for a second start or a link. */
export function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

function rememberPlace(window: BrowserWindow, settings: SettingsKeeper): void {
  const { x, y, width, height } = window.getNormalBounds();
  settings.rememberWindow({ x, y, width, height, maximized: window.isMaximized() });
}
