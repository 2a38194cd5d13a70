import { realpath, stat } from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';
import { AppError, type WireError } from '../../../shared/model/errors.ts';
import type { KeyInfo, KeyList, KeyPlace } from '../../../shared/model/key.ts';
import { secretId, type VaultState } from '../../../shared/model/vault.ts';
import type { Ask, Secrets } from '../../ssh/ssh.ts';
import type { AgentIdentity } from '../../ssh/authentication/agent.ts';
import { expandHome } from '../../ssh/keys/expand-home.ts';
import type { FoundKeyFile } from '../../ssh/keys/find-key-file.ts';
import type { KeyFacts } from '../../ssh/keys/key-facts.ts';
import type { KeyPairMatch } from '../../../shared/model/key.ts';
import type { KeyFolders } from './key-document.ts';
import type { KeyPairs, Place } from './key-pairs.ts';
import { findPairKey } from './find-pair-key.ts';
import { writeKeyFile } from './write-key-file.ts';
import { texts } from '../../../shared/texts/current.ts';

/** Said in the question for a passphrase: the vault seals the key itself, so there is nothing else to keep. */
const copyWords = () => ({ title: texts().keyErrors.copyTitle, cannotRemember: texts().keyErrors.vaultKeeps });

/** Chosen folders, besides `~/.ssh`. */
const MAX_FOLDERS = 50;

/** The vault as far as keys need it. */
export interface KeyVault {
  state(): VaultState;
  subscribe(changed: (state: VaultState) => void): () => void;
  /** The caller wipes it. Throws `vault-locked`. */
  read(id: string): Promise<Buffer | undefined>;
  /** Asks to make or unlock a vault where needed. */
  remember: Secrets['remember'];
}

export interface KeysOptions {
  readonly homeFolder: string;
  readonly store: { load(): Promise<{ value: KeyFolders }>; save(value: KeyFolders): Promise<void> };
  /** Empty where there is no agent; throws `AppError('agent')` when there is one that does not answer. */
  readonly listAgent: (signal: AbortSignal) => Promise<readonly AgentIdentity[]>;
  readonly vault: KeyVault | undefined;
  readonly pairs: KeyPairs;
  /** Where to ask for key pairs: enabled accounts, regions that have instances. */
  readonly places: () => readonly Place[];
  readonly ask: Ask;
}

/** The private keys within reach. */
export interface Keys {
  /** `~/.ssh`, then the chosen ones. */
  folders(): readonly string[];
  list(options: { readonly pairs: boolean }, signal: AbortSignal): Promise<KeyList>;
  inspect(path: string): Promise<KeyInfo>;
  addFolder(path: string): Promise<void>;
  removeFolder(path: string): Promise<void>;
  generate(options: { path: string; comment: string; passphrase: string }): Promise<{ key: KeyInfo; publicLine: string }>;
  importToVault(path: string, signal: AbortSignal): Promise<{ id: string }>;
  publicLine(place: KeyPlace, sha256: string | undefined, signal: AbortSignal): Promise<string>;
  /** The private key of an instance's key pair, by name, else by fingerprint. */
  findForPair(pair: KeyPairMatch, signal: AbortSignal): Promise<FoundKeyFile>;
  /** Told when keys may have changed; the count goes up each time. */
  subscribe(changed: (count: number) => void): () => void;
  count(): number;
  close(): void;
}

export async function createKeys(options: KeysOptions): Promise<Keys> {
  const { homeFolder, vault, pairs } = options;
  const sshFolder = join(homeFolder, '.ssh');
  const listeners = new Set<(count: number) => void>();
  let chosen = (await options.store.load()).value.folders;
  let count = 0;
  const changed = (): void => {
    count += 1;
    for (const listener of listeners) listener(count);
  };
  let vaultKeys = vaultKeyIds(vault?.state());
  const stopVault = vault?.subscribe((state) => {
    const now = vaultKeyIds(state);
    if (now === vaultKeys) return;
    vaultKeys = now;
    changed();
  });

  const folders = (): readonly string[] => [sshFolder, ...chosen];
  const shown = ({ info, cloudFingerprints }: KeyFacts): KeyInfo => ({ ...info, matches: pairs.matches(cloudFingerprints) });

  async function agentKeys(signal: AbortSignal): Promise<KeyFacts[]> {
    const { publicFacts } = await import('../../ssh/keys/key-facts.ts');
    const identities = await options.listAgent(signal);
    return identities.map(({ publicBlob, comment }) => publicFacts(publicBlob, comment, { kind: 'agent' }, 'agent'));
  }

  async function vaultKey(id: string): Promise<KeyFacts | undefined> {
    const label = vault?.state().secrets.find((secret) => secret.id === id && secret.kind === 'key')?.label;
    const value = label === undefined ? undefined : await vault?.read(id);
    if (label === undefined || value === undefined) return undefined;
    try {
      const { readTextFacts } = await import('../../ssh/keys/key-facts.ts');
      return await readTextFacts(value.toString('utf8'), label, { kind: 'vault', id }, 'vault');
    } finally {
      value.fill(0);
    }
  }

  async function keysOfVault(): Promise<KeyFacts[]> {
    const found: KeyFacts[] = [];
    for (const { id, kind } of vault?.state().secrets ?? []) {
      const facts = kind === 'key' ? await vaultKey(id) : undefined;
      if (facts !== undefined) found.push(facts);
    }
    return found;
  }

  async function inspectFacts(path: string): Promise<KeyFacts> {
    const { readFileFacts } = await import('../../ssh/keys/key-facts.ts');
    return await readFileFacts(expandHome(path, homeFolder));
  }

  async function keepFolders(next: readonly string[]): Promise<void> {
    const before = chosen;
    chosen = next;
    try {
      await options.store.save({ folders: next });
    } catch (error) {
      chosen = before;
      throw error;
    }
    changed();
  }

  return {
    folders,
    async list({ pairs: askPairs }, signal) {
      const { scanFolder } = await import('../../ssh/keys/scan-folder.ts');
      const problems: WireError[] = [];
      const part = async <T>(work: Promise<readonly T[]>): Promise<readonly T[]> => {
        try {
          return await work;
        } catch (error) {
          signal.throwIfAborted();
          if (!(error instanceof AppError)) throw error;
          problems.push(error.toWire());
          return [];
        }
      };
      const files = async (): Promise<readonly KeyFacts[]> => {
        const found: KeyFacts[] = [];
        for (const folder of folders()) {
          if (folder !== sshFolder && !(await isFolder(folder))) {
            problems.push({
              code: 'not-found',
              message: texts().keyErrors.folderGone(folder),
              hint: texts().keyErrors.bringBack,
            });
          }
          const scanned = await scanFolder(folder);
          found.push(...scanned.keys);
          problems.push(...scanned.problems);
          signal.throwIfAborted();
        }
        return found;
      };
      const asking = askPairs ? part(pairs.ask(options.places(), signal)) : Promise.resolve([]);
      const [inFiles, inAgent, inVault, refused] = await Promise.all([files(), part(agentKeys(signal)), part(keysOfVault()), asking]);
      return {
        keys: [...inFiles, ...inAgent, ...inVault].map(shown),
        folders: folders(),
        problems: [...problems, ...refused],
      };
    },

    inspect: async (path) => shown(await inspectFacts(path)),

    async addFolder(given) {
      const path = expandHome(given, homeFolder);
      if (!isAbsolute(path))
        throw new AppError('invalid-input', texts().keyErrors.notWholePath(given), { hint: texts().keyErrors.exampleFolder });
      if (!(await isFolder(path))) throw new AppError('not-found', texts().keyErrors.noFolder(path), { hint: texts().keyErrors.checkPath });
      const real = await Promise.all([path, ...folders()].map((one) => realpath(one).catch(() => one)));
      if (real.indexOf(real[0] ?? '', 1) > 0) return;
      if (chosen.length >= MAX_FOLDERS) throw new AppError('limit', texts().keyErrors.manyFolders(MAX_FOLDERS));
      await keepFolders([...chosen, path]);
    },

    async removeFolder(given) {
      const path = expandHome(given, homeFolder);
      if (chosen.includes(path)) await keepFolders(chosen.filter((folder) => folder !== path));
    },

    async generate({ path: given, comment, passphrase }) {
      const path = expandHome(given, homeFolder);
      const { generateEd25519 } = await import('../../ssh/keys/generate.ts');
      const made = await generateEd25519({ comment, passphrase });
      await writeKeyFile(path, made);
      changed();
      return { key: shown(await inspectFacts(path)), publicLine: made.publicLine };
    },

    async importToVault(given, signal) {
      if (vault === undefined) throw new AppError('unsupported', texts().keyErrors.noVault);
      const path = expandHome(given, homeFolder);
      const { openKeyObject, readKeyFile } = await import('../../ssh/keys/load-key.ts');
      const { publicFacts } = await import('../../ssh/keys/key-facts.ts');
      const { toPrivateKey } = await import('../../ssh/keys/key-encoding.ts');
      const file = await readKeyFile(path);
      const askPassphrase = async (attempt: number): Promise<string> =>
        (await options.ask('passphrase', { ...copyWords(), file: path, attempt }, signal)).passphrase;
      const key = await openKeyObject(file, askPassphrase, signal);
      const { info } = publicFacts(toPrivateKey(key, path).publicBlob, file.comment ?? '', { kind: 'file', path }, '');
      const id = secretId.key(info.sha256 ?? '');
      const label = info.comment === '' ? basename(path) : info.comment;
      const value = key.export({ format: 'pem', type: 'pkcs8' });
      await vault.remember({ id, kind: 'key', label, value: value.toString() }, signal);
      changed();
      return { id };
    },

    async publicLine(place, sha256, signal) {
      const { publicLine } = await import('../../ssh/keys/write-openssh.ts');
      const facts = await find(place, sha256, signal);
      if (facts?.publicBlob === undefined || facts.info.type === undefined) {
        throw new AppError('key-missing', texts().keyErrors.noPublicHalf, {
          hint: place.kind === 'file' ? texts().keyErrors.makePublicHalf(place.path, place.path) : texts().keyErrors.listAgain,
        });
      }
      return publicLine(facts.info.type, facts.publicBlob, facts.info.comment);
    },

    findForPair: (pair, signal) => findPairKey({ folders: folders(), pairs }, pair, signal),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    count: () => count,
    close: () => stopVault?.(),
  };

  async function find(place: KeyPlace, sha256: string | undefined, signal: AbortSignal): Promise<KeyFacts | undefined> {
    if (place.kind === 'file') return await inspectFacts(place.path);
    if (place.kind === 'vault') return await vaultKey(place.id);
    return (await agentKeys(signal)).find(({ info }) => sha256 === undefined || info.sha256 === sha256);
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}

function vaultKeyIds(state: VaultState | undefined): string {
  return (state?.secrets ?? [])
    .filter(({ kind }) => kind === 'key')
    .map(({ id, label }) => `${id}\n${label}`)
    .join('\n');
}
