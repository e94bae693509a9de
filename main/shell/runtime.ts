import type { StartState } from '../../common/contract/commands.ts';

/** What runs the app, for the settings screen. Who starts it says why it's not Electron, if it isn't. */
export function runtimeOf(): StartState['runtime'] {
  const { electron } = process.versions;
  return {
    name: electron === undefined ? 'Chromium' : `Electron ${electron}`,
    note: process.env['SWITCHYARD_RUNTIME_NOTE'] ?? '',
  };
}

/** The system, as the contract names it. */
export function platformOf(): StartState['platform'] {
  const { platform } = process;
  return platform === 'win32' || platform === 'darwin' ? platform : 'linux';
}
