import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { diceFrom, type Dice } from '../../../partner-api/seed/dice.ts';
import { deleteRows } from '../../support/delete-rows.ts';
import { seedOfRun } from '../../support/long-run.ts';
import { TestConsole } from '../../support/test-console.ts';
import { password, TestPartnerApi } from '../../support/test-partner-api.ts';
import { cacheFolder, effectsOnServer } from '../../support/what-is-kept.ts';

let api: TestPartnerApi;
let console: TestConsole;

beforeEach(async () => {
  api = await TestPartnerApi.start();
  console = await TestConsole.start();
});
afterEach(async () => {
  await console.remove();
  await api.remove();
});

const fields = (name: string) => ({ partnerId: null, name, email: 'office@riverside.example' });

/**
 * Overwrites some of a file's pages with noise, the first one spared, so that it's still a file of ours.
 * @param share hits for each page; some are hit twice
 */
function overwritePages(file: string, dice: Dice, pageSize = 4096, share = 1 / 4): void {
  const bytes = readFileSync(file);
  const pages = Math.floor(bytes.length / pageSize);
  for (let hit = 0; hit < Math.max(3, pages * share); hit++) {
    const at = (1 + dice.below(Math.max(1, pages - 1))) * pageSize;
    for (let byte = at; byte < Math.min(at + pageSize, bytes.length); byte++) bytes[byte] = dice.below(256);
  }
  writeFileSync(file, bytes);
}

/** Replaces a stretch of a file by noise. */
function overwriteMiddle(file: string, dice: Dice): void {
  const bytes = readFileSync(file);
  const at = dice.below(Math.max(1, bytes.length - 200));
  for (let byte = at; byte < Math.min(at + 200, bytes.length); byte++) bytes[byte] = dice.below(256);
  writeFileSync(file, bytes);
}

function cutShort(file: string, dice: Dice): void {
  truncateSync(file, Math.floor((statSync(file).size * (20 + dice.below(60))) / 100));
}

interface Damage {
  what: string;
  file: string;
  /** What the damage is, by chance. */
  do(file: string, dice: Dice): void;
  /** What the screen says; null where nothing is lost and nobody needs to know. */
  says: RegExp | null;
  /** How many of the changes that were withdrawn come back for a decision, least and most: the line that says so is lost. */
  comeBack: [number, number];
}

const fetchedAnew = /was damaged and is fetched anew\. Your changes that were waiting are still here\./;
const partOfTheJournal = /Part of the journal of your changes was damaged/;
const none: Damage['comeBack'] = [0, 0];
const damages: Damage[] = [
  { what: 'pages overwritten', file: 'cache-1.db', do: overwritePages, says: fetchedAnew, comeBack: none },
  { what: 'its end cut off', file: 'cache-1.db', do: cutShort, says: fetchedAnew, comeBack: none },
  { what: 'noise in it', file: 'cache-1.db-wal', do: overwritePages, says: null, comeBack: none },
  { what: 'its end cut off', file: 'cache-1.db-wal', do: cutShort, says: null, comeBack: none },
  // What was withdrawn is at its beginning, and that it was at its end.
  { what: 'its end cut off', file: 'journal.log', do: cutShort, says: partOfTheJournal, comeBack: [2, 2] },
  {
    what: 'noise in its middle',
    file: 'journal.log',
    do: overwriteMiddle,
    says: partOfTheJournal,
    comeBack: [0, 2],
  },
  {
    what: 'garbage in it',
    file: 'current.json',
    do: (file, dice) => writeFileSync(file, Buffer.from([dice.below(256), 0x7b, 0])),
    says: null,
    comeBack: none,
  },
];

/** Changes of rows of the sample workspace, queued before anything else: a customer's delete and a partner's edit. */
async function queueWhatIsWithdrawn(): Promise<{ deletion: string[]; edit: string[] }> {
  const [deleted, edited] = await Promise.all(
    (['customer', 'partner'] as const).map(async (kind) => {
      const { rows } = await console.give('list.window', { list: { kind }, offset: 0, limit: 1 });
      return rows[0]?.id ?? '';
    }),
  );
  const { mutationIds: deletion } = await deleteRows(console, 'customer', [deleted ?? '']);
  const never = { name: 'Never Meant', email: 'office@never.example' };
  const { mutationIds: edit } = await console.give('partner.update', { id: edited ?? '', fields: never });
  return { deletion, edit };
}

/** A console on the files of another one as they lie on the disk this instant, as after a power cut. */
async function afterPowerCut(dice: Dice, { file, do: damage }: Damage): Promise<TestConsole> {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-damaged-'));
  cpSync(console.folder, folder, { recursive: true });
  damage(join(cacheFolder(folder), file), dice);
  return TestConsole.start(folder);
}

describe('a console that finds its files damaged', () => {
  test.each(damages)(
    '$file with $what: says so where it matters, and every change that it acknowledged reaches the partner API once',
    async (damage) => {
      const seed = seedOfRun();
      await console.give('workspace.connect', { url: api.url, login: 'admin', password });
      await console.settled();
      await console.give('sync.workOffline', { offline: true });
      const before = [await console.names('customer'), await console.names('partner')];
      const { deletion, edit } = await queueWhatIsWithdrawn();
      const withdrawn = [...deletion, ...edit];
      const acknowledged: string[] = [];
      for (let at = 0; at < 12; at++) {
        const made = await console.give('customer.create', fields(`Acknowledged ${at}`));
        const edit = { id: made.id, fields: { ...fields(`Acknowledged ${at}`), notes: 'edited' } };
        const edited = await console.give('customer.update', edit);
        acknowledged.push(...made.mutationIds, ...edited.mutationIds);
      }
      expect(await console.give('change.undo', { mutationIds: deletion })).toEqual({ how: 'taken-back' });
      expect(await console.give('outbox.discard', { ids: edit })).toEqual({ discarded: edit });

      const damaged = await afterPowerCut(diceFrom(seed), damage);
      try {
        const notices = damaged.sync.notices.map(({ sentence }) => sentence).join(' ');
        if (damage.says) expect(notices, `seed ${seed}`).toMatch(damage.says);
        else expect(notices, `seed ${seed}`).toBe('');
        const { waiting, stuck } = damaged.sync;
        expect(waiting, `seed ${seed}`).toBe(acknowledged.length);
        const [least, most] = damage.comeBack;
        expect(stuck, `seed ${seed}`).toBeGreaterThanOrEqual(least);
        expect(stuck, `seed ${seed}`).toBeLessThanOrEqual(most);
        const { rows } = await damaged.give('outbox.window', {
          query: { states: ['parked', 'conflict', 'rejected'] },
          ...{ offset: 0, limit: 50 },
        });
        expect(
          rows.filter(({ id, state }) => state !== 'parked' || !withdrawn.includes(id)),
          `seed ${seed}`,
        ).toEqual([]);
        expect(rows.length, `seed ${seed}`).toBe(stuck);
        expect((await damaged.names('customer', 'Acknowledged')).length, `seed ${seed}`).toBe(12);
        await damaged.give('sync.workOffline', { offline: false });
        expect(await damaged.settled(), `seed ${seed}`).toMatchObject({ stuck, trouble: null });
        const effects = effectsOnServer(api.folder);
        expect(
          acknowledged.filter((id) => effects.get(id) !== 1),
          `seed ${seed}`,
        ).toEqual([]);
        expect(
          withdrawn.filter((id) => effects.has(id)),
          `seed ${seed}`,
        ).toEqual([]);
        const shown = await damaged.names('customer');
        expect(shown.length).toBe(61 + 12);
        const others = shown.filter((name) => !name.startsWith('Acknowledged'));
        expect([others, await damaged.names('partner')]).toEqual(before);
        await damaged.restart();
        expect(await damaged.settled(), `seed ${seed}`).toMatchObject({ stuck, notices: [] });
        const kept = readdirSync(cacheFolder(damaged.folder));
        const isAside = (name: string) => name.includes('damaged-');
        expect(kept.some(isAside), 'what was damaged is kept').toBe(damage.says !== null);
      } finally {
        await damaged.remove();
      }
    },
  );

  test('in use says so, goes on with what can be read, and is whole after a restart', async () => {
    const seed = seedOfRun();
    await console.give('workspace.connect', { url: api.url, login: 'admin', password });
    await console.settled();
    await console.give('sync.workOffline', { offline: true });
    const { mutationIds } = await console.give('customer.create', fields('Before The Damage'));
    // Everything into the file, and then noise over it, behind the back of whoever has it open.
    await console.restart();
    const file = join(cacheFolder(console.folder), 'cache-1.db');
    // So many that a list of customers can't be read past them.
    overwritePages(file, diceFrom(seed), 4096, 1);
    const told = await firstErrorOf(async () => {
      await console.give('sync.workOffline', { offline: false });
      const state = await console.until(
        'at rest',
        ({ trouble, phase, waiting }) => trouble !== null || (phase === 'up-to-date' && waiting === 0),
      );
      if (state.trouble) throw new Error(state.trouble.sentence);
      await console.names('customer');
      await console.names('customer', 'Before');
    });
    expect(told, `seed ${seed}`).toMatch(/damaged|moves it aside|Starting Switchyard again/);
    await console.restart();
    const restarted = await console.settled();
    expect(restarted.notices.map(({ sentence }) => sentence).join(' '), `seed ${seed}`).toMatch(fetchedAnew);
    expect(effectsOnServer(api.folder).get(mutationIds[0] ?? ''), `seed ${seed}`).toBe(1);
    expect(await console.names('customer', 'Before The Damage')).toEqual(['Before The Damage']);
  });
});

async function firstErrorOf(act: () => Promise<void>): Promise<string | null> {
  try {
    await act();
    return null;
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}

describe('a partner API that finds its database damaged', () => {
  test.each([
    ['pages overwritten', (file: string, dice: Dice) => overwritePages(file, dice, 8192)],
    ['its end cut off', cutShort],
  ])('with %s refuses to start, says why, and changes nothing', async (_what, damage) => {
    const seed = seedOfRun();
    await api.stop();
    const file = join(api.folder, 'partner-api.db');
    damage(file, diceFrom(seed));
    const before = readFileSync(file);
    await expect(api.run(), `seed ${seed}`).rejects.toThrow(
      /is damaged .* It was left as it is\. Restore it from a backup/s,
    );
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(readdirSync(api.folder).filter((name) => name.startsWith('partner-api.db'))).toContain(
      'partner-api.db',
    );
  });
});
