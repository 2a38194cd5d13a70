import { randomBytes } from 'node:crypto';
import { AppError } from '../../../shared/model/errors.ts';
import { administratorName } from '../../../shared/model/administrator-name.ts';
import type { SettingsLayer } from '../../../shared/model/session-settings.ts';
import type { Machine } from '../../../shared/model/machine.ts';
import type { RdpClientId, RdpClients, RdpLaunch, RdpLaunchChange, WindowsPasswordState } from '../../../shared/model/rdp.ts';
import { secretId } from '../../../shared/model/vault.ts';
import { rdpFile } from '../../rdp/plan/plan.ts';
import type { ResolveMachine } from '../sessions/resolve-machine.ts';
import { instanceName, lookAtInstance, type InstanceFacts } from '../terminals/look-at-instance.ts';
import { createCopiedPassword, type SystemClipboard } from './copied-password.ts';
import { findSaved, isForAdministrator, loginText, refusalKey } from './find-credentials.ts';
import { likelyNames, lookForFirstPassword, RETRY_MS, tellName, type AskedInstance } from './first-password.ts';
import { createLaunchRecord, type LaunchRecord } from './launch-record.ts';
import { findInstanceKey, openFirstPassword } from './open-first-password.ts';
import { desktopKey, type LaunchDeps, type LaunchLife, type LaunchOrder } from './launch-order.ts';
import { runLaunch } from './run-launch.ts';
import { texts } from '../../../shared/texts/current.ts';
import { deferred } from '../../../shared/deferred.ts';

/** Launches that run, and those that are over and still listed. */
const MAX_LIVE = 50;
const MAX_OVER = 50;
/** The person waits for a client to be gone; the rest of its clean-up goes on without them. Milliseconds. */
const CLOSE_WAIT_MS = 5_000;

export interface RdpOptions extends Omit<LaunchDeps, 'refused'> {
  readonly resolve: ResolveMachine;
  readonly instances: InstanceFacts;
  readonly clipboard?: SystemClipboard | undefined;
}

/** Remote desktops: launched, listed, closed. */
export interface Rdp {
  clients(): Promise<RdpClients>;
  list(): readonly RdpLaunch[];
  subscribe(changed: (change: RdpLaunchChange) => void): () => void;
  /** Clients that run and ways that are kept open, and launches on their way there. */
  live(): number;
  /** `settings` are the strongest layer. Throws `not-running`, `not-found`, `limit`. */
  launch(
    input: { machine: Machine; client?: RdpClientId | 'none' | undefined; settings?: SettingsLayer | undefined },
    signal: AbortSignal,
  ): Promise<string>;
  close(id: string): Promise<void>;
  /** Ends all; resolves when what they left is removed. */
  closeAll(): Promise<void>;
  passwordState(machine: Machine, signal: AbortSignal): Promise<WindowsPasswordState>;
  revealPassword(machine: Machine, signal: AbortSignal): Promise<{ user: string; password: string }>;
  copyPassword(machine: Machine, signal: AbortSignal): Promise<{ by: 'host' | 'page' }>;
  savePassword(machine: Machine, signal: AbortSignal): Promise<void>;
  /** The user of a machine whose password was just set: what was refused of them before is not held against it. */
  setUser(machine: string, user: string): Promise<void>;
  /** A password that the person has made to the clipboard, as `copyPassword`. */
  copySecret(password: string): Promise<{ by: 'host' | 'page' }>;
  file(id: string): { fileName: string; text: string; encoding: 'utf-8' | 'utf-16le' };
}

interface Entry {
  readonly record: LaunchRecord;
  readonly life: LaunchLife;
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

export function createRdp(options: RdpOptions): Rdp {
  const { clock, instances } = options;
  const deps: LaunchDeps = { ...options, refused: new Set() };
  const copied = options.clipboard === undefined ? undefined : createCopiedPassword(options.clipboard, clock);
  const entries = new Map<string, Entry>();
  const listeners = new Set<(change: RdpLaunchChange) => void>();
  const emit = (change: RdpLaunchChange): void => {
    for (const listener of listeners) listener(change);
  };
  const isOver = ({ record, life }: Entry): boolean => !life.alive && (record.view.state === 'ended' || record.view.state === 'failed');
  const live = (): number => [...entries.values()].filter((entry) => !isOver(entry)).length;
  const forget = (id: string): void => {
    if (entries.delete(id)) emit({ kind: 'removed', id });
  };

  async function order(machine: Machine, signal: AbortSignal, settings?: SettingsLayer): Promise<Omit<LaunchOrder, 'client'>> {
    const resolved = options.resolve(machine, settings);
    const { target, name } = resolved;
    if (target.kind === 'host') return { machine, resolved, instance: undefined, name: name ?? target.host };
    const instance = await lookAtInstance(instances, target, { signal, now: clock.now });
    return { machine, resolved, instance, name: name ?? instanceName(instance) };
  }

  function found(id: string): Entry {
    const entry = entries.get(id);
    if (entry === undefined) throw new AppError('not-found', texts().rdpErrors.isClosed, { hint: texts().rdpErrors.launchIt });
    return entry;
  }

  async function end({ abort, done }: Entry): Promise<void> {
    abort.abort(new AppError('cancelled', texts().rdpErrors.closed));
    const limit = deferred<void>();
    const timer = clock.setTimeout(limit.resolve, CLOSE_WAIT_MS);
    await Promise.race([done, limit.promise]);
    clock.clearTimeout(timer);
  }

  /** What the administrator is called, or most probably is. */
  async function administrator(key: string, asked: AskedInstance, signal: AbortSignal): Promise<string> {
    return deps.remembered.administrator(key) ?? (await tellName(instances, asked, signal)) ?? administratorName();
  }

  /** The password that is saved or can be decrypted; asks for a key file or passphrase where needed. */
  async function password(machine: Machine, signal: AbortSignal): Promise<{ user: string; password: string; key: string; title: string }> {
    const { resolved, instance, name } = await order(machine, signal);
    const { values } = resolved;
    const { password: t } = texts().rdpErrors;
    const key = desktopKey({ machine, resolved, instance });
    const saved = await findSaved({ ...deps, refused: new Set() }, { values, machine: key, title: name, signal });
    if (typeof saved === 'object') return { user: saved.user, password: saved.password, key, title: name };
    if (instance === undefined) throw new AppError('not-found', t.none(name), { hint: t.saveThere });
    const { console } = await deps.words.console(instance, signal);
    const first = await lookForFirstPassword(deps.words, { instance, console }, { signal, now: clock.now });
    if (first.kind === 'never') throw new AppError('not-found', first.why);
    if (first.kind === 'not-yet') {
      throw new AppError('not-found', t.notYet(name), {
        hint: t.notYetHint,
      });
    }
    const { data, keyName } = first;
    const user = await administrator(key, { instance, console }, signal);
    const opened = await openFirstPassword(deps, {
      ...{ instance, keySetting: values.key, data, keyName, title: name, launch: undefined, signal },
      report: () => {},
    });
    if (opened === undefined) throw new AppError('cancelled', texts().rdpErrors.password.noKey);
    return { user, password: opened, key, title: name };
  }

  return {
    async clients() {
      const { found: clients, install } = await deps.findClients('again');
      return { found: clients.map(({ id, name }) => ({ id, name })), install };
    },
    list: () => [...entries.values()].map(({ record }) => record.view),
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    live,
    async launch({ machine, client, settings }, signal) {
      const ordered = await order(machine, signal, settings);
      if (live() >= MAX_LIVE) throw new AppError('limit', texts().rdpErrors.manyOpen(MAX_LIVE), { hint: texts().rdpErrors.closeSome });
      const id = randomBytes(8).toString('hex');
      const { rdpUser } = ordered.resolved.values;
      const first = { id, machine, name: ordered.name, user: rdpUser, client: client ?? ('none' as const) };
      const record = createLaunchRecord({ first, now: clock.now, emit });
      const life: LaunchLife = { planInput: undefined, alive: false };
      const abort = new AbortController();
      const over = [...entries].filter(([, entry]) => isOver(entry)).map(([key]) => key);
      for (const old of over.slice(0, Math.max(0, over.length - MAX_OVER + 1))) forget(old);
      // The list has it before anything of it is told.
      const { promise: listed, resolve: go } = deferred<void>();
      const done = listed.then(() => runLaunch(deps, { ...ordered, client }, record, life, abort.signal));
      entries.set(id, { record, life, abort, done });
      record.set({});
      go();
      return id;
    },
    async close(id) {
      const entry = found(id);
      if (isOver(entry)) return forget(id);
      await end(entry);
    },
    async closeAll() {
      await Promise.all([copied?.clear().catch(() => {}), ...[...entries.values()].map(end)]);
    },
    async passwordState(machine, signal) {
      const { resolved, instance } = await order(machine, signal);
      const { values } = resolved;
      const key = desktopKey({ machine, resolved, instance });
      const wanted = values.rdpUser === '' ? deps.remembered.user(key) : loginText(values.rdpUser, values.rdpDomain);
      // Not looked up: a state must not ask for the master password.
      const saved = wanted !== undefined && deps.secrets.mayHold?.(secretId.rdpPassword(key, wanted)) === true;
      if (saved) return { kind: 'saved', user: wanted };
      if (instance === undefined) return { kind: 'unknown', why: texts().rdpErrors.password.noneHere };
      const { console } = await deps.words.console(instance, signal);
      const user = await administrator(key, { instance, console }, signal);
      if (!isForAdministrator(values, likelyNames(user))) return { kind: 'unknown', why: texts().rdpErrors.password.otherUser };
      const first = await lookForFirstPassword(deps.words, { instance, console }, { signal, now: clock.now });
      if (first.kind === 'never') return first;
      if (first.kind === 'not-yet') return { kind: 'not-yet', retryAt: clock.now() + RETRY_MS };
      const found = await findInstanceKey(deps, instance, values.key, signal);
      if (found.kind === 'vault') return { kind: 'ready', user, keyFile: found.label, encrypted: false };
      const { readKeyFile } = await import('../../ssh/keys/load-key.ts');
      const file = found.kind === 'none' ? undefined : await readKeyFile(found.path).catch(() => undefined);
      return { kind: 'ready', user, ...(file === undefined ? {} : { keyFile: file.path }), encrypted: file?.encrypted === true };
    },
    async revealPassword(machine, signal) {
      const { user, password: secret } = await password(machine, signal);
      return { user, password: secret };
    },
    async copyPassword(machine, signal) {
      if (copied === undefined) return { by: 'page' };
      await copied.copy((await password(machine, signal)).password);
      return { by: 'host' };
    },
    async savePassword(machine, signal) {
      const { user, password: secret, key, title } = await password(machine, signal);
      const id = secretId.rdpPassword(key, user);
      await deps.secrets.remember({ id, kind: 'rdp-password', label: texts().rdpSteps.passwordLabel(user, title), value: secret }, signal);
      await deps.remembered.setUser(key, user);
    },
    async setUser(key, user) {
      deps.refused.delete(refusalKey(key, { user, domain: '', source: 'saved' }));
      await deps.remembered.setUser(key, user);
    },
    async copySecret(secret) {
      if (copied === undefined) return { by: 'page' };
      await copied.copy(secret);
      return { by: 'host' };
    },
    file(id) {
      const { planInput } = found(id).life;
      if (planInput === undefined) throw new AppError('not-found', texts().rdpErrors.noAddressYet, { hint: texts().rdpErrors.waitForWay });
      const file = rdpFile({
        ...planInput,
        client: { id: 'mstsc', program: '/usr/bin/none', version: [] },
        folder: '/tmp',
        token: 'file',
        display: { kind: 'x11' },
      });
      // mstsc, Remmina and FreeRDP know UTF-16 by its mark; the clients of macOS read UTF-8.
      return { ...file, encoding: options.platform === 'darwin' ? 'utf-8' : 'utf-16le' };
    },
  };
}
