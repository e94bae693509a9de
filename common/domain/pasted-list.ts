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
