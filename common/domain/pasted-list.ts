import { foldText } from './text.ts';

/**
 * The lines of a pasted list that name one thing each: the first cell where there are tabs, without its quotes and the blanks around it.
 * Blank lines and repeated ones are left out.
 */
export function pastedList(text: string): string[] {
  const lines = text
    .split(/\r\n|\n|\r/)
    .map((line) => nameIn(line.split('\t').find((cell) => cell.trim() !== '') ?? ''));
  return [...new Set(lines.filter((line) => line !== ''))];
}

function nameIn(cell: string): string {
  const trimmed = cell
    .normalize('NFC')
    .replace(/[\u200b\ufeff]/g, '')
    .trim();
  const quoted = /^"((?:[^"]|"")*)"[,;]?$/.exec(trimmed);
  return quoted ? (quoted[1] ?? '').replaceAll('""', '"').trim() : trimmed;
}

/** Folded texts by which a line of a pasted list can name a thing: as it stands, and as an external id with its system (`PSA: 176639`). */
export function keysOfLine(line: string): string[] {
  const whole = foldText(line);
  return [...new Set([whole, whole.replace(/\s*:\s*/, ':')])];
}

/** Folded texts by which an external id is named: its value, or with its system before it. A value of another system doesn't name it. */
export function keysOfExternalId({ system, value }: { system: string; value: string }): string[] {
  return [foldText(value), `${foldText(system)}:${foldText(value)}`];
}
