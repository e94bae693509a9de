import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { outFolder, repository } from './folders.ts';

const rooms = ['common', 'db', 'main', 'preload', 'renderer', 'partner-api', 'build/vite'];
const files = ['package.json', 'package-lock.json', 'build/build.ts'];
const stampFile = path.join(outFolder, 'sources.sha256');

function* filesBelow(folder: string): Generator<string> {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(full);
    else yield full;
  }
}

/** SHA-256, as hex, of every file that goes into the build, and of those below `more`: names and contents. */
export function hashOfSources(more: readonly string[] = []): string {
  const hash = createHash('sha256');
  const found = [
    ...[...rooms, ...more].flatMap((room) => [...filesBelow(path.join(repository, room))]),
    ...files.map((file) => path.join(repository, file)),
  ];
  for (const file of found.sort()) {
    hash.update(path.relative(repository, file)).update('\0').update(fs.readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

/** Whether `out/` was built from the sources as they are now. */
export function isBuilt(): boolean {
  return fs.existsSync(stampFile) && fs.readFileSync(stampFile, 'utf8') === hashOfSources();
}

/** Marks `out/` as not built, for as long as a build runs. */
export function forgetBuild(): void {
  fs.rmSync(stampFile, { force: true });
}

/** Marks `out/` as built from the sources with this hash. */
export function rememberBuild(hash: string): void {
  fs.writeFileSync(stampFile, hash);
}
