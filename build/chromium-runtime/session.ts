import type { Session, WebContents } from 'electron';
import type { CdpSession } from './cdp.ts';
import { strict, type PartOf } from './strict.ts';

type RequestHandler = Parameters<Session['setPermissionRequestHandler']>[0];
type CheckHandler = Parameters<Session['setPermissionCheckHandler']>[0];

let requestHandler: RequestHandler = null;
let checkHandler: CheckHandler = null;

const defaultSession = strict('session', {
  setPermissionRequestHandler(handler) {
    requestHandler = handler;
  },
  setPermissionCheckHandler(handler) {
    checkHandler = handler;
  },
  // What a terminal's programs go by; the browser's own settings can't be asked from outside.
  resolveProxy: (url) => Promise.resolve(proxyByEnvironment(url, process.env)),
} satisfies PartOf<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'resolveProxy'>);

/** The proxy of `https_proxy` and `no_proxy`, as a PAC script would answer. */
function proxyByEnvironment(url: string, environment: NodeJS.ProcessEnv): string {
  const { protocol, hostname } = new URL(url);
  const proxy = URL.parse(environment['https_proxy'] ?? environment['HTTPS_PROXY'] ?? '');
  const spared = (environment['no_proxy'] ?? environment['NO_PROXY'] ?? '').split(/[\s,]+/);
  const isSpared = spared.some(
    (name) => name === '*' || (name !== '' && `.${hostname}`.endsWith(`.${name.replace(/^\./, '')}`)),
  );
  if (!proxy || protocol !== 'https:' || isSpared) return 'DIRECT';
  return `${proxy.protocol === 'https:' ? 'HTTPS' : 'PROXY'} ${proxy.host}`;
}

/** Electron's `session`. */
export const session = strict('session', { defaultSession });

/** Electron's names of permissions, and Chromium's. */
const permissions = {
  media: 'camera',
  geolocation: 'geolocation',
  notifications: 'notifications',
  midiSysex: 'midi-sysex',
  'clipboard-read': 'clipboard-read',
  'clipboard-sanitized-write': 'clipboard-sanitized-write',
  'display-capture': 'display-capture',
  'idle-detection': 'idle-detection',
  'storage-access': 'storage-access',
  'window-management': 'window-management',
} as const;

/** Asks the app's handlers about every permission; the answers are what Chromium gets. */
export async function settlePermissions(
  browser: CdpSession,
  contents: WebContents,
  origin: string,
): Promise<void> {
  const names = Object.keys(permissions) as (keyof typeof permissions)[];
  await Promise.all(
    names.map(async (permission) => {
      const setting = (await isGranted(contents, permission, origin)) ? 'granted' : 'denied';
      // Some builds of Chromium lack one or the other permission; there's nothing to deny then.
      await browser
        .send('Browser.setPermission', { origin, permission: { name: permissions[permission] }, setting })
        .catch(() => undefined);
    }),
  );
}

function isGranted(
  contents: WebContents,
  permission: keyof typeof permissions,
  origin: string,
): boolean | Promise<boolean> {
  const video = permission === 'media' ? { mediaType: 'video' as const, mediaTypes: ['video' as const] } : {};
  const details = { isMainFrame: true, requestingUrl: origin, ...video };
  if (
    checkHandler &&
    !checkHandler(contents, permission as Parameters<NonNullable<CheckHandler>>[1], origin, details)
  ) {
    return false;
  }
  const ask = requestHandler;
  if (!ask) return true;
  return new Promise((resolve) =>
    ask(contents, permission as Parameters<NonNullable<RequestHandler>>[1], resolve, {
      ...details,
      requestingUrl: origin,
    }),
  );
}
