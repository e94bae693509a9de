import { ipcMain, type BrowserWindow, type IpcMainInvokeEvent } from 'electron';
import type { CommandName, EventName } from '../../common/contract/commands.ts';
import type { RouterOptions } from '../ipc/router.ts';
import { isOwnPage } from './address.ts';

/** The two directions between the window and the main process. Nothing else opens a channel: the router checks all that passes here. */
export interface Channel extends Pick<RouterOptions<IpcMainInvokeEvent>, 'isTrusted' | 'handle'> {
  /** Sends to the window, if there is one. */
  send(name: EventName, payload: unknown): void;
}

/** Closes the channel that electron-store opens by itself: it would answer any page with the path of the data folder. */
export function closeStoreChannel(): void {
  ipcMain.removeAllListeners('electron-store-get-data');
}

/**
 * @param window the app's window at the time of a call; undefined when it's closed
 */
export function openChannel(window: () => BrowserWindow | undefined): Channel {
  return {
    isTrusted(event) {
      const contents = window()?.webContents;
      const frame = event.senderFrame;
      return (
        contents !== undefined &&
        event.sender === contents &&
        frame !== null &&
        frame.parent === null &&
        isOwnPage(frame.url)
      );
    },
    handle(name: CommandName, listener) {
      ipcMain.handle(name, listener);
    },
    send(name, payload) {
      const open = window();
      if (open && !open.isDestroyed()) open.webContents.send(name, payload);
    },
  };
}
