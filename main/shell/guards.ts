import { app, session, type WebContents } from 'electron';
import type { Log } from '../ports.ts';
import { isOwnPage } from './address.ts';

/**
 * Denies by default: the window stays on the app's own page, opens no other, embeds none, and gets no permission from the
 * system. Holds for every page that ever comes to be.
 */
export function guardPages(log: Log): void {
  app.on('web-contents-created', (_event, contents) => guardPage(contents, log));
}

/** No permission of the web platform is granted: what the app needs goes through its commands. Has to run once the app is ready. */
export function denyPermissions(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.defaultSession.setPermissionCheckHandler(() => false);
}

function guardPage(contents: WebContents, log: Log): void {
  contents.setWindowOpenHandler(({ url }) => {
    log('warn', 'A page asked for a new window; refused', originOf(url));
    return { action: 'deny' };
  });
  contents.on('will-navigate', (event) => {
    if (isOwnPage(event.url)) return;
    event.preventDefault();
    log('warn', 'A page wanted to leave the app; refused', originOf(event.url));
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
}

/** As much of an address as a log may hold: the rest could carry a secret. */
function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : 'an address that can’t be read';
}
