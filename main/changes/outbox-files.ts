import { z } from 'zod';
import { Failure } from '../../common/contract/errors.ts';
import { importFate, type ImportFate, type ImportPreview } from '../../common/contract/outbox.ts';
import { contextOf } from '../../common/domain/contexts.ts';
import {
  checkChanges,
  filesFrame,
  outboxFileLimit,
  readOutboxFile,
  writeOutboxFile,
  type FiledChange,
  type FileFault,
  type OutboxOwner,
} from '../../common/domain/outbox-file.ts';
import type { Account } from '../../common/partner-api/session.ts';
import type { CacheClient } from '../../db/client.ts';
import { foldRecords } from '../../db/journal/entries.ts';
import { readJournalText } from '../../db/journal/lines.ts';
import { isoNow, type Clock, type Random } from '../ports.ts';
import {
  checkContents,
  filesToCarry,
  filesToKeep,
  keepThen,
  missingInWords,
  straysInWords,
  unsentOf,
  type CheckedFile,
  type FilesHere,
} from './carried-files.ts';

/** Most changes of a preview that are named one by one. */
const previewed = 1000;
/** Most faults that are named. */
const faultsNamed = 50;

export interface OutboxFilesOptions {
  cache: CacheClient;
  clock: Clock;
  random: Random;
  workspace: { name: string; url: string };
  /** Who is signed in, as of now. */
  account(): Account | null;
  files: FilesHere;
  /** Told when something is in the outbox that can be sent. */
  onQueued(): void;
}

/** A file that was found good, waiting to be accepted. */
interface Checked {
  token: string;
  account: string;
  changes: FiledChange[];
  files: CheckedFile[];
}

/** Takes the outbox to another installation, and brings one in. A file belongs to one account at one partner API. */
export class OutboxFiles {
  readonly #options: OutboxFilesOptions;
  #checked: Checked | null = null;

  constructor(options: OutboxFilesOptions) {
    this.#options = options;
  }

  /** How many photos and reports a file of all would take along, or say that they stay. */
  unsent(): Promise<number> {
    return unsentOf(this.#options.files);
  }

  /**
   * The changes as a file, with the photos and reports that the partner API hasn't got: of these changes, or with null all that there are.
   * Without `withFiles` they're only counted as staying here.
   * @throws Failure `not-found` where nothing can be written, `invalid` where it's more than can be imported
   */
  async text(
    ids: string[] | null,
    withFiles = true,
  ): Promise<{ text: string; name: string; changes: number; files: number; filesLeft: number }> {
    const { cache, clock, files: here } = this.#options;
    const entries = await cache.read.outboxEntries(ids);
    const madeAt = isoNow(clock);
    const owner = { ...(await this.#owner()), madeAt };
    const changes = writeOutboxFile(owner, entries);
    if (changes.length > outboxFileLimit) throw tooMany();
    const { files, left } = await filesToCarry(
      here,
      entries.map(({ mutation }) => mutation),
      { all: ids === null, characters: outboxFileLimit - changes.length - filesFrame },
    );
    const carried = withFiles ? files : [];
    const filesLeft = left + files.length - carried.length;
    if (entries.length + carried.length === 0) throw nothingToWrite(filesLeft, files.length);
    const text = carried.length === 0 ? changes : writeOutboxFile(owner, entries, carried);
    const name = `switchyard-changes-${madeAt.slice(0, 10)}.json`;
    return { text, name, changes: entries.length, files: carried.length, filesLeft };
  }

  /**
   * Checks a file, or the journal of an installation, without queueing anything.
   * @throws Failure `invalid` naming every fault by line or change; `not-allowed` for another account or partner API
   */
  async check(text: string): Promise<ImportPreview> {
    const { cache, random, files: here } = this.#options;
    const owner = await this.#owner();
    const read = isJournal(text) ? readJournal(text) : readFile(text, owner);
    const fates = await cache.write.importFates(read.changes.map(({ mutation }) => mutation.id));
    const token = Buffer.from(random.bytes(16)).toString('hex');
    const { changes, files } = read;
    this.#checked = { token, account: owner.account.id, changes, files };
    const { wanted, strays } = await filesToKeep(here, files, changes, fates);
    const missing = await missingInWords(here, files, changes, fates);
    const others = [missing, straysInWords(strays)].filter((caution) => caution !== null);
    const counts = Object.fromEntries(importFate.options.map((fate) => [fate, 0])) as Record<
      ImportFate,
      number
    >;
    for (const fate of fates) counts[fate] += 1;
    return {
      token,
      source: read.source,
      cautions: [...read.cautions, ...others],
      files: {
        count: wanted.length,
        bytes: wanted.reduce((sum, { content }) => sum + content.byteLength, 0),
      },
      counts,
      changes: read.changes.slice(0, previewed).map(({ mutation, title }, at) => ({
        id: mutation.id,
        title,
        fate: fates[at] ?? 'added',
      })),
    };
  }

  /**
   * Queues what was checked, with its own ids, and keeps its photos and reports: all of it, or nothing. Gives how many were added.
   * @throws Failure `not-found` for another file; `cache` where there's no room
   */
  async accept(token: string): Promise<{ added: number; files: number }> {
    const { cache, onQueued, files: here } = this.#options;
    const owner = await this.#owner();
    const checked = this.#checked;
    if (checked?.token !== token || checked.account !== owner.account.id)
      throw new Failure({
        code: 'not-found',
        message: 'This file isn’t open any more; nothing was imported. Choose it again.',
      });
    const { changes } = checked;
    const known = await cache.write.importFates(changes.map(({ mutation }) => mutation.id));
    const { wanted } = await filesToKeep(here, checked.files, changes, known);
    const { fates } = await keepThen(here, wanted, () => cache.write.importChanges(changes));
    this.#checked = null;
    onQueued();
    here.wake();
    return { added: fates.filter((fate) => fate === 'added').length, files: wanted.length };
  }

  /** @throws Failure `not-allowed` while nobody is signed in */
  async #owner(): Promise<OutboxOwner> {
    const { cache, workspace, account } = this.#options;
    const whose = account();
    if (!whose)
      throw new Failure({
        code: 'not-allowed',
        message: 'Nobody is signed in. Changes belong to an account; sign in first.',
        retry: 'sign-in',
      });
    const { epoch } = await cache.write.status();
    return {
      server: { name: workspace.name, url: workspace.url, epoch },
      account: { id: whose.id, login: whose.login },
      context: contextOf(whose),
    };
  }
}

function tooMany(): Failure {
  return new Failure({
    code: 'invalid',
    message:
      'These changes are more than a file takes, and nothing was written. Choose some of them in the outbox and export those.',
  });
}

/** @param left Photos and reports that stay here, `good` of which a file would take */
function nothingToWrite(left: number, good: number): Failure {
  const message =
    left === 0
      ? 'There’s nothing to export: the partner API has confirmed everything.'
      : good > 0
        ? 'No change waits, and photos and reports aren’t copied as text. Export to a file to take them along.'
        : 'No change waits, and the photos and reports that the partner API hasn’t got are damaged on this computer. Nothing can be exported.';
  return new Failure({ code: 'not-found', message });
}

interface Read {
  source: ImportPreview['source'];
  cautions: string[];
  changes: FiledChange[];
  files: CheckedFile[];
}

function readFile(text: string, here: OutboxOwner): Read {
  const file = readOutboxFile(text);
  if (!file.ok) throw faulty(file.faults);
  const { owner, madeAt, changes } = file;
  refuseStrangers(owner, here);
  const contents = checkContents(file.files, changes);
  if (contents.faults.length > 0) throw faulty(contents.faults);
  const restored =
    owner.server.epoch !== null && here.server.epoch !== null && owner.server.epoch !== here.server.epoch;
  return {
    source: { kind: 'file', madeAt, account: owner.account.login, server: owner.server.name },
    cautions: restored
      ? [
          'The partner API was restored from a backup since the file was made. What it has lost is applied again.',
        ]
      : [],
    changes,
    files: contents.files,
  };
}

/** @throws Failure `not-allowed` */
function refuseStrangers(owner: OutboxOwner, here: OutboxOwner): void {
  const sameUrl = owner.server.url !== '' && owner.server.url === here.server.url;
  const sameEpoch = owner.server.epoch !== null && owner.server.epoch === here.server.epoch;
  if (!sameUrl && !sameEpoch)
    throw new Failure({
      code: 'not-allowed',
      message: `These changes were made for ${placeName(owner)}, and ${placeName(here)} is open here. Nothing was imported; open that workspace first.`,
    });
  if (owner.account.id !== here.account.id)
    throw new Failure({
      code: 'not-allowed',
      message: `These changes were made by ${owner.account.login}, and ${here.account.login} is signed in here. Changes are sent in the name of who made them: sign in as ${owner.account.login} to import them. Nothing was imported.`,
    });
}

function placeName({ server: { name, url } }: OutboxOwner): string {
  return url === ''
    ? `another installation’s ${name}`.replace('another installation’s ', '')
    : `${name} (${url})`;
}

/** A journal's lines begin with a checksum of eight digits. */
function isJournal(text: string): boolean {
  return /^[0-9a-f]{8} \{/.test(text);
}

/** What has to be in a record for the journal to be folded; its change is checked like one of a file. */
const foldable = z.discriminatedUnion('type', [
  z.looseObject({ type: z.enum(['queued', 'replaced']), mutation: z.looseObject({ id: z.string() }) }),
  z.looseObject({ type: z.enum(['settled', 'discarded', 'told', 'hold']), id: z.string() }),
  z.looseObject({ type: z.literal('rewritten') }),
]);

function readJournal(text: string): Read {
  const { records, damaged } = readJournalText(Buffer.from(text));
  const strange = records.findIndex((record) => !foldable.safeParse(record).success);
  if (strange >= 0)
    throw faulty([
      { at: `Record ${strange + 1} of the journal`, message: 'It isn’t one that Switchyard writes.' },
    ]);
  const pending = [...foldRecords(records).values()].filter((entry) => entry.state === 'pending');
  const { changes, faults } = checkChanges(pending, (_entry, at) => `Change ${at} of the journal`);
  if (faults.length > 0) throw faulty(faults);
  return {
    source: { kind: 'journal', madeAt: null, account: null, server: null },
    cautions: [
      'A journal doesn’t say at which partner API and by which account its changes were made. Import it only where both are the ones of this window.',
      ...(damaged.length > 0
        ? [
            `${damaged.length === 1 ? `Line ${damaged[0]} is` : `Lines ${damaged.join(', ')} are`} damaged and left out; a change may be missing, or be here though it was confirmed.`,
          ]
        : []),
    ],
    changes,
    files: [],
  };
}

function faulty(faults: readonly FileFault[]): Failure {
  const [first] = faults;
  const others = faults.length > 1 ? ` (and ${faults.length - 1} more)` : '';
  return new Failure({
    code: 'invalid',
    message: `Nothing was imported. ${first?.at ?? 'The file'}: ${first?.message ?? 'it can’t be read'}${others}`,
    fields: faults.slice(0, faultsNamed).map(({ at, message }) => ({ path: at, message })),
  });
}
