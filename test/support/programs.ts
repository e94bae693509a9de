import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'vite';
import { hashOfSources } from '../../build/sources.ts';
import { nodeBundle } from '../../build/vite/node-bundle.ts';
import { programFolder, programs } from './program-files.ts';

const stampFile = path.join(programFolder, 'sources.sha256');

/** Bundles the programs unless they're there, made from the sources as they are. Runs once before all tests. */
export default async function buildPrograms(): Promise<void> {
  const hash = hashOfSources(['test/support']);
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === hash) return;
  await build(nodeBundle('../.cache', programs));
  writeFileSync(stampFile, hash);
}
