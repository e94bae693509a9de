import type { IncomingHttpHeaders } from 'node:http';
import { clientHeader, deviceHeader } from '../../common/partner-api/session.ts';

/** Most characters that are kept of what a program says of itself. */
const longest = 120;

/**
 * The program that a request comes from, as it says itself: `Switchyard 1.4.0 on FRONT-DESK`, or another's `User-Agent`. Nothing is
 * decided by it. Empty where it says nothing.
 */
export function clientOf(headers: IncomingHttpHeaders): string {
  const version = headers[clientHeader];
  if (typeof version !== 'string') return plain(headers['user-agent'] ?? '');
  const device = headers[deviceHeader];
  const named = typeof device === 'string' ? plain(decoded(device)) : '';
  return plain(named === '' ? `Switchyard ${version}` : `Switchyard ${version} on ${named}`);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function plain(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cs}]/gu, ' ')
    .trim()
    .slice(0, longest);
}
