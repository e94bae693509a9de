import path from 'node:path';

/** Scheme of the app's own pages. */
export const scheme = 'app';
const host = 'switchyard';
/** Address of the app's only page. */
export const startPage = `${scheme}://${host}/index.html`;

/** Whether an address is the app's own page; what follows `?` or `#` is the page's own affair. */
export function isOwnPage(url: string): boolean {
  return url.split(/[?#]/, 1)[0] === startPage;
}

/** Whether an address is the app's own, or its origin, as what asks for a permission is told by either. */
export function isOwnAddress(url: string): boolean {
  return isOwnPage(url) || url.replace(/\/$/, '') === `${scheme}://${host}`;
}

/**
 * The file that an `app://` address names, or undefined where it names none. The answer lies within `root` whatever is asked:
 * climbing, encoded separators, backslashes, drive letters and NUL name nothing.
 *
 * @param url the request's address
 * @param root absolute path of the folder that is served
 */
export function fileOfAddress(url: string, root: string): string | undefined {
  const prefix = `${scheme}://${host}/`;
  if (!url.startsWith(prefix)) return undefined;
  const asked = url.slice(prefix.length).split(/[?#]/, 1)[0] ?? '';
  // An encoded separator is no separator to those who wrote it, and one to the file system: it has no place here.
  if (/%(2f|5c|00)/i.test(asked)) return undefined;
  const decoded = decode(asked);
  if (decoded === undefined || /[\\:\0]/.test(decoded)) return undefined;
  const steps = decoded === '' ? ['index.html'] : decoded.split('/');
  if (steps.some((step) => step === '' || step === '.' || step === '..')) return undefined;
  const file = path.join(root, ...steps);
  return file.startsWith(root + path.sep) ? file : undefined;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
