import ElectronStore from 'electron-store';
import type { SettingsStore } from '../ports.ts';
import { settingsName } from '../settings/settings.ts';
import { closeStoreChannel } from './channel.ts';

/** The file of view and window preferences in the data folder. Opened once a damaged one has been moved aside. */
export function openSettingsStore(): SettingsStore {
  const store = new ElectronStore<Record<string, unknown>>({ name: settingsName });
  closeStoreChannel();
  return store;
}
