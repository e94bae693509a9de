import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { partnerContext } from '../../../common/domain/contexts.ts';
import { createWriter } from '../../../db/writer.ts';
import { worldBegins } from './seed-rows.ts';
import { makeServerTemplate } from './server.ts';
import { accountOf } from './world.ts';

/** What every world is copied from, and where worlds lie. */
export interface Templates {
  folder: string;
  /** The server's database with its rows and accounts. */
  server: string;
  /** A client's folder as the first start leaves it. */
  client: string;
  remove(): void;
}

/** Makes the templates in a folder in memory, where there is one. */
export async function makeTemplates(): Promise<Templates> {
  const memory = '/dev/shm';
  const folder = mkdtempSync(join(existsSync(memory) ? memory : tmpdir(), 'switchyard-sim-'));
  const server = join(folder, 'server.db');
  await makeServerTemplate(server, [0, 1, 2, 3, 4].map(accountOf), worldBegins);
  const client = join(folder, 'client');
  mkdirSync(client);
  createWriter({ folder: client, context: partnerContext, durable: false, now: () => worldBegins }).close();
  return { folder, server, client, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
