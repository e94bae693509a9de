import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { launchApp } from '../support/launch-app.ts';
import { connectedFolder } from './app-world.ts';
import { measureOf, median, type Bench, type Measure } from './measure.ts';

const few = 1_000;
const large = [100_000, 1_000_000] as const;
/** Letters that are typed into the empty find field, one at a time. */
const letters = ['a', 'e', 'o', 'k', 'x', 'z', 'q', 'b', 'l', 'w'];
const scrollSteps = 240;

declare global {
  interface Window {
    painted: Promise<number>;
  }
}

interface Scrolled {
  /** 95th percentile of how long tasks over 50 ms took, in milliseconds; 0 where there were none. */
  longTask: number;
  /** Frames that came a frame or more too late, of all. */
  dropped: number;
  /** Most elements in the document. */
  nodes: number;
  /** The window's JavaScript heap afterwards, in MB. */
  heap: number;
  /** Memory of the main process with its reader and writer afterwards, in MB. */
  main: number;
}

/** From a key that's pressed to the frame that shows the list as it's then, by the browser's own clock, in milliseconds. */
async function keyToPaint(page: Page, key: string): Promise<number> {
  await page.evaluate(() => {
    const rowsOf = () => document.querySelector('[role=grid]')?.getAttribute('aria-rowcount');
    const before = rowsOf();
    window.painted = new Promise((resolve, reject) => {
      setTimeout(() => {
        const busy = document.querySelectorAll('[role=grid] [aria-busy=true]').length;
        reject(
          new Error(`nothing was painted for 30 s: ${before} rows before, ${rowsOf()} now, ${busy} busy`),
        );
      }, 30_000);
      const follow = ({ timeStamp }: KeyboardEvent) => {
        const look = () => {
          const isThere = rowsOf() !== before && !document.querySelector('[role=grid] [aria-busy=true]');
          if (isThere) setTimeout(() => resolve(performance.now() - timeStamp));
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      };
      window.addEventListener('keydown', follow, { capture: true, once: true });
    });
  });
  await page.keyboard.press(key);
  return page.evaluate(() => window.painted);
}

async function typeLetters(page: Page): Promise<number[]> {
  const find = page.getByRole('searchbox', { name: /Find in/ });
  const taken: number[] = [];
  await find.focus();
  for (const letter of letters) {
    taken.push(await keyToPaint(page, letter));
    await keyToPaint(page, 'Backspace');
  }
  return taken;
}

/** Draws the list’s thumb from its beginning to its end and back, a step a frame. */
async function scrollThrough(page: Page): Promise<Omit<Scrolled, 'main'>> {
  const seen = await page.evaluate(async (steps) => {
    const grid = document.querySelector('[role=grid]');
    if (!grid) throw new Error('there is no list');
    const long: number[] = [];
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) long.push(entry.duration);
    });
    observer.observe({ type: 'longtask' });
    const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
    let nodes = 0;
    let late = 0;
    let last = await frame();
    for (let step = 1; step <= 2 * steps; step++) {
      const part = step <= steps ? step / steps : 2 - step / steps;
      grid.scrollTop = part * (grid.scrollHeight - grid.clientHeight);
      const now = await frame();
      late += Math.max(0, Math.round((now - last) / (1000 / 60)) - 1);
      last = now;
      nodes = Math.max(nodes, document.querySelectorAll('*').length);
    }
    observer.takeRecords();
    observer.disconnect();
    long.sort((a, b) => a - b);
    return { longTask: long[Math.floor(long.length * 0.95)] ?? 0, dropped: late / (2 * steps + late), nodes };
  }, scrollSteps);
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return { ...seen, heap: usedSize / 1024 / 1024 };
}

interface Taken {
  keys: number[];
  scrolled: Scrolled[];
}

/** Types and scrolls in the real app over a world of so many sites, fetched before by the app itself. */
async function takeAt(sites: number, say: (line: string) => void): Promise<Taken> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'switchyard-bench-'));
  try {
    // With its times: a file that isn’t as it was closed is read as a whole before the app opens it.
    cpSync(await connectedFolder(sites, say), folder, { recursive: true, preserveTimestamps: true });
    const app = await launchApp({ userDataFolder: folder });
    try {
      const { page } = app;
      await page.setViewportSize({ width: 1280, height: 800 });
      const began = performance.now();
      await page.getByRole('link', { name: 'Sites' }).click();
      await page.locator(`[role=grid][aria-rowcount="${sites + 1}"]`).waitFor({ timeout: 120_000 });
      say(`${sites} sites: the list is there after ${(performance.now() - began).toFixed(0)} ms`);
      // The first letters find the text for search still being read.
      await typeLetters(page);
      const keys = [...(await typeLetters(page)), ...(await typeLetters(page))];
      say(`${sites} sites: key to paint ${median(keys).toFixed(0)} ms`);
      await scrollThrough(page);
      const scrolled: Scrolled[] = [];
      for (let run = 0; run < 3; run++)
        scrolled.push({ ...(await scrollThrough(page)), main: residentMb(app.process.pid) });
      say(`${sites} sites: ${JSON.stringify(scrolled[0])}`);
      return { keys, scrolled };
    } finally {
      await app.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Memory of a process that is in RAM, in MB, by Linux's account; 0 where there's none. */
function residentMb(pid: number | undefined): number {
  const status = `/proc/${pid}/status`;
  if (pid === undefined || !existsSync(status)) return 0;
  const [, kb = '0'] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(status, 'utf8')) ?? [];
  return Number(kb) / 1024;
}

const nameOf = (sites: number) => (sites < 1_000_000 ? `${sites / 1000}k` : `${sites / 1_000_000}m`);

function measuresOf(sites: number, { keys, scrolled }: Taken, small: Taken): Measure[] {
  const beside = `${sites} sites beside ${few}, in the real app, as the browser measures it`;
  const scroll = (part: keyof Scrolled, what: string, unit: Measure['unit']) =>
    measureOf({
      name: `scroll-${nameOf(sites)}-${part.toLowerCase()}`,
      ours: scrolled.map((each) => each[part]),
      reference: small.scrolled.map((each) => each[part]),
      aim: null,
      unit,
      note: `the list drawn from end to end and back, a step a frame: ${what}; ${beside}`,
    });
  return [
    measureOf({
      name: `key-to-paint-${nameOf(sites)}`,
      ours: keys,
      reference: small.keys,
      aim: 1.5,
      note: `a letter typed into the list’s find field to the frame that shows what matches; ${beside}`,
    }),
    scroll('longTask', '95th percentile of tasks over 50 ms', 'ms'),
    scroll('dropped', 'part of the frames that came too late', 'part'),
    scroll('nodes', 'most elements in the document', 'elements'),
    scroll('heap', 'the window’s heap afterwards', 'MB'),
    scroll('main', 'the main process’s memory afterwards, reader and writer included', 'MB'),
  ];
}

export const inWindow: Bench = {
  name: 'in-window',
  async run(say) {
    const base = await takeAt(few, say);
    const measures: Measure[] = [];
    for (const sites of large) measures.push(...measuresOf(sites, await takeAt(sites, say), base));
    return measures;
  },
};
