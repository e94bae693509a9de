/** How a line of CSV ends (RFC 4180 §2.1). */
export const lineEnd = '\r\n';
/** By which Excel knows that a file is UTF-8. */
export const byteOrderMark = '\ufeff';

// OWASP, “CSV Injection”: what a spreadsheet takes for the beginning of a formula, full-width forms included.
const formulaStart = /^[=+\-@＝＋－＠\t\r\n]/;
const guarded = /^'+[=+\-@＝＋－＠\t\r\n]/;
const plainNumber = /^-?\d+([.,]\d+)?$/;

/**
 * A cell that no spreadsheet runs as a formula: an apostrophe goes before what would begin one. A plain number stays as it is. A
 * phone number such as `+351 210 000 100` gets the apostrophe as well: without it a spreadsheet makes a sum or a rounded number
 * of it. {@link unguarded} gives the text back.
 */
export function guarding(text: string): string {
  if (plainNumber.test(text)) return text;
  return formulaStart.test(text) || guarded.test(text) ? `'${text}` : text;
}

/** The text that {@link guarding} was given. */
export function unguarded(cell: string): string {
  return guarded.test(cell) ? cell.slice(1) : cell;
}

/** One line of CSV with its end; cells are quoted where they have to be (RFC 4180 §2.5 to §2.7). */
export function csvLine(cells: readonly string[], delimiter = ','): string {
  return cells.map((cell) => quoted(cell, delimiter)).join(delimiter) + lineEnd;
}

function quoted(cell: string, delimiter: string): string {
  const needsQuotes =
    cell.includes('"') ||
    cell.includes('\n') ||
    cell.includes('\r') ||
    cell.includes(delimiter) ||
    cell !== cell.trim();
  return needsQuotes ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** An id that something has in another system. */
export interface ExternalId {
  system: string;
  value: string;
}

/** External ids in one cell: `ConnectWise: 4711; Partner Center: 8f2c`. What separates them is written with a backslash inside them. */
export function externalIdsCell(ids: readonly ExternalId[]): string {
  const escaped = (text: string, marks: RegExp) => text.replace(marks, (mark) => `\\${mark}`);
  return ids
    .map(({ system, value }) => `${escaped(system, /[\\;:]/g)}: ${escaped(value, /[\\;]/g)}`)
    .join('; ');
}

/** The ids that {@link externalIdsCell} wrote. Undefined where one of them names no system or no value. */
export function externalIdsOf(cell: string): ExternalId[] | undefined {
  const ids: ExternalId[] = [];
  for (const part of splitAt(cell, ';')) {
    if (part.trim() === '') continue;
    const [system = '', ...rest] = splitAt(part, ':');
    const value = rest.join(':');
    const plain = (text: string) => text.replace(/\\(.)/g, '$1').trim();
    if (plain(system) === '' || plain(value) === '') return undefined;
    ids.push({ system: plain(system), value: plain(value) });
  }
  return ids;
}

/** The parts between marks that no backslash stands before; backslashes stay. */
function splitAt(text: string, mark: string): string[] {
  const parts = [''];
  for (let at = 0; at < text.length; at++) {
    const letter = text.charAt(at);
    if (letter === mark) parts.push('');
    else if (letter === '\\') parts.push(`${parts.pop() ?? ''}${letter}${text.charAt(++at)}`);
    else parts.push(`${parts.pop() ?? ''}${letter}`);
  }
  return parts;
}
