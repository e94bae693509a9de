import path from 'node:path';
import type { InlineConfig } from 'vite';
import { outFolder, repository } from '../folders.ts';

/**
 * Vite configuration of bundles that run in Node 24 (Electron's main process, its workers, the embedded partner API): ES
 * modules with all packages inside, except Electron itself and the package that loads a native binary.
 *
 * @param folder where they go, below `out/`
 * @param input name of each bundle → its source, from the repository's root
 */
export function nodeBundle(folder: string, input: Record<string, string>): InlineConfig {
  const external = ['electron', 'better-sqlite3'];
  return {
    configFile: false,
    root: repository,
    logLevel: 'warn',
    define: { 'process.env.NODE_ENV': '"production"' },
    ssr: { noExternal: true, external },
    build: {
      ssr: true,
      target: 'node24',
      outDir: path.join(outFolder, folder),
      emptyOutDir: true,
      minify: false,
      reportCompressedSize: false,
      rolldownOptions: {
        input: Object.fromEntries(
          Object.entries(input).map(([name, source]) => [name, path.join(repository, source)]),
        ),
        external,
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  };
}
