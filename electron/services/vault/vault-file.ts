import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError, type WireError } from '../../../shared/model/errors.ts';
import { fileError, keepAs, TEMPORARY_MARK, writeAtomic } from '../../store/write-atomic.ts';
import { MAX_VAULT_BYTES, parseVault, serialiseVault, type VaultDocument } from './vault-format.ts';
import { texts } from '../../../shared/texts/current.ts';

export type LoadedVault =
  | { readonly kind: 'none' }
  /** With `problem` it is the copy: the file itself was damaged. */
  | { readonly kind: 'vault'; readonly vault: VaultDocument; readonly problem?: WireError }
  /** It cannot be used. Nothing was changed on the disk. */
  | { readonly kind: 'broken'; readonly problem: WireError };

/** `vault.json` and its copy. What is in them is somebody else's business. */
export interface VaultFile {
  readonly path: string;
  /** Never throws. A damaged file is set aside and its copy put in its place, if that is whole. */
  load(): Promise<LoadedVault>;
  /** Replaces file and copy. Throws `AppError` (`disk-full`, `read-only`, `limit` for what is more than a vault can hold); both stand as before then. */
  save(vault: VaultDocument): Promise<void>;
  /** What the copy holds; `undefined` when there is none or it is damaged. */
  copy(): Promise<VaultDocument | undefined>;
  /** Sets the file aside and puts this in its place. */
  replaceBroken(vault: VaultDocument): Promise<void>;
  /** Removes what earlier troubles left: it holds forgotten secrets, and data keys under former master passwords. */
  removeLeftovers(): Promise<void>;
  /** Removes everything. Throws `AppError`. */
  destroy(): Promise<void>;
}

const BROKEN_MARK = '.broken-';

/**
 * The copy `.bak` is a mirror, not the state before the last change: in the former state the secrets that were just forgotten would live on, and
 * a former master password would still open it. It is written after the file, so at any moment one of them is whole.
 */
export function createVaultFile({ path, now = Date.now }: { path: string; now?: () => number }): VaultFile {
  const backup = `${path}.bak`;

  async function read(file: string): Promise<VaultDocument | 'none'> {
    let bytes: Buffer;
    try {
      const found = await stat(file);
      if (!found.isFile()) throw new AppError('vault-broken', texts().vaultErrors.noFile(file));
      // Not read at all then; `parseVault` would refuse it by the same bound.
      if (found.size > MAX_VAULT_BYTES) {
        const { tooLarge, nothingUsed } = texts().vaultErrors;
        throw new AppError('vault-broken', tooLarge(file, found.size), { hint: nothingUsed(file) });
      }
      bytes = await readFile(file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'none';
      const known = fileError(error, file, 'read');
      throw known instanceof AppError
        ? known
        : new AppError('vault-broken', texts().vaultErrors.unreadableWhy(file, (error as Error).message));
    }
    return parseVault(bytes, file);
  }

  async function copy(): Promise<VaultDocument | undefined> {
    const found = await read(backup).catch(() => 'none' as const);
    return found === 'none' ? undefined : found;
  }

  async function mirror(content: string): Promise<void> {
    // No copy is better than one that opens with the former master password.
    await writeAtomic({ file: backup, content }).catch(() => rm(backup, { force: true }).catch(() => {}));
  }

  async function save(vault: VaultDocument): Promise<void> {
    const content = serialiseVault(vault);
    // What could not be read again must never replace what can, nor its copy.
    try {
      parseVault(Buffer.from(content), path);
    } catch (error) {
      throw new AppError('limit', texts().vaultErrors.full, {
        hint: texts().vaultErrors.forgetSome,
        cause: error,
      });
    }
    await writeAtomic({ file: path, content });
    await mirror(content);
  }

  async function replaceBroken(vault: VaultDocument): Promise<void> {
    await keepAs(path, `${path}${BROKEN_MARK}${new Date(now()).toISOString().replaceAll(':', '')}`);
    await writeAtomic({ file: path, content: serialiseVault(vault) });
  }

  async function recover(why: AppError | 'none'): Promise<LoadedVault> {
    const vault = await copy();
    if (vault === undefined) return why === 'none' ? { kind: 'none' } : { kind: 'broken', problem: why.toWire() };
    // Where nothing can be written the copy is used all the same.
    await (why === 'none' ? writeAtomic({ file: path, content: serialiseVault(vault) }) : replaceBroken(vault)).catch(() => {});
    const what = why === 'none' ? texts().vaultErrors.gone(path) : why.message;
    const problem: WireError = { code: 'vault-broken', message: what, hint: texts().vaultErrors.copyLoaded };
    return { kind: 'vault', vault, problem };
  }

  async function remove(mark: (name: string) => boolean): Promise<void> {
    const folder = dirname(path);
    const names = await readdir(folder).catch(() => []);
    for (const name of names) if (mark(name)) await rm(join(folder, name), { force: true }).catch(() => {});
  }
  const isOf = (name: string, mark: string): boolean =>
    name.startsWith(`${basename(path)}${mark}`) || name.startsWith(`${basename(backup)}${mark}`);

  return {
    path,
    async load() {
      // What a save left that was killed: the folder's lock says that nobody writes now.
      await remove((name) => isOf(name, TEMPORARY_MARK));
      let vault: VaultDocument | 'none';
      try {
        vault = await read(path);
      } catch (error) {
        const known =
          error instanceof AppError ? error : new AppError('vault-broken', texts().vaultErrors.unreadable(path), { cause: error });
        // A newer one is whole, and one that may not be read may be as well.
        if (known.code !== 'vault-broken') return { kind: 'broken', problem: known.toWire() };
        return await recover(known);
      }
      if (vault === 'none') return await recover('none');
      const content = serialiseVault(vault);
      // Killed between the two, the copy is older.
      if ((await readFile(backup, 'utf8').catch(() => undefined)) !== content) await mirror(content);
      return { kind: 'vault', vault };
    },
    save,
    copy,
    replaceBroken,
    removeLeftovers: () => remove((name) => isOf(name, BROKEN_MARK)),
    async destroy() {
      try {
        // The copy first: killed in between, the vault is still there, and does not come back from its copy.
        await rm(backup, { force: true });
        await rm(path, { force: true, recursive: false });
      } catch (error) {
        throw fileError(error, path, 'written');
      }
      await remove((name) => isOf(name, BROKEN_MARK) || isOf(name, TEMPORARY_MARK));
    },
  };
}
