import { app, session, type WebContents } from 'electron';
import type { Log } from '../ports.ts';
import { isOwnAddress, isOwnPage } from './address.ts';

/**
 * Denies by default: the window stays on the app's own page, opens no other, embeds none, and gets no permission from the
 * system. Holds for every page that ever comes to be.
 */
export function guardPages(log: Log): void {
  app.on('web-contents-created', (_event, contents) => guardPage(contents, log));
}

/**
 * No permission of the web platform is granted but one: the app's own page may use the camera, without sound, for photos of visits.
 * All else that the app needs goes through its commands. Has to run once the app is ready.
 */
export function limitPermissions(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, permission, answer, details) => {
    const kinds = 'mediaTypes' in details ? (details.mediaTypes ?? []) : [];
    const isCamera = permission === 'media' && kinds.length === 1 && kinds[0] === 'video';
    answer(isCamera && isOwnAddress(details.requestingUrl));
  });
  session.defaultSession.setPermissionCheckHandler(
    (_contents, permission, origin, details) =>
      permission === 'media' &&
      details.mediaType === 'video' &&
      isOwnAddress(details.requestingUrl ?? origin),
  );
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
