import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { InlineConfig, Plugin } from 'vite';
import { outFolder, repository } from '../folders.ts';

const namesFile = path.join(repository, 'common/contract/names.ts');

/**
 * Evaluates the contract's names while building and puts plain lists in their place, so that no schema, and no zod, is loaded
 * before the page.
 */
function contractNames(): Plugin {
  return {
    name: 'contract-names',
    enforce: 'pre',
    async load(id) {
      if (path.normalize(id.split('?')[0] ?? '') !== namesFile) return null;
      const names: Record<string, unknown> = await import(
        `${pathToFileURL(namesFile).href}?at=${Date.now()}`
      );
      return Object.entries(names)
        .map(([name, list]) => `export const ${name} = ${JSON.stringify(list)};`)
        .join('\n');
    },
  };
}

/** Vite configuration of the preload: one CommonJS file that needs nothing but `electron`, as a sandboxed preload must. */
export function preloadBundle(): InlineConfig {
  return {
    configFile: false,
    root: repository,
    logLevel: 'warn',
    plugins: [contractNames()],
    build: {
      lib: {
        entry: path.join(repository, 'preload/index.ts'),
        formats: ['cjs'],
        fileName: () => 'index.cjs',
      },
      outDir: path.join(outFolder, 'preload'),
      emptyOutDir: true,
      minify: false,
      target: 'chrome140',
      reportCompressedSize: false,
      rolldownOptions: { external: ['electron'] },
    },
  };
}
