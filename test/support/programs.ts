import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'vite';
import { hashOfSources } from '../../build/sources.ts';
import { nodeBundle } from '../../build/vite/node-bundle.ts';
import { PostgresServer } from './postgres-server.ts';
import { programFolder, programs } from './program-files.ts';
import { postgresVariable, testStore } from './test-store.ts';

const stampFile = path.join(programFolder, 'sources.sha256');

/** What runs once before all tests. */
export default async function prepare(): Promise<(() => Promise<void>) | undefined> {
  await buildPrograms();
  if (testStore === 'embedded') return undefined;
  const server = await PostgresServer.start();
  process.env[postgresVariable] = server.url();
  console.log(
    `The partner APIs of these tests keep everything in ${server.version}. Tests of the embedded database's own file are left out: they ran before.`,
  );
  return () => server.remove();
}

/** Bundles the programs unless they're there, made from the sources as they are. */
async function buildPrograms(): Promise<void> {
  const hash = hashOfSources(['test/support']);
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === hash) return;
  await build(nodeBundle('../.cache', programs));
  writeFileSync(stampFile, hash);
}
