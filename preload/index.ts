import { contextBridge, ipcRenderer } from 'electron';
import { commandNames, eventNames } from '../common/contract/names.ts';

/**
 * Puts one named function per command and per event on `window.switchyard` (its type is `Bridge`). No function takes a channel:
 * the page can reach what the contract names, and nothing else.
 */
type Ask = (input?: unknown) => Promise<unknown>;
type Listen = (listener: (payload: unknown) => void) => () => void;

const namespaces: Record<string, Record<string, Ask>> = {};
for (const name of commandNames) {
  const [space = '', member = ''] = name.split('.');
  const functions = (namespaces[space] ??= {});
  functions[member] = (input) => ipcRenderer.invoke(name, input);
}

const on: Record<string, Listen> = {};
for (const name of eventNames) {
  on[name] = (listener) => {
    const pass = (_event: unknown, payload: unknown): void => listener(payload);
    ipcRenderer.on(name, pass);
    return () => {
      ipcRenderer.removeListener(name, pass);
    };
  };
}

contextBridge.exposeInMainWorld('switchyard', { ...namespaces, on });
