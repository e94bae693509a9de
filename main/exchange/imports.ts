import { setImmediate as turn } from 'node:timers/promises';
import type { CommandOutput, CommandRequest } from '../../common/contract/commands.ts';
import { Failure } from '../../common/contract/errors.ts';
import type {
  ImportAsked,
  ImportCheck,
  ImportLine,
  ImportTable,
  ImportWindow,
} from '../../common/contract/exchange.ts';
import { byteOrderMark, csvLine, guarding } from '../../common/domain/exchange/cells.ts';
import { targetTitle, type ImportKind } from '../../common/domain/exchange/import-fields.ts';
import {
  headerSignature,
  looksLikeHeader,
  mappingFaults,
  recognised,
} from '../../common/domain/exchange/mapping.ts';
import { externalKey, planOf, type ImportOutcome, type LinePlan } from '../../common/domain/exchange/plan.ts';
import { recordOf, type ImportRecord } from '../../common/domain/exchange/record.ts';
import { foldText } from '../../common/domain/text.ts';
import type { Account } from '../../common/partner-api/session.ts';
import type { CacheClient } from '../../db/client.ts';
import { requireAccess } from '../changes/access.ts';
import type { Change } from '../changes/reversal.ts';
import type { Emit } from '../ipc/router.ts';
import type { Random, SaveFile } from '../ports.ts';
import { changesOf } from './import-changes.ts';
import { decoded, largestImport, parsed, tooLarge, type FileLine } from './read-file.ts';

/** Lines that are checked at a time, so that nothing else waits long. */
const stretch = 500;
const samplesShown = 3;
const unknownShown = 50;

const neededAccess = {
  customer: 'customer.create',
  site: 'site.create',
  probe: 'probe.associate',
} as const satisfies Record<ImportKind, string>;

interface CheckedLine extends LinePlan {
  at: FileLine;
}

interface OpenFile {
  token: string;
  lines: FileLine[];
  titles: string[];
  checked: { asked: ImportAsked; lines: CheckedLine[]; revision: number } | null;
}

interface ImportsOptions {
  cache: CacheClient;
  random: Random;
  account(): Account | null;
  emit: Emit;
  saveFile: SaveFile;
  /** Queues changes that belong together, all or none. */
  queue(changes: Change[]): Promise<{ mutationIds: string[] }>;
  newId(): string;
}

/** Brings files of customers, sites and probes in: read, checked line by line, and queued once the preview is accepted. */
export class Imports {
  readonly #options: ImportsOptions;
  #file: OpenFile | null = null;
  #checks = 0;

  constructor(options: ImportsOptions) {
    this.#options = options;
  }

  /** Reads a file and says what its columns are. @throws Failure `invalid` for one that's too large or empty */
  async open({ content, kind }: CommandRequest<'import.open'>): Promise<ImportTable> {
    if (content.length > largestImport) throw tooLarge(content.length);
    const { text, encoding } =
      typeof content === 'string' ? { text: content, encoding: 'Pasted text' } : decoded(content);
    const { delimiter, lines } = await parsed(text);
    const first = lines[0]?.cells ?? [];
    const header = looksLikeHeader(first);
    const titles = header ? first.map((title) => title.trim()) : first.map((_, at) => `Column ${at + 1}`);
    const known = recognised(titles, kind);
    const token = Buffer.from(this.#options.random.bytes(16)).toString('hex');
    this.#checks++;
    this.#file = { token, lines, titles, checked: null };
    return {
      token,
      encoding,
      delimiter,
      lines: lines.length,
      header,
      source: known.source,
      kind: known.kind,
      columns: titles.map((title, at) => ({
        title,
        samples: lines
          .slice(header ? 1 : 0, samplesShown + 1)
          .map(({ cells }) => (cells[at] ?? '').slice(0, 80))
          .filter((cell) => cell.trim() !== ''),
        target: known.targets[at] ?? null,
      })),
      signature: headerSignature(titles),
    };
  }

  /** Checks every line by a mapping. A check that's asked for later ends one that's under way. @throws Failure `not-found`, `not-allowed` */
  async check(asked: ImportAsked): Promise<ImportCheck> {
    const file = this.#required(asked.token);
    const account = this.#options.account();
    requireAccess(account, neededAccess[asked.kind]);
    const number = ++this.#checks;
    file.checked = null;
    const faults = mappingFaults(asked.kind, asked.targets, asked.fixed);
    if (faults.length > 0 || !account) return { faults, counts: countsOf([]), unknown: [] };
    const lines = asked.header ? file.lines.slice(1) : file.lines;
    const checked: CheckedLine[] = [];
    const seen = new Map<string, number>();
    for (let at = 0; at < lines.length; at += stretch) {
      const some = lines.slice(at, at + stretch);
      checked.push(...(await this.#plans(asked, account, some, file.titles.length, seen)));
      if (number !== this.#checks) throw overtaken();
      this.#options.emit('import.progress', {
        token: asked.token,
        done: checked.length,
        total: lines.length,
      });
      await turn();
    }
    file.checked = { asked, lines: checked, revision: number };
    return { faults: [], counts: countsOf(checked), unknown: unknownOf(checked) };
  }

  async #plans(
    asked: ImportAsked,
    { role }: Account,
    lines: readonly FileLine[],
    width: number,
    seen: Map<string, number>,
  ): Promise<CheckedLine[]> {
    const { kind, targets, fixed } = asked;
    const records = lines.map(({ cells }) => recordOf(kind, targets, fixed, cells));
    const matches = await this.#options.cache.read.importMatches(keysOf(kind, records));
    const choices = new Map(Object.entries(asked.choices).map(([name, id]) => [foldText(name), id]));
    return lines.map((at, index) => {
      const record = records[index] as ImportRecord;
      if (at.fault) record.faults.unshift(at.fault);
      else if (at.cells.length !== width) record.faults.unshift(misshapen(at.cells.length, width));
      const earlier = (key: string) => {
        const before = seen.get(key);
        if (before === undefined) seen.set(key, at.line);
        return before;
      };
      return { ...planOf({ kind, role, record, matches, choices, earlier }), at };
    });
  }

  /** Checked lines, by window; of one outcome or all. */
  window({ token, outcome, offset, limit }: CommandRequest<'import.window'>): ImportWindow {
    const { titles, checked } = this.#required(token);
    const all = checked?.lines ?? [];
    const lines = outcome === null ? all : all.filter((line) => line.outcome === outcome);
    const kind = checked?.asked.kind ?? 'customer';
    return {
      total: lines.length,
      unfiltered: all.length,
      rows: lines.slice(offset, offset + limit).map((line) => shownLine(kind, titles, line)),
      revision: checked?.revision ?? 0,
    };
  }

  /**
   * Queues what was checked as changes that belong together.
   * @throws Failure `not-found` where the file isn't open any more or what it changes is gone; then nothing is changed
   */
  async accept({ token, flagged }: CommandRequest<'import.accept'>): Promise<CommandOutput<'import.accept'>> {
    const file = this.#required(token);
    if (!file.checked) throw overtaken();
    const { asked, lines } = file.checked;
    requireAccess(this.#options.account(), neededAccess[asked.kind]);
    const { changes, created, updated } = changesOf(asked.kind, lines, flagged, () => this.#options.newId());
    const { mutationIds } = await this.#options.queue(changes);
    this.#file = null;
    return { mutationIds, created, updated, left: lines.length - created - updated };
  }

  /** Writes lines with errors to a file: the line, the column and the reason, then the cells as they were. */
  async saveFaults({
    token,
  }: CommandRequest<'import.saveFaults'>): Promise<{ rows: number; path: string | null }> {
    const { titles, checked } = this.#required(token);
    const faulty = (checked?.lines ?? []).filter(({ outcome }) => outcome === 'error');
    const pieces = function* () {
      yield byteOrderMark + csvLine([...titles, 'Line', 'Column', 'Reason']);
      for (const { at, notes } of faulty) {
        const columns = [...new Set(notes.map(({ column }) => columnTitle(titles, column) ?? ''))].filter(
          Boolean,
        );
        const cells = titles.map((_, column) => at.cells[column] ?? '');
        const reason = notes.map(({ message }) => message).join('. ');
        yield csvLine([...cells, `${at.line}`, columns.join(', '), reason].map(guarding));
      }
    };
    const path = await this.#options.saveFile(
      { title: 'Save lines with errors', name: 'import-errors.csv', format: 'CSV' },
      pieces(),
    );
    return { rows: path === null ? 0 : faulty.length, path };
  }

  #required(token: string): OpenFile {
    if (this.#file?.token === token) return this.#file;
    throw new Failure({
      code: 'not-found',
      message: 'This file isn’t open any more; nothing was imported. Choose or paste it again.',
    });
  }
}

function keysOf(kind: ImportKind, records: readonly ImportRecord[]) {
  const placeKey = ({ customer: 'partner', site: 'customer', probe: 'site' } as const)[kind];
  const given = (texts: (string | undefined)[]) => [...new Set(texts)].filter((text) => text !== undefined);
  return {
    kind,
    names: given(
      records.map(({ values }) => (typeof values['name'] === 'string' ? values['name'] : undefined)),
    ),
    ids: given(records.map(({ keys }) => keys.id)),
    customerIds: given(records.map(({ keys }) => keys.customerId)),
    serials: given(records.map(({ keys }) => keys.serial)),
    external: [
      ...new Map(
        records.flatMap(({ externalIds }) => externalIds.map((id) => [externalKey(id), id])),
      ).values(),
    ],
    places: given(records.map(({ keys }) => keys[placeKey])),
  };
}

function misshapen(has: number, wanted: number) {
  return {
    column: has > wanted ? wanted : has,
    message: `This line has ${has} ${has === 1 ? 'cell' : 'cells'} and the first has ${wanted}; a delimiter or a quote may be missing`,
  };
}

function countsOf(lines: readonly LinePlan[]): Record<ImportOutcome, number> {
  const counts = { create: 0, update: 0, unchanged: 0, flagged: 0, error: 0 };
  for (const { outcome } of lines) counts[outcome] += 1;
  return counts;
}

function unknownOf(lines: readonly LinePlan[]): ImportCheck['unknown'] {
  const names = new Map<string, { name: string; lines: number }>();
  for (const { unknownPlace } of lines) {
    if (unknownPlace === null) continue;
    const known = names.get(foldText(unknownPlace));
    if (known) known.lines += 1;
    else names.set(foldText(unknownPlace), { name: unknownPlace, lines: 1 });
  }
  return [...names.values()].sort((a, b) => b.lines - a.lines).slice(0, unknownShown);
}

function shownLine(kind: ImportKind, titles: readonly string[], plan: CheckedLine): ImportLine {
  const moved = plan.target !== null && plan.place !== undefined && plan.place !== plan.formerPlace;
  return {
    id: `${plan.at.line}`,
    line: plan.at.line,
    outcome: plan.outcome,
    name: plan.name,
    within: plan.within,
    notes: plan.notes.map(({ column, message }) => ({ column: columnTitle(titles, column), message })),
    changes: [
      ...Object.keys(plan.changes).map((path) => targetTitle(kind, path)),
      ...(moved ? [{ customer: 'Partner', site: 'Customer', probe: 'Site' }[kind]] : []),
    ],
  };
}

function columnTitle(titles: readonly string[], column: number | null): string | null {
  return column === null ? null : `${column + 1}${titles[column] ? ` ${titles[column]}` : ''}`;
}

function overtaken(): Failure {
  return new Failure({
    code: 'not-found',
    message: 'The file was opened or mapped anew meanwhile. Nothing was imported; look at the new preview.',
  });
}
