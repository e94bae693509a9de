/**
 * Chromium can't be taught a scheme of our own from outside, so `app://switchyard/…` is shown to it as
 * `https://switchyard/…`. The app sees its own addresses everywhere.
 */
const schemes = new Set<string>();

/** Makes addresses of this scheme served by the app. */
export function serveScheme(scheme: string): void {
  schemes.add(scheme);
}

/** The address as Chromium knows it. */
export function toChromium(url: string): string {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase();
  return scheme !== undefined && schemes.has(scheme) ? `https${url.slice(scheme.length)}` : url;
}

const hosts = new Map<string, string>();

/** Remembers that this host belongs to the app's scheme, once one of its addresses was loaded. */
export function rememberHost(url: string): void {
  const match = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]+)/i.exec(url);
  const [, scheme, host] = match ?? [];
  if (scheme !== undefined && host !== undefined && schemes.has(scheme.toLowerCase()))
    hosts.set(host, scheme);
}

/** The address as the app knows it. */
export function fromChromium(url: string): string {
  const host = /^https:\/\/([^/?#]+)/i.exec(url)?.[1];
  const scheme = host === undefined ? undefined : hosts.get(host);
  return scheme === undefined ? url : `${scheme}${url.slice('https'.length)}`;
}
