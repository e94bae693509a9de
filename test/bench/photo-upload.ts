import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { CommandInput, CommandName, CommandOutput } from '../../common/contract/commands.ts';
import { photosLimit } from '../../common/domain/visit-files.ts';
import { systemClock } from '../../main/ports.ts';
import { buildTestConsole } from '../support/build-test-console.ts';
import { photo } from '../support/jpeg.ts';
import { PartnerApiServer, password } from '../support/partner-api-server.ts';
import { measureOf, timed, type Bench } from './measure.ts';
import { laySlowLine } from './slow-line.ts';

const photos = Number(process.env['PHOTOS'] ?? 200);
const photoBytes = 2_000_000;
/** 80 ms there and back, 20 Mbit/s each way, and every ten seconds all connections break. */
const line = { delayMs: 40, bytesPerSecond: 2_500_000 };
const cutEveryMs = 10_000;

type Give = <N extends CommandName>(name: N, input: CommandInput<N>) => Promise<CommandOutput<N>>;

/** The console but for its window, by the real clock. */
async function openConsole(folder: string): Promise<{ give: Give; close(): Promise<void> }> {
  const built = await buildTestConsole(folder, systemClock, () => undefined);
  return {
    give: async <N extends CommandName>(name: N, input: CommandInput<N>) => {
      const answer = await built.give(name, input);
      if (!answer.ok) throw new Error(`${name}: ${answer.error.message}`);
      return answer.value as CommandOutput<N>;
    },
    close: () => built.console.close(),
  };
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await setTimeout(100);
}

/** Visits whose customers let photos be added, as many as are needed for all. */
async function visitsFor(give: Give): Promise<string[]> {
  const asked = { list: { kind: 'visit' as const }, offset: 0, limit: 100 };
  const granting = async () => {
    const { rows } = await give('list.window', asked);
    return rows.flatMap((row) =>
      'customerGrants' in row && row.customerGrants?.length === 6 ? [row.id] : [],
    );
  };
  await until(async () => (await granting()).length > 0);
  return (await granting()).slice(0, Math.ceil(photos / photosLimit));
}

async function sendAll(give: Give, visits: readonly string[], cut: () => void): Promise<number> {
  let cuts = 0;
  let nextCut = performance.now() + cutEveryMs;
  await until(async () => {
    if (performance.now() >= nextCut) {
      cut();
      cuts++;
      nextCut += cutEveryMs;
    }
    let there = 0;
    for (const id of visits)
      there += (await give('visit.files', { id })).files.filter(({ state }) => state === 'there').length;
    return there === photos;
  });
  return cuts;
}

/** Photos that were taken offline go up over a far line that breaks again and again. */
export const photoUpload: Bench = {
  name: 'photo-upload',
  async run(say) {
    const server = await PartnerApiServer.start(['--seed', 'sample', '--rate-limit', '10000000']);
    const toServer = await laySlowLine(server.port, line);
    const folder = mkdtempSync(path.join(os.tmpdir(), 'switchyard-bench-'));
    const { give, close } = await openConsole(folder);
    try {
      const url = `http://127.0.0.1:${toServer.port}`;
      await give('workspace.connect', { url, login: 'admin', password });
      const visits = await visitsFor(give);
      await give('sync.workOffline', { offline: true });
      const thumbnail = new Uint8Array(photo());
      for (let number = 0; number < photos; number++) {
        const visit = visits[Math.floor(number / photosLimit)] ?? '';
        const content = new Uint8Array(photo(photoBytes, number + 1));
        const takenAt = '2026-05-04T09:00:00.000Z';
        await give('visit.addPhoto', { visit, content, thumbnail, caption: '', takenAt, place: null });
      }
      say(`${photos} photos wait`);
      await give('sync.workOffline', { offline: false });
      let cuts = 0;
      const ours = await timed(async () => (cuts = await sendAll(give, visits, toServer.cut)));
      say(`all there, ${cuts} cuts`);
      const bound = ((photos * photoBytes) / line.bytesPerSecond) * 1000;
      return [
        measureOf({
          name: 'photo-upload',
          ours: [ours],
          reference: [bound],
          aim: 1.3,
          note: `${photos} photos of 2 MB that were added offline, from going online until the partner API has them all, over a line of 80 ms and 20 Mbit/s that breaks every 10 s, beside the time that so many bytes take at its bandwidth`,
        }),
      ];
    } finally {
      await close();
      await toServer.close();
      rmSync(folder, { recursive: true, force: true });
      await server.remove();
    }
  },
};
