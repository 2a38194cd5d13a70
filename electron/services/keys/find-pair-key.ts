import { AppError } from '../../../shared/model/errors.ts';
import type { KeyPairMatch } from '../../../shared/model/key.ts';
import { findKeyFile, type FoundKeyFile } from '../../ssh/keys/find-key-file.ts';
import type { KeyPairs } from './key-pairs.ts';
import { texts } from '../../../shared/texts/current.ts';

/** Connecting does not wait longer than this for the cloud's list of key pairs; milliseconds. */
const LOOKUP_TIMEOUT = 6_000;

/**
 * Looks for the private key of an instance's key pair: by the pair's name in each folder, else by its fingerprint among the keys there.
 * Never throws for what a cloud refuses: `note` says so then.
 */
export async function findPairKey(
  options: {
    readonly folders: readonly string[];
    readonly pairs: Pick<KeyPairs, 'fingerprint'>;
    /** Milliseconds; the constant above where absent. */
    readonly patience?: number;
  },
  pair: KeyPairMatch,
  signal: AbortSignal,
): Promise<FoundKeyFile> {
  const lookedAt: string[] = [];
  for (const folder of options.folders) {
    const found = await findKeyFile(pair.keyName, folder);
    if (found.path !== undefined) return { ...found, by: 'name' };
    lookedAt.push(...found.lookedAt);
  }
  const timeout = AbortSignal.timeout(options.patience ?? LOOKUP_TIMEOUT);
  try {
    const fingerprint = await options.pairs.fingerprint(pair, AbortSignal.any([signal, timeout]));
    if (fingerprint === undefined || fingerprint === '') return { path: undefined, lookedAt };
    const path = await byFingerprint(options.folders, fingerprint);
    return path === undefined ? { path, lookedAt } : { path, lookedAt, by: 'fingerprint' };
  } catch (error) {
    signal.throwIfAborted();
    if (timeout.aborted) return { path: undefined, lookedAt, note: texts().keyErrors.lateFingerprint };
    if (!(error instanceof AppError)) throw error;
    return { path: undefined, lookedAt, note: texts().keyErrors.noFingerprint(error.message) };
  }
}

async function byFingerprint(folders: readonly string[], fingerprint: string): Promise<string | undefined> {
  const { scanFolder } = await import('../../ssh/keys/scan-folder.ts');
  for (const folder of folders) {
    for (const { info, cloudFingerprints } of (await scanFolder(folder)).keys) {
      if (cloudFingerprints.includes(fingerprint) && info.place.kind === 'file') return info.place.path;
    }
  }
  return undefined;
}
