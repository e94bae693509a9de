// eslint-disable-next-line @typescript-eslint/no-require-imports -- a sandboxed preload is CommonJS
const { contextBridge, ipcRenderer } = require('electron');

const heard = [];
ipcRenderer.on('told', (_event, ...args) => heard.push(args));
contextBridge.exposeInMainWorld('small', {
  echo: (value) => ipcRenderer.invoke('echo', value),
  fail: () => ipcRenderer.invoke('fail'),
  nobody: () => ipcRenderer.invoke('nobody'),
  seen: () => ipcRenderer.invoke('seen'),
  heard: () => heard,
  refused: (name) => {
    try {
      return String(ipcRenderer[name]);
    } catch (error) {
      return error.message;
    }
  },
});
