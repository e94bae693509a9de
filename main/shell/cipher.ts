import { app, safeStorage } from 'electron';
import { FileCipher } from '../credentials/file-cipher.ts';
import type { Cipher } from '../ports.ts';

const standInNote =
  'This system has no keychain. Saved sign-ins are encrypted with a key that lies in the data folder, readable by your account alone.';

/**
 * The system's keychain by Electron's asynchronous API, as the vault uses it; where there's none, a key in the data folder.
 *
 * @param folder the data folder
 */
export function keychainCipher(platform: NodeJS.Platform, folder: string): Cipher {
  const standIn = new FileCipher(folder);
  let found: Promise<boolean> | undefined;
  const hasKeychain = () => (found ??= findKeychain(platform));
  return {
    available: async () =>
      (await hasKeychain())
        ? { protection: 'keychain', note: '' }
        : { protection: 'stand-in', note: standInNote },
    encrypt: async (text) =>
      (await hasKeychain()) ? safeStorage.encryptStringAsync(text) : standIn.encrypt(text),
    decrypt: async (encrypted) =>
      standIn.isOwn(encrypted)
        ? standIn.decrypt(encrypted)
        : (await safeStorage.decryptStringAsync(encrypted)).result,
  };
}

/** Whether secrets can be kept by a keychain. Without one Electron on Linux encrypts with a password that everybody knows. */
async function findKeychain(platform: NodeJS.Platform): Promise<boolean> {
  await app.whenReady();
  if (!(await safeStorage.isAsyncEncryptionAvailable())) return false;
  return platform !== 'linux' || !['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend());
}
