import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import Papa from 'papaparse';
import { Failure } from '../../common/contract/errors.ts';
import type { LineNote } from '../../common/domain/exchange/record.ts';

/** The largest file that is taken, in bytes; about half a million lines. */
export const largestImport = 50 * 1024 * 1024;
/** Most lines that are taken. */
const mostLines = 500_000;
/** Text that is parsed at a time, in characters, so that nothing else waits long. */
const piece = 1 << 20;

export type Encoding = 'UTF-8' | 'UTF-16 LE' | 'UTF-16 BE' | 'Windows-1252';

/** A line of a file as its cells. */
export interface FileLine {
  /** Its number in the file, from 1; where a cell goes over several lines, the first of them. */
  line: number;
  cells: string[];
  /** What is wrong with it as CSV. */
  fault: LineNote | null;
}

export interface FileTable {
  encoding: Encoding;
  delimiter: string;
  lines: FileLine[];
}

/**
 * The text of a file: by its byte order mark; without one UTF-16 by where its zeros are, UTF-8 where it's valid as that, else
 * Windows-1252, in which every byte is a character.
 */
export function decoded(bytes: Uint8Array): { text: string; encoding: Encoding } {
  const [first, second, third] = bytes;
  if (first === 0xff && second === 0xfe) return { text: decode(bytes, 'utf-16le'), encoding: 'UTF-16 LE' };
  if (first === 0xfe && second === 0xff) return { text: decode(bytes, 'utf-16be'), encoding: 'UTF-16 BE' };
  if (first === 0xef && second === 0xbb && third === 0xbf)
    return { text: decode(bytes, 'utf-8'), encoding: 'UTF-8' };
  const sample = bytes.subarray(0, 2000);
  const zerosAt = (odd: number) => sample.filter((byte, at) => at % 2 === odd && byte === 0).length;
  if (zerosAt(1) > sample.length / 4) return { text: decode(bytes, 'utf-16le'), encoding: 'UTF-16 LE' };
  if (zerosAt(0) > sample.length / 4) return { text: decode(bytes, 'utf-16be'), encoding: 'UTF-16 BE' };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'UTF-8' };
  } catch {
    return { text: decode(bytes, 'windows-1252'), encoding: 'Windows-1252' };
  }
}

function decode(bytes: Uint8Array, encoding: string): string {
  return new TextDecoder(encoding).decode(bytes);
}

/** Lines of CSV as cells, with their numbers; empty ones are left out. @throws Failure `invalid` for a file that's empty or too long */
export async function parsed(text: string): Promise<Omit<FileTable, 'encoding'>> {
  const content = text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  const announced = /^"?sep=(.)"?\n/i.exec(content);
  const body = announced ? content.slice(announced[0].length) : content;
  const delimiter = announced?.[1] ?? delimiterOf(body);
  const lines: FileLine[] = [];
  let number = announced ? 2 : 1;
  await eachChunk(body, delimiter, ({ data, errors }) => {
    const faults = new Map(errors.map((error) => [error.row ?? 0, error]));
    data.forEach((cells, at) => {
      const broken = faults.get(at);
      if (cells.some((cell) => cell.trim() !== '') || broken)
        lines.push({ line: number, cells, fault: broken ? quoteFault(broken.code, cells, number) : null });
      number += 1;
      for (const cell of cells) if (cell.includes('\n')) number += cell.split('\n').length - 1;
    });
    if (lines.length > mostLines) throw tooMany();
  });
  if (lines.length === 0)
    throw new Failure({
      code: 'invalid',
      message: 'The file is empty: there’s no line with anything in it.',
    });
  return { delimiter, lines };
}

/** What separates cells: what gives the first lines as many cells as the first of them; a comma where nothing does. */
function delimiterOf(text: string): string {
  const sample = text.slice(0, 1 << 16);
  let best = { delimiter: ',', alike: 0, cells: 1 };
  for (const delimiter of [',', ';', '\t', '|']) {
    const { data } = Papa.parse<string[]>(sample, {
      delimiter,
      newline: '\n',
      preview: 25,
      skipEmptyLines: true,
    });
    const cells = data[0]?.length ?? 0;
    if (cells < 2) continue;
    const alike = data.filter((line) => line.length === cells).length;
    if (alike > best.alike || (alike === best.alike && cells > best.cells))
      best = { delimiter, alike, cells };
  }
  return best.delimiter;
}

/** Parses piece by piece, and lets others have their turn between two. */
async function eachChunk(
  text: string,
  delimiter: string,
  take: (results: Papa.ParseResult<string[]>) => void,
): Promise<void> {
  async function* pieces() {
    for (let at = 0; at < text.length; at += piece) {
      yield text.slice(at, at + piece);
      await turn();
    }
  }
  await new Promise<void>((resolve, reject) => {
    Papa.parse<string[]>(Readable.from(pieces()), {
      delimiter,
      newline: '\n',
      chunk: (results, parser) => {
        try {
          take(results);
        } catch (thrown) {
          parser.abort();
          reject(thrown instanceof Error ? thrown : new Error(String(thrown)));
        }
      },
      complete: () => resolve(),
      error: reject,
    });
  });
}

function quoteFault(code: string, cells: readonly string[], line: number): LineNote {
  const column = cells.length - 1;
  return {
    column,
    message:
      code === 'MissingQuotes'
        ? `A quote that opens in line ${line} never closes, so what follows can’t be told apart. Close it, or write two quotes where one is meant`
        : 'A quote stands inside a quoted cell; write two quotes where one is meant',
  };
}

function tooMany(): Failure {
  return new Failure({
    code: 'invalid',
    message: `The file has more than ${mostLines.toLocaleString('en')} lines, and no more are taken at once. Nothing was imported; split it.`,
  });
}

/** A file that is larger than what is taken. */
export function tooLarge(bytes: number): Failure {
  return new Failure({
    code: 'invalid',
    message: `The file has ${Math.ceil(bytes / 1024 / 1024)} MB, and at most ${largestImport / 1024 / 1024} MB are taken at once. Nothing was read; split it.`,
  });
}
