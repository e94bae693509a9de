/** One line of what was pasted, cut into its cells. */
export interface PastedLine {
  /** Number of the line in the text, from 1; of a quoted cell that goes over several lines, the first. */
  line: number;
  cells: string[];
  /** What is wrong with its quotes, as a sentence. */
  fault: string | undefined;
}

/** Lines that a quoted cell may go on over before its quote is taken for one that never closes. */
const longestCell = 10;

/** What stands between the cells: a tab where there's one anywhere, as from a spreadsheet; else a comma. */
export function delimiterOf(text: string): '\t' | ',' {
  return text.includes('\t') ? '\t' : ',';
}

/**
 * Cuts pasted text into lines and cells. Cells may stand in double quotes, with a quote inside written twice. Blank lines are
 * left out. A quote that never closes spoils its own line alone.
 */
export function cutLines(text: string): PastedLine[] {
  const delimiter = delimiterOf(text);
  const lines = text.split(/\r\n|\n|\r/);
  const cut: PastedLine[] = [];
  for (let at = 0; at < lines.length; at++) {
    const first = lines[at] ?? '';
    if (first.trim() === '') continue;
    const line = at + 1;
    let cells = cellsOf(first, delimiter);
    let whole = first;
    for (let more = 1; cells === undefined && more <= longestCell && at + more < lines.length; more++) {
      whole += `\n${lines[at + more] ?? ''}`;
      cells = cellsOf(whole, delimiter);
      if (cells) at += more;
    }
    cut.push(
      cells
        ? { line, cells, fault: undefined }
        : {
            line,
            cells: first.split(delimiter).map((cell) => cell.trim()),
            fault: `The quotes of line ${line} never close`,
          },
    );
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
