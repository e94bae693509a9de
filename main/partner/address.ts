import { Failure } from '../../common/contract/errors.ts';

/**
 * The address of a partner API as it's kept and compared: scheme, host, port and path without a slash at the end, and
 * without a `/v1` that was copied along. `https://` is assumed where no scheme was typed.
 * @throws Failure `invalid` naming the field `url`
 */
export function partnerAddress(typed: string): string {
  const text = typed.trim();
  const address = parseUrl(
    /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `${isLoopbackText(text) ? 'http' : 'https'}://${text}`,
  );
  if (!address || address.hostname === '')
    throw fault('This isn’t an address, such as https://partner.riverside.example');
  if (address.protocol !== 'https:' && address.protocol !== 'http:')
    throw fault('The address of a partner API begins with https://');
  if (address.username !== '' || address.password !== '')
    throw fault('The address holds a login or a password; leave them out and type them in their own fields');
  if (address.protocol === 'http:' && !isLoopback(address.hostname))
    throw fault(
      'http:// would send your password unencrypted over the network, so it’s allowed for this computer alone; use https://',
    );
  return `${address.protocol}//${address.host}${address.pathname.replace(/\/+$/, '').replace(/\/v1$/, '')}`;
}

/** Whether a host name is this computer itself. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(\.\d{1,3}){3}$/.test(hostname)
  );
}

function isLoopbackText(text: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:|\/|$)/.test(text);
}

function parseUrl(text: string): URL | null {
  return URL.parse(text);
}

function fault(message: string): Failure {
  return new Failure({ code: 'invalid', message: `${message}.`, fields: [{ path: 'url', message }] });
}
