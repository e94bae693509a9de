import { z } from 'zod';
import { imageFormOf } from './jpeg.ts';
import { bytesOfBase64, pictureSizeOf } from './picture-size.ts';
import { graphemeCount } from './text.ts';

/** Longest name of a partner, customer, site or probe, in characters as a person counts them. */
export const nameLimit = 50;
/** Longest single-line field other than a name (UTF-16 units). */
export const lineLimit = 200;
/** Longest free text (UTF-16 units). */
const notesLimit = 4000;
/** Largest logo, as the length of its data URL. */
export const logoLimit = 96 * 1024;

// Control characters, line and paragraph separators, and the bidirectional overrides that can make a name read as another.
const unseen = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;
// Zero-width characters and fillers: a name made only of these is blank to a person.
const blankOnly = /^[\s\u200b-\u200f\u2060\ufeff\u115f\u1160\u3164\uffa0\u00ad]*$/u;

/** A line of text without control characters, trimmed. Empty is allowed. */
export function line(field: string, limit: number = lineLimit) {
  return z
    .string()
    .trim()
    .max(limit, { error: `${field} has at most ${limit} characters` })
    .refine((text) => !unseen.test(text), {
      error: `${field} holds a control character or a hidden mark; type it again without it`,
    });
}

/** A line that isn't blank. */
export function mandatoryLine(field: string, limit: number = lineLimit) {
  return line(field, limit).refine((text) => !blankOnly.test(text), { error: `${field} is mandatory` });
}

/** Text of a mail: several lines, not blank, nothing in it that hides or turns around what is read. */
export function mailText(field: string, limit: number) {
  return z
    .string()
    .trim()
    .max(limit, { error: `${field} has at most ${limit.toLocaleString('en')} characters` })
    .refine((text) => !blankOnly.test(text), { error: `${field} is mandatory` })
    .refine((text) => !unseen.test(text.replace(/[\n\r\t]/g, '')), {
      error: `${field} holds a control character or a hidden mark; type it again without it`,
    });
}

// Digits of any script, and what stands between them on paper: spaces, dots, dashes, slashes, brackets; then an extension.
const phoneShape = /^\+?[\p{Nd}\s().\p{Pd}/]*\p{Nd}[\p{Nd}\s().\p{Pd}/]*(?:(?:ext\.?|x|#)\s*\p{Nd}+)?$/iu;

/**
 * A phone number as people write it: `+351 210 000 100`, `(020) 555-0100 ext. 12`. Empty is allowed. How many digits it has isn't
 * judged: short numbers within a company are numbers too (RFC 3966 §5.1.5 has no least length either).
 */
export function phoneNumber(field: string) {
  return line(field, 40).refine((text) => text === '' || phoneShape.test(text), {
    error: `${field} is digits, spaces and + ( ) - . / alone, such as +351 210 000 100 ext. 12`,
  });
}

/** Notes: free text of several lines. Empty is allowed. */
export const notesText = z
  .string()
  .max(notesLimit, { error: `Notes have at most ${notesLimit.toLocaleString('en')} characters` });

/** A mandatory name: not blank, at most {@link nameLimit} characters as a person counts them, no control characters. */
export function mandatoryName(field: string) {
  return z
    .string()
    .trim()
    .refine((text) => !blankOnly.test(text), { error: `${field} is mandatory` })
    .refine((text) => !unseen.test(text), {
      error: `${field} holds a control character or a hidden mark; type it again without it`,
    })
    .refine((text) => graphemeCount(text) <= nameLimit, {
      error: (issue) =>
        `${field} has at most ${nameLimit} characters; this one has ${graphemeCount(String(issue.input))}`,
    });
}

/**
 * What is wrong with an e-mail address, as a sentence, or undefined when it can be used.
 * Follows the shape that mail systems accept in practice (RFC 5321 §4.1.2 without quoted local parts and address literals;
 * RFC 6531 for letters beyond ASCII).
 */
export function emailFault(text: string): string | undefined {
  const at = text.lastIndexOf('@');
  if (at < 0) return 'An e-mail address needs an @, such as office@riverside.example';
  const local = text.slice(0, at);
  const domain = text.slice(at + 1);
  if (local === '') return 'An e-mail address needs a name before the @';
  if (local.length > 64) return 'The part before the @ has at most 64 characters';
  if (text.length > 254) return 'An e-mail address has at most 254 characters';
  if (!/^[\p{L}\p{N}\p{M}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{N}\p{M}!#$%&'*+/=?^_`{|}~-]+)*$/u.test(local))
    return 'The part before the @ holds a character that an e-mail address can’t have';
  if (domain === '' || !domain.includes('.'))
    return 'An e-mail address needs a domain, such as riverside.example';
  if (
    !/^([\p{L}\p{N}]([\p{L}\p{N}\p{M}-]{0,61}[\p{L}\p{N}\p{M}])?\.)+[\p{L}\p{N}][\p{L}\p{N}\p{M}-]{0,61}$/u.test(
      domain,
    )
  )
    return 'The domain after the @ isn’t one, such as riverside.example';
  return undefined;
}

function emailText(field: string) {
  return z
    .string()
    .trim()
    .superRefine((text, context) => {
      if (text === '') return;
      const fault = unseen.test(text)
        ? `${field} holds a control character or a hidden mark`
        : emailFault(text);
      if (fault) context.addIssue({ code: 'custom', message: fault });
    });
}

/** A mandatory e-mail address. */
export function mandatoryEmail(field: string) {
  return emailText(field).refine((text) => text !== '', { error: `${field} is mandatory` });
}

/** An e-mail address that may be left empty. */
export function optionalEmail(field: string) {
  return emailText(field);
}

/** `#rrggbb`, or empty. */
export const color = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^(#[0-9a-f]{6})?$/, { error: 'A colour is written as # and six digits, such as #2f5bea' });

/** A DNS name without scheme or path, or empty. */
export const domainName = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+)?$/, {
    error: 'A service domain is a host name alone, such as portal.riverside.example',
  });

/** A PNG, JPEG, GIF or WebP image as a data URL of at most {@link logoLimit} characters, or empty. SVG is refused: it can carry script. */
export const logo = z
  .string()
  .max(logoLimit, { error: 'A logo has at most 70 kB; a smaller picture is needed' })
  .regex(/^(data:image\/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/]+={0,2})?$/, {
    error: 'A logo is a PNG, JPEG, GIF or WebP picture',
  });

/** Pixels that a logo is wide or high at most: shown at 140 by 36, more only costs whoever looks at it. */
const logoPixels = 2000;

/** How each type of picture begins, in base64 of its first bytes. */
const beginnings: Readonly<Record<string, readonly string[]>> = {
  png: ['iVBORw0KGgo'],
  jpeg: ['/9j/'],
  gif: ['R0lGODdh', 'R0lGODlh'],
  webp: ['UklGR'],
};

/** The same, and its first bytes are those of the picture that it says it is, of no more pixels than a logo needs: what is only called one is refused. */
export const pictureLogo = logo
  .refine(
    (url) => {
      const [, type = '', bytes = ''] = /^data:image\/(\w+);base64,(.*)$/.exec(url) ?? [];
      // What isn’t written as a picture at all is said by the rule before.
      if (type === '') return true;
      // WebP has its name after a length of four bytes, `RIFF....WEBP`: the last six bits of the W, and EBP.
      const isNamed = type !== 'webp' || bytes.slice(11, 16) === 'XRUJQ';
      return isNamed && (beginnings[type] ?? []).some((beginning) => bytes.startsWith(beginning));
    },
    { error: 'The logo isn’t the picture that it says it is; choose a PNG, JPEG, GIF or WebP picture' },
  )
  .superRefine((url, context) => {
    const [, base64 = ''] = url.split(',');
    const bytes = bytesOfBase64(base64);
    // What isn’t a picture at all is said by the rules before.
    if (base64 === '' || bytes === undefined || imageFormOf(bytes) === 'unknown') return;
    const size = pictureSizeOf(bytes);
    if (size === undefined)
      context.addIssue({
        code: 'custom',
        message: 'The logo’s size can’t be told; save it anew as a picture',
      });
    else if (Math.max(size.width, size.height) > logoPixels)
      context.addIssue({
        code: 'custom',
        message: `A logo is at most ${logoPixels.toLocaleString('en')} pixels wide and high; a smaller picture is needed`,
      });
  });

/** Name of a time zone of the IANA database that this system knows, such as `Europe/Lisbon`, or empty. */
export const timeZone = line('Time zone', 60).refine((zone) => zone === '' || isTimeZone(zone), {
  error: 'A time zone is chosen from the list, such as Europe/Lisbon',
});

// Intl takes offsets such as `+01:00` as well, which know no summer time.
function isTimeZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** ISO 3166-1 alpha-2 country code, or empty. */
export const country = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^([A-Z]{2})?$/, { error: 'This country isn’t known. Its two letters are understood, such as PT' });
