import { randomBytes } from 'node:crypto';
import { AppError, type WireError } from '../../../shared/model/errors.ts';
import type { SecretInfo, VaultState } from '../../../shared/model/vault.ts';
import { createDataKeyWrapping, type DataKeyOptions, type Protection } from './data-key.ts';
import { openVault, tampered, type JustOpened, type OpenVault } from './open-vault.ts';
import type { SafeStorage } from './safe-storage.ts';
import { deriveKeys, hintOf, macOf, newDataKey, openSecret, sealEntry, type VaultKeys } from './vault-crypto.ts';
import type { VaultFile } from './vault-file.ts';
import { MAX_SECRET_BYTES, MAX_SECRETS, VAULT_VERSION, type UnsignedVault, type VaultDocument } from './vault-format.ts';
import type { VaultPolicy } from './vault-policy.ts';
import { onLanguage, texts } from '../../../shared/texts/current.ts';

const MINUTE = 60_000;

export interface Vault {
  state(): VaultState;
  subscribe(changed: (state: VaultState) => void): () => void;
  /** Asks the desktop whether its safe storage can be used; the answer is in the state. */
  probeSystem(): Promise<void>;
  /** Throws `vault-locked` or `invalid-input` when there is one, `vault-broken`, `unsupported` (no safe storage), `read-only`, `disk-full`. */
  create(how: Protection): Promise<void>;
  /** One try at a time. Throws `vault-password` after the same work each time, `vault-broken`, `vault-locked` (the safe storage refused). */
  unlock(password?: string): Promise<void>;
  /** Wipes the keys at once, whatever is under way. */
  lock(): void;
  /** Wraps the data key anew, atomically; no entry is touched. A master password that protects it now has to be given, also when it is open. */
  protect(how: Protection & { readonly old?: string | undefined }): Promise<void>;
  /** Whether a secret of this id is there (open), or may be (locked). */
  mayHold(id: string): boolean;
  /** The caller wipes it. Throws `vault-locked`. */
  read(id: string): Promise<Buffer | undefined>;
  /** Saves, in place of a former one of this id. `value` stays the caller's. Throws `vault-locked`, `limit`, `disk-full`, `read-only`. */
  put(secret: Omit<SecretInfo, 'savedAt'>, value: Buffer): Promise<void>;
  forget(ids: readonly string[]): Promise<void>;
  setAutoLock(minutes: number): Promise<void>;
  /**
   * Forbids or allows saving passwords and passphrases. What was saved is forgotten at once if the vault is open, else when it is opened
   * next, and not used meanwhile. Imported keys stay: a key is not a password.
   */
  setSaving(allowed: boolean): Promise<void>;
  /** Removes the file, its copy and what was set aside. */
  destroy(): Promise<void>;
  close(): void;
}

export interface VaultOptions extends DataKeyOptions {
  readonly file: VaultFile;
  readonly policy: { load(): Promise<{ value: VaultPolicy }>; save(value: VaultPolicy): Promise<void> };
  readonly tell: (problem: WireError) => void;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

/** The one vault of a data folder. */
export async function createVault(options: VaultOptions): Promise<Vault> {
  const { file, tell, safeStorage, now = Date.now } = options;
  const wrapping = createDataKeyWrapping(options);
  const listeners = new Set<(state: VaultState) => void>();
  let policy = (await options.policy.load()).value;
  let vault: VaultDocument | undefined;
  let broken: WireError | undefined;
  let problem: WireError | undefined;
  let opened: OpenVault | undefined;
  /** `undefined`: not asked yet, or there is none to ask. */
  let system: Awaited<ReturnType<SafeStorage['available']>> | undefined;
  let lastUse = 0;
  let timer: NodeJS.Timeout | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  const loaded = await file.load();
  if (loaded.kind === 'vault') ({ vault, problem } = loaded);
  else if (loaded.kind === 'broken') broken = loaded.problem;
  for (const found of [broken, problem]) if (found !== undefined) tell(found);

  /** One after the other: tries of a password, and writes. */
  function inTurn<T>(act: () => Promise<T>): Promise<T> {
    const mine = turn.then(act);
    turn = mine.catch(() => {});
    return mine;
  }

  function state(): VaultState {
    const open = openNow();
    const pending = !policy.savingAllowed && vault !== undefined && open === undefined && vault.entries.length > 0;
    const told = broken ?? problem;
    const text =
      told !== undefined
        ? [told.message, told.hint].filter((part) => part !== undefined).join(' ')
        : pending
          ? texts().vaultErrors.pendingRemoval
          : undefined;
    return {
      protection: broken !== undefined ? 'broken' : vault === undefined ? 'none' : vault.wrap.by,
      locked: vault !== undefined && open === undefined,
      systemAvailable: system?.ok === true,
      ...(system?.ok === true ? {} : { systemProblem: system?.why ?? noSystemYet() }),
      autoLockMinutes: policy.autoLockMinutes,
      savingAllowed: policy.savingAllowed,
      ...(text === undefined ? {} : { problem: text }),
      secrets: open === undefined ? [] : [...open.secrets.values()].map(({ info }) => info),
    };
  }

  function noSystemYet(): string {
    return safeStorage === undefined ? texts().vaultErrors.browserHasNone : texts().vaultErrors.notAsked;
  }

  function changed(): void {
    const current = state();
    for (const listener of listeners) listener(current);
  }

  function lock(): void {
    clearTimeout(timer);
    if (opened === undefined) return;
    opened.keys.wipe();
    opened = undefined;
    changed();
  }

  /** The vault is used: it stays open for as long again. */
  function use(): void {
    lastUse = now();
    clearTimeout(timer);
    if (opened === undefined || policy.autoLockMinutes === 0) return;
    timer = setTimeout(lock, policy.autoLockMinutes * MINUTE);
    timer.unref();
  }

  /** `undefined` when it is locked. Timers stand still while a machine sleeps, so the clock is asked as well. */
  function openNow(): OpenVault | undefined {
    if (opened !== undefined && policy.autoLockMinutes > 0 && now() - lastUse >= policy.autoLockMinutes * MINUTE) lock();
    return opened;
  }

  function mustExist(): VaultDocument {
    if (broken !== undefined) throw AppError.fromWire(broken);
    if (vault === undefined) throw new AppError('not-found', texts().vaultErrors.noVaultYet, { hint: texts().vaultErrors.createFirst });
    return vault;
  }

  /** Nothing may be awaited between this and the last use of the keys: locking wipes them in any pause. */
  function mustBeOpen(): { current: VaultDocument; was: OpenVault } {
    const current = mustExist();
    const was = openNow();
    if (was === undefined) throw new AppError('vault-locked', texts().vaultErrors.locked, { hint: texts().vaultErrors.unlockAndTry });
    use();
    return { current, was };
  }

  function breakWith(error: AppError): AppError {
    broken = error.toWire();
    tell(broken);
    lock();
    changed();
    return error;
  }

  /** Opens without making it the open vault: what takes time works with keys that no lock wipes under its hands. */
  async function openWith(password: string | undefined): Promise<JustOpened> {
    const next = await openVault(file, mustExist(), wrapping, password).catch((error: unknown) => {
      throw error instanceof AppError && error.code === 'vault-broken' ? breakWith(error) : error;
    });
    vault = next.vault;
    if (next.problem !== undefined) {
      problem = next.problem;
      tell(next.problem);
    }
    return next;
  }

  function adopt({ keys, secrets }: OpenVault): void {
    opened?.keys.wipe();
    opened = { keys, secrets };
    use();
    changed();
  }

  /** The keys are used before this waits for the disk. */
  async function write({ version, id, wrap, entries }: UnsignedVault, keys: VaultKeys): Promise<void> {
    const unsigned = { version, id, wrap, entries };
    const next = { ...unsigned, mac: macOf(keys, unsigned) };
    await file.save(next);
    vault = next;
  }

  /** What is open learns it, unless it was locked in between. */
  async function writeSecrets(current: VaultDocument, was: OpenVault, secrets: OpenVault['secrets']): Promise<void> {
    await write({ ...current, entries: [...secrets.values()].map(({ entry }) => entry) }, was.keys);
    if (opened === was) opened = { keys: was.keys, secrets };
    changed();
  }

  async function rewrap(how: Protection, { vault: current, keys }: JustOpened): Promise<void> {
    await write({ ...current, wrap: await wrapping.wrap(how, keys.data, current.id) }, keys);
    await file.removeLeftovers();
  }

  async function remove(which: (info: SecretInfo) => boolean): Promise<void> {
    const { current, was } = mustBeOpen();
    const kept = new Map([...was.secrets].filter(([, { info }]) => !which(info)));
    if (kept.size === was.secrets.size) return;
    await writeSecrets(current, was, kept);
    await file.removeLeftovers();
  }

  const unspeak = onLanguage(changed);

  const forgetForbidden = async (): Promise<void> => {
    if (!policy.savingAllowed && openNow() !== undefined) await remove(({ kind }) => kind !== 'key');
  };

  async function setPolicy(patch: Partial<VaultPolicy>): Promise<void> {
    const next = { ...policy, ...patch };
    await options.policy.save(next);
    policy = next;
  }

  return {
    state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async probeSystem() {
      if (safeStorage === undefined) return;
      system = await safeStorage.available();
      changed();
    },
    create: (how) =>
      inTurn(async () => {
        if (broken !== undefined) throw AppError.fromWire(broken);
        if (vault !== undefined) {
          if (openNow() === undefined)
            throw new AppError('vault-locked', texts().vaultErrors.thereLocked, { hint: texts().vaultErrors.unlock });
          throw new AppError('invalid-input', texts().vaultErrors.there, { hint: texts().vaultErrors.changeInstead });
        }
        const id = randomBytes(16).toString('hex');
        const keys = deriveKeys(newDataKey(), id);
        try {
          await write({ version: VAULT_VERSION, id, wrap: await wrapping.wrap(how, keys.data, id), entries: [] }, keys);
        } catch (error) {
          keys.wipe();
          throw error;
        }
        adopt({ keys, secrets: new Map() });
      }),
    unlock: (password) =>
      inTurn(async () => {
        mustExist();
        if (openNow() !== undefined) return use();
        const next = await openWith(password);
        // Refused by the desktop, the former wrap stays; it opened just now.
        if (next.renew) await rewrap({ protection: 'system' }, next).catch(() => {});
        adopt(next);
        await forgetForbidden();
      }),
    lock,
    protect: ({ old, ...how }) =>
      inTurn(async () => {
        if (mustExist().wrap.by === 'password' && old === undefined) {
          throw new AppError('vault-password', texts().vaultErrors.oldNeeded);
        }
        // Proven anew even if the vault is open: whoever finds it open must not be able to lock its owner out.
        const next = await openWith(old);
        try {
          await rewrap(how, next);
        } catch (error) {
          next.keys.wipe();
          throw error;
        }
        adopt(next);
        await forgetForbidden();
      }),
    mayHold(id) {
      if (vault === undefined || broken !== undefined) return false;
      const open = openNow();
      if (open !== undefined) return open.secrets.has(id);
      const hint = hintOf(vault.id, id);
      return vault.entries.some((entry) => entry.hint === hint);
    },
    read: (id) =>
      inTurn(async () => {
        const { current, was } = mustBeOpen();
        const found = was.secrets.get(id);
        if (found === undefined) return undefined;
        const secret = openSecret(was.keys, current.id, found.entry, found.info);
        if (secret === undefined) throw breakWith(tampered(file.path, texts().vaultErrors.secretStrange(found.info.label)));
        return secret;
      }),
    put: ({ id, kind, label }, value) =>
      inTurn(async () => {
        const { current, was } = mustBeOpen();
        if (value.length > MAX_SECRET_BYTES) throw new AppError('limit', texts().vaultErrors.secretLarge(label));
        if (!was.secrets.has(id) && was.secrets.size >= MAX_SECRETS) {
          throw new AppError('limit', texts().vaultErrors.vaultFull, { hint: texts().vaultErrors.forgetSome });
        }
        const info: SecretInfo = { id, kind, label, savedAt: now() };
        const entry = sealEntry(was.keys, current.id, info, value);
        await writeSecrets(current, was, new Map(was.secrets).set(id, { info, entry }));
      }),
    forget: (ids) => {
      const gone = new Set(ids);
      return inTurn(() => remove(({ id }) => gone.has(id)));
    },
    setAutoLock: (minutes) =>
      inTurn(async () => {
        await setPolicy({ autoLockMinutes: minutes });
        use();
        changed();
      }),
    setSaving: (allowed) =>
      inTurn(async () => {
        await setPolicy({ savingAllowed: allowed });
        await forgetForbidden();
        changed();
      }),
    destroy: () =>
      inTurn(async () => {
        lock();
        await file.destroy();
        vault = undefined;
        broken = undefined;
        problem = undefined;
        changed();
      }),
    close() {
      unspeak();
      listeners.clear();
      lock();
    },
  };
}
