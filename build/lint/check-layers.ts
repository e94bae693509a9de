import { readFileSync } from 'node:fs';
import { globSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { importFault, layers } from './layers.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** Every import of the tree that the layers forbid, as `file: sentence`. Fast: it reads imports alone. */
export function layerFaults(base: string = root): string[] {
  const folders = [...new Set(Object.keys(layers).map((room) => room.split('/')[0]))];
  const files = folders.flatMap((folder) => globSync(`${folder}/**/*.{ts,tsx,mts}`, { cwd: base }));
  return files.flatMap((file) => {
    const posix = file.split(path.sep).join('/');
    const { importedFiles } = ts.preProcessFile(readFileSync(path.join(base, file), 'utf8'), true, true);
    return importedFiles.flatMap(({ fileName }) => {
      const fault = importFault(posix, fileName);
      return fault ? [`${posix}: ${fault}`] : [];
    });
  });
}

if (import.meta.main) {
  const faults = layerFaults();
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exit(1);
}
