import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { strict } from './strict.ts';

/** What the desktop under the stand-in offers, as a test sets it. */
export interface StandInKeyring {
  backend: 'basic_text' | 'gnome_libsecret' | 'unknown';
  available: boolean;
  /** The next answer of `decryptStringAsync` says that another key is to be used. */
  rotated: boolean;
}

/**
 * Electron's safeStorage with a key that lives as long as the stand-in. The synchronous calls are left out on purpose:
 * https://www.electronjs.org/docs/latest/api/safe-storage calls them deprecated, and they block.
 */
export function createSafeStorage(keyring: StandInKeyring, isReady: () => boolean): object {
  const key = randomBytes(32);
  return strict('safeStorage', {
    // "basic_text - When the desktop environment is not recognised …", "unknown - When the function is called before app has emitted the
    // ready event."
    getSelectedStorageBackend: () => (isReady() ? keyring.backend : 'unknown'),
    // "Resolves with whether encryption is available for asynchronous safeStorage operations. The asynchronous encryptor is initialized lazily
    // the first time this method, encryptStringAsync, or decryptStringAsync is called after the app is ready."
    isAsyncEncryptionAvailable: async () => isReady() && keyring.available,
    // "An array of bytes representing the encrypted string."
    encryptStringAsync: async (plain: string) => {
      mustBeAvailable(keyring);
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      return Buffer.concat([nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    },
    // "shouldReEncrypt boolean - whether data that has just been returned from the decrypt operation should be re-encrypted, as the key has
    // been rotated or a new key is available"; "result string - the decrypted string."
    decryptStringAsync: async (encrypted: Buffer) => {
      mustBeAvailable(keyring);
      const decipher = createDecipheriv('aes-256-gcm', key, encrypted.subarray(0, 12), { authTagLength: 16 });
      decipher.setAuthTag(encrypted.subarray(-16));
      const result = decipher.update(encrypted.subarray(12, -16), undefined, 'utf8') + decipher.final('utf8');
      const shouldReEncrypt = keyring.rotated;
      keyring.rotated = false;
      return { result, shouldReEncrypt };
    },
  });
}

function mustBeAvailable({ available }: StandInKeyring): void {
  if (!available) throw new Error('Encryption is not available.');
}
