import fs from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { findChromium } from './find-chromium.ts';

const folder = path.join(import.meta.dirname, 'icons');
/** Sizes that Linux desktops look for, in pixels; electron-builder makes the .ico and the .icns from the largest. */
const sizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];

/** Draws build/icons/*.png from icon.svg: `node build/draw-icons.ts`, after the drawing has changed. */
const svg = fs.readFileSync(path.join(folder, 'icon.svg'), 'utf8');
const browser = await chromium.launch({ executablePath: await findChromium() });
for (const size of sizes) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(
    `<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`,
  );
  await page.screenshot({ path: path.join(folder, `${size}x${size}.png`), omitBackground: true });
  await page.close();
}
await browser.close();
