import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { build, type InlineConfig } from 'vite';
import { outFolder, repository } from './folders.ts';
import { forgetBuild, hashOfSources, isBuilt, rememberBuild } from './sources.ts';
import { nodeBundle } from './vite/node-bundle.ts';
import { preloadBundle } from './vite/preload.ts';
import { rendererBundle } from './vite/renderer.ts';

/** Stops the build where a file imports what its room must not. */
function checkLayers(): void {
  const checked = spawnSync(process.execPath, [path.join(repository, 'build/lint/check-layers.ts')], {
    stdio: 'inherit',
  });
  if (checked.status !== 0) process.exit(checked.status ?? 1);
}

function bundles(): InlineConfig[] {
  return [
    nodeBundle('main', {
      index: 'main/index.ts',
      'writer-worker': 'db/writer-worker.ts',
      'reader-worker': 'db/reader-worker.ts',
    }),
    nodeBundle('partner-api', { embedded: 'partner-api/embedded.ts' }),
    preloadBundle(),
    rendererBundle(),
  ];
}

/**
 * Builds everything below `out/`.
 *
 * @param options.ifStale does nothing when `out/` was made from the sources as they are
 */
export async function buildAll(options: { ifStale: boolean }): Promise<void> {
  if (options.ifStale && isBuilt()) return;
  const began = performance.now();
  const hash = hashOfSources();
  fs.mkdirSync(outFolder, { recursive: true });
  forgetBuild();
  checkLayers();
  for (const bundle of bundles()) await build(bundle);
  rememberBuild(hash);
  console.log(`Built out/ in ${((performance.now() - began) / 1000).toFixed(1)} s.`);
}

if (import.meta.main) await buildAll({ ifStale: process.argv.includes('--if-stale') });
