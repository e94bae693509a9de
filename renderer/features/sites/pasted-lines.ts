/** One line of what was pasted, cut into its cells. */
export interface PastedLine {
  /** Number of the line in the text, from 1; of a quoted cell that goes over several lines, the first. */
  line: number;
  cells: string[];
  /** What it was cut at. */
  delimiter: Delimiter;
  /** What is wrong with its quotes, as a sentence. */
  fault: string | undefined;
}

/** Lines that a quoted cell may go on over before its quote is taken for one that never closes. */
const longestCell = 10;

type Delimiter = '\t' | ',' | ';';

// A quote that opens a cell, to where it closes, or to the end.
const quotedCells = /(^|[\t,;])[^\S\t]*"(?:[^"]|"")*("|$)/g;

/**
 * What stands between the cells of a line: a tab where there's one outside of quotes, as from a spreadsheet; else what cuts it into
 * more cells, commas or semicolons. Where they're as many, semicolons do, as commas stand in addresses.
 */
function delimiterOf(line: string): Delimiter {
  const outside = line.replace(quotedCells, '$1');
  if (outside.includes('\t')) return '\t';
  const semicolons = outside.split(';').length;
  return semicolons > 1 && semicolons >= outside.split(',').length ? ';' : ',';
}

/**
 * Cuts pasted text into lines and cells. Cells may stand in double quotes, with a quote inside written twice. Blank lines are
 * left out. A quote that never closes spoils its own line alone.
 */
export function cutLines(text: string): PastedLine[] {
  const lines = text.split(/\r\n|\n|\r/);
  const cut: PastedLine[] = [];
  for (let at = 0; at < lines.length; at++) {
    const first = lines[at] ?? '';
    if (first.trim() === '') continue;
    const line = at + 1;
    let whole = first;
    let delimiter = delimiterOf(whole);
    let cells = cellsOf(whole, delimiter);
    for (let more = 1; cells === undefined && more <= longestCell && at + more < lines.length; more++) {
      whole += `\n${lines[at + more] ?? ''}`;
      delimiter = delimiterOf(whole);
      cells = cellsOf(whole, delimiter);
      if (cells) at += more;
    }
    if (cells) {
      cut.push({ line, cells, delimiter, fault: undefined });
      continue;
    }
    delimiter = delimiterOf(first.replaceAll('"', ''));
    cells = first.split(delimiter).map((cell) => cell.trim());
    cut.push({ line, cells, delimiter, fault: `The quotes of line ${line} never close` });
  }
  return cut;
}

/** The cells of a line; undefined where a quote doesn't close in it. A cell that a break went through is one line again. */
function cellsOf(line: string, delimiter: string): string[] | undefined {
  if (!line.includes('"')) return line.split(delimiter).map((cell) => cell.trim());
  const cells: string[] = [];
  for (let rest: string | undefined = line; rest !== undefined;) {
    const start: string = rest.trimStart();
    if (!start.startsWith('"')) {
      const end = start.indexOf(delimiter);
      cells.push((end < 0 ? start : start.slice(0, end)).trim());
      rest = end < 0 ? undefined : start.slice(end + 1);
      continue;
    }
    const closed = /^"((?:[^"]|"")*)"[^\S\t]*/.exec(start);
    if (!closed) return undefined;
    const after: string = start.slice(closed[0].length);
    if (after !== '' && !after.startsWith(delimiter)) return undefined;
    cells.push(
      (closed[1] ?? '')
        .replaceAll('""', '"')
        .replace(/\s*\n\s*/g, ' ')
        .trim(),
    );
    rest = after === '' ? undefined : after.slice(1);
  }
  return cells;
}
