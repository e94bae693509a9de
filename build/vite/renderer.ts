import path from 'node:path';
import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import type { InlineConfig } from 'vite';
import { outFolder, repository } from '../folders.ts';

/** Vite configuration of the window's page. Nothing is inlined as `data:`: the policy lets scripts and styles come from files only. */
export function rendererBundle(): InlineConfig {
  return {
    configFile: false,
    root: path.join(repository, 'renderer'),
    base: './',
    logLevel: 'warn',
    plugins: [react(), tailwind()],
    build: {
      outDir: path.join(outFolder, 'renderer'),
      emptyOutDir: true,
      target: 'chrome140',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 4000,
      reportCompressedSize: false,
    },
  };
}
