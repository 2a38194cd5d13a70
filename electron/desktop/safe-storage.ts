import { safeStorage } from 'electron';
import type { SafeStorage } from '../services/vault/safe-storage.ts';
import { texts } from '../../shared/texts/current.ts';

/** Electron's safe storage, by its asynchronous calls: the others may block this process while a keychain asks the person. */
export function createSafeStorage(platform: NodeJS.Platform = process.platform): SafeStorage {
  return {
    async available() {
      // "If no secret store is available, items stored … will be unprotected as they are encrypted via hardcoded plaintext password":
      // that is no protection, whatever it calls itself. `unknown` is what it says before the app is ready.
      const backend = platform === 'linux' ? safeStorage.getSelectedStorageBackend() : undefined;
      if (backend === 'basic_text' || backend === 'unknown') {
        return { ok: false, why: texts().hostTexts.noKeyring };
      }
      const available = await safeStorage.isAsyncEncryptionAvailable().catch(() => false);
      return available ? { ok: true } : { ok: false, why: texts().hostTexts.keyStoreLocked };
    },
    // Only strings go in: the data key travels as base64, and those strings cannot be wiped.
    encrypt: (plain) => safeStorage.encryptStringAsync(Buffer.from(plain).toString('base64')),
    async decrypt(encrypted) {
      const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(Buffer.from(encrypted));
      return { plain: Buffer.from(result, 'base64'), renew: shouldReEncrypt };
    },
  };
}
