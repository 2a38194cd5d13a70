import { join } from 'node:path';
import { AppError, type WireError } from '../../shared/model/errors.ts';
import { imageDocument } from '../clouds/aws/image-memory.ts';
import { accountChoices } from '../services/accounts/accounts.ts';
import { savedAccountsDocument } from '../services/accounts/saved-accounts.ts';
import { rememberedMachines } from '../rdp/certificates/remembered.ts';
import { createInstanceCache, type InstanceCacheStore } from '../services/instances/instance-cache.ts';
import { instanceChoices } from '../services/instances/instance-documents.ts';
import { keyDocument } from '../services/keys/key-document.ts';
import { sessionDocument } from '../services/sessions/session-document.ts';
import { settingsDocument } from '../services/settings/settings-document.ts';
import { hostChoices } from '../services/terminals/host-choices.ts';
import { createDocument, type Document, type DocumentOptions } from '../store/document.ts';
import { vaultPolicy } from '../services/vault/vault-policy.ts';
import type { Platform } from './platform.ts';

/** Opens one document; what was repaired or cannot be kept is told once, then the app goes on. */
function open<T extends object>(
  platform: Platform,
  name: string,
  form: Omit<DocumentOptions<T>, 'file'>,
  tell: (problem: WireError) => void,
): Pick<Document<T>, 'load' | 'save'> {
  // Without a data folder that can be written, everything works for as long as the process lives.
  if (platform.dataProblem !== undefined) {
    return { load: () => Promise.resolve({ value: form.empty, problems: [], readOnly: true }), save: () => Promise.resolve() };
  }
  const document = createDocument<T>({ ...form, file: join(platform.dataFolder, name) });
  return {
    async load() {
      const loaded = await document.load();
      for (const problem of loaded.problems) tell(problem);
      return loaded;
    },
    save: (value) => document.save(value),
  };
}

function openInventory(platform: Platform, tell: (problem: WireError) => void): InstanceCacheStore {
  if (platform.dataProblem === undefined) {
    const cache = createInstanceCache(join(platform.dataFolder, 'instances.jsonl'));
    // The list is kept after each load, often with nobody asking: told once, until it worked again.
    let told = false;
    return {
      load: () => cache.load(),
      async save(value) {
        try {
          await cache.save(value);
          told = false;
        } catch (error) {
          if (!told && error instanceof AppError) tell(error.toWire());
          told = true;
          throw error;
        }
      },
    };
  }
  return { load: () => Promise.resolve({ value: { scopes: [] }, problems: [] }), save: () => Promise.resolve() };
}

/** Everything that Gangway keeps as documents in its data folder. */
export function openStores(platform: Platform, tell: (problem: WireError) => void) {
  return {
    settings: open(platform, 'settings.json', settingsDocument, tell),
    accounts: open(platform, 'accounts.json', accountChoices, tell),
    savedAccounts: open(platform, 'saved-accounts.json', savedAccountsDocument, tell),
    choices: open(platform, 'instance-choices.json', instanceChoices, tell),
    hostChoices: open(platform, 'host-choices.json', hostChoices, tell),
    sessions: open(platform, 'sessions.json', sessionDocument, tell),
    vaultPolicy: open(platform, 'vault-settings.json', vaultPolicy, tell),
    keys: open(platform, 'keys.json', keyDocument, tell),
    rdpMachines: open(platform, 'rdp-certificates.json', rememberedMachines, tell),
    inventory: openInventory(platform, tell),
    // A copy, the cloud has the original: what is wrong with it is nobody's business.
    images: open(platform, 'images.json', imageDocument, () => {}),
  };
}
