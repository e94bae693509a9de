import type { SafeStorage } from 'electron';
import { strict, type PartOf } from './strict.ts';

const noKeychain = () => Promise.reject(new Error('The Chromium stand-in reaches no keychain'));

/** Electron's `safeStorage` on a system that has no keychain: it says so, and encrypts nothing. */
export const safeStorage = strict('safeStorage', {
  isAsyncEncryptionAvailable: () => Promise.resolve(false),
  getSelectedStorageBackend: () => 'basic_text' as const,
  encryptStringAsync: noKeychain,
  decryptStringAsync: noKeychain,
} satisfies PartOf<
  SafeStorage,
  'isAsyncEncryptionAvailable' | 'getSelectedStorageBackend' | 'encryptStringAsync' | 'decryptStringAsync'
>);
