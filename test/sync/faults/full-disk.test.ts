import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newId } from '../../../common/domain/ids.ts';
import { Failure, type AppError } from '../../../common/contract/errors.ts';
import type { SyncState } from '../../../common/contract/views.ts';
import { mutationOf, SyncCaller } from '../../integration/partner-api/caller.ts';
import { SmallDisk, whyNoSmallDisk } from '../../support/small-disk.ts';
import { TestConsole } from '../../support/test-console.ts';
import { password, TestPartnerApi } from '../../support/test-partner-api.ts';
import { effectsOnServer } from '../../support/what-is-kept.ts';

const refused = whyNoSmallDisk();
if (refused !== null) globalThis.console.warn(`A full disk isn’t tried for real: ${refused}.`);

let disk: SmallDisk;
let api: TestPartnerApi;
let console: TestConsole;

const fields = (name: string) => ({ partnerId: null, name, email: 'office@riverside.example' });
const connect = () => console.give('workspace.connect', { url: api.url, login: 'admin', password });
/** Longer than any wait between tries, in milliseconds. */
const longMs = 10 * 60_000;

/** The error of a command that is refused. */
async function errorOf(asked: Promise<unknown>): Promise<AppError | null> {
  try {
    await asked;
    return null;
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown.error;
    throw thrown;
  }
}

/** Ids of mutations that were acknowledged while the disk took them, and the error once it took none. */
async function createUntilRefused(): Promise<{ acknowledged: string[]; error: AppError }> {
  const acknowledged: string[] = [];
  for (let at = 0; at < 500; at++) {
    const made = console.give('customer.create', { ...fields(`Squeezed In ${at}`), notes: 'x'.repeat(2000) });
    const error = await errorOf(made);
    if (error) return { acknowledged, error };
    acknowledged.push(...(await made).mutationIds);
  }
  throw new Error('the full disk took everything');
}

describe.skipIf(refused !== null)('a disk that is full', () => {
  beforeEach(() => {
    disk = new SmallDisk(24);
  });
  afterEach(async () => {
    await console.remove();
    await api.remove();
    disk.remove();
  });

  test('under the console: a sentence for what can’t be kept, lists go on, nothing acknowledged is lost, and it goes on by itself once there’s room', async () => {
    api = await TestPartnerApi.start();
    console = await TestConsole.start(join(disk.folder, 'console'));
    await connect();
    await console.settled();
    const names = await console.names('customer');
    await console.give('sync.workOffline', { offline: true });

    const before = await console.give('customer.create', fields('Just In Time'));
    disk.fill();
    const { acknowledged, error } = await createUntilRefused();
    acknowledged.push(...before.mutationIds);
    expect(error).toMatchObject({ code: 'cache', retry: 'later' });
    expect(error.message).toMatch(/disk is full.*Everything saved before is still here\. Free some room/);
    expect(await console.names('customer')).toEqual(expect.arrayContaining(names));
    expect(console.sync).toMatchObject({ waiting: acknowledged.length, stuck: 0 });

    // What comes in meanwhile has no room either: it's said, and nothing of it is half kept.
    const caller = await SyncCaller.of(api.url);
    const rebrand = { logo: `data:image/png;base64,${'A'.repeat(90_000)}` };
    const creates = Array.from({ length: 80 }, (_, n) =>
      mutationOf('customer.create', { id: newId(), fields: { ...fields(`Came In ${n}`), rebrand } }),
    );
    await caller.push(...creates);
    // That it's online again can't be kept for the next start, which is said; it goes online all the same.
    const unkept = await errorOf(console.give('sync.workOffline', { offline: false }));
    expect(unkept?.message).toContain('disk is full');
    const state = await console.until('in trouble', ({ trouble }) => trouble !== null);
    expect(state).toMatchObject({ phase: 'local-fault' });
    expect(state.trouble?.sentence).toContain('disk is full');
    expect(await console.names('customer')).toEqual(expect.arrayContaining(names));

    disk.empty();
    console.clock.advance(longMs);
    expect(await console.settled()).toMatchObject({ stuck: 0, trouble: null });
    const { mutationIds } = await console.give('customer.create', fields('Room Again'));
    await console.settled();
    const effects = effectsOnServer(api.folder);
    for (const id of [...acknowledged, ...mutationIds]) expect(effects.get(id)).toBe(1);
    expect(await console.names('customer', 'Room Again')).toEqual(['Room Again']);
    expect((await console.names('customer', 'Came In')).length).toBe(80);
  });

  test('when the console starts: the screen says why it shows nothing, and everything is there once there’s room', async () => {
    api = await TestPartnerApi.start();
    console = await TestConsole.start(join(disk.folder, 'console'));
    await connect();
    await console.settled();
    await console.give('sync.workOffline', { offline: true });
    const { mutationIds } = await console.give('customer.create', fields('Before It Was Full'));
    await console.stop();
    disk.fill();
    await console.restart();
    const told = console.sync.notices.map(({ sentence }) => sentence).join(' ');
    expect(told).toMatch(/couldn’t be opened\. .*disk is full/);
    disk.empty();
    await console.restart();
    expect(await console.names('customer', 'Before It Was Full')).toEqual(['Before It Was Full']);
    await console.give('sync.workOffline', { offline: false });
    await console.settled();
    expect(effectsOnServer(api.folder).get(mutationIds[0] ?? '')).toBe(1);
  });

  test('under the partner API: the change waits with the reason, and is applied once there’s room', async () => {
    api = await TestPartnerApi.start({ dataDir: join(disk.folder, 'server') });
    console = await TestConsole.start();
    await connect();
    await console.settled();
    disk.fill();
    const queued: string[] = [];
    const lastAnswer = async () => {
      const { rows } = await console.give('outbox.window', { query: {}, offset: 0, limit: 200 });
      return rows.find((row) => row.lastAnswer !== null)?.lastAnswer ?? null;
    };
    // What its log still has room for is applied; then it says what's wrong.
    for (let at = 0; at < 300 && (await lastAnswer()) === null; at++) {
      const rebrand = { logo: `data:image/png;base64,${'A'.repeat(40_000)}` };
      const made = await console.give('customer.create', { ...fields(`Put Off ${at}`), rebrand });
      queued.push(...made.mutationIds);
      const isAnswered = async () => console.sync.waiting === 0 || (await lastAnswer()) !== null;
      await console.untilSo('answered', isAnswered, () => undefined);
    }
    expect(await lastAnswer()).toContain('The partner API’s disk is full');
    const isHeldBack = ({ phase, nextTryAt }: SyncState) => phase === 'up-to-date' && nextTryAt !== null;
    const state = await console.until('held back', isHeldBack);
    expect(state).toMatchObject({ stuck: 0 });
    expect(state.waiting).toBeGreaterThan(0);
    disk.empty();
    console.clock.advance(longMs);
    await console.settled();
    const effects = effectsOnServer(join(disk.folder, 'server'));
    for (const id of queued) expect(effects.get(id)).toBe(1);
  });
});
