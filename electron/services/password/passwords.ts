import type { Account } from '../../../shared/model/account.ts';
import { AppError, type WireError } from '../../../shared/model/errors.ts';
import { instanceKey, type Instance, type InstanceRef } from '../../../shared/model/instance.ts';
import type { PasswordOutcome, PasswordView, PasswordWay } from '../../../shared/model/password.ts';
import { secretId } from '../../../shared/model/vault.ts';
import { texts } from '../../../shared/texts/current.ts';
import type { Cloud } from '../../clouds/cloud.ts';
import type { Secrets } from '../../ssh/ssh.ts';
import type { Power } from '../power/power.ts';
import { instanceName } from '../terminals/look-at-instance.ts';

/** New passwords for logins on instances. */
export interface Passwords {
  /** How one can be set. Throws `unsupported` where the cloud sets none. */
  look(ref: InstanceRef, signal: AbortSignal): Promise<PasswordView>;
  /** Sets one; what fails after it was set is told in the outcome. Throws what the cloud refuses with. */
  set(wanted: PasswordWish, signal: AbortSignal): Promise<PasswordOutcome>;
}

export interface PasswordWish extends InstanceRef {
  readonly way: PasswordWay;
  readonly user: string;
  readonly password: string;
  readonly remember: boolean;
  /** Of the offline way: the name of the instance, as the person typed it. */
  readonly typed: string;
}

export interface PasswordsOptions {
  readonly find: (account: string) => { readonly account: Account; readonly cloud: Cloud };
  readonly describe: (ref: InstanceRef, signal: AbortSignal) => Promise<Instance>;
  readonly power: Pick<Power, 'change'>;
  readonly secrets: Pick<Secrets, 'remember' | 'cannotRemember'>;
  /** Keeps a password for the next login. */
  readonly hold: (id: string, password: string) => void;
  /** The user whom a remote desktop of this machine is opened as. */
  readonly setDesktopUser: (machine: string, user: string) => Promise<void>;
}

export function createPasswords(options: PasswordsOptions): Passwords {
  const { describe, power, secrets } = options;

  function settable(account: string): {
    readonly account: Account;
    readonly cloud: Cloud & Required<Pick<Cloud, 'passwordWays' | 'setPassword'>>;
  } {
    const found = options.find(account);
    const { passwordWays, setPassword } = found.cloud;
    if (passwordWays === undefined || setPassword === undefined) {
      throw new AppError('unsupported', texts().passwordErrors.unsupported, { hint: texts().passwordErrors.inConsole });
    }
    return { account: found.account, cloud: { ...found.cloud, passwordWays, setPassword } };
  }

  return {
    async look(ref, signal) {
      const { account, cloud } = settable(ref.account);
      const instance = await describe(ref, signal);
      const ways = await cloud.passwordWays(account, instance, signal);
      const cannotRemember = secrets.cannotRemember();
      const running = instance.state === 'running';
      return { ...ways, name: instanceName(instance), running, ...(cannotRemember === undefined ? {} : { cannotRemember }) };
    },

    async set({ way, user, password, remember, typed, ...ref }, signal) {
      const { account, cloud } = settable(ref.account);
      const instance = await describe(ref, signal);
      const name = instanceName(instance);
      const t = texts().passwordErrors;
      // The page asks for it as well; what restarts a machine is not left to a page.
      if (way === 'offline' && typed !== name) throw new AppError('invalid-input', t.notTheName(name), { hint: t.typeName });
      const set = await cloud.setPassword(account, instance, { way, user, password }, signal);

      const problems: WireError[] = [];
      const machine = instanceKey(ref);
      const windows = instance.os === 'windows';
      const kind = windows ? 'rdp-password' : 'password';
      const id = windows ? secretId.rdpPassword(machine, set.user) : secretId.password(machine, set.user);
      if (windows) await options.setDesktopUser(machine, set.user);
      options.hold(id, password);
      if (remember) {
        try {
          await secrets.remember({ id, kind, label: t.label(set.user, name), value: password }, signal);
        } catch (error) {
          problems.push(afterwards(error, t.setButNotSaved));
        }
      }
      if (way === 'online') return { user: set.user, counts: 'now', problems };
      if (instance.state !== 'running') return { user: set.user, counts: 'after-start', problems };
      try {
        await power.change(ref, { action: 'reboot' }, undefined, signal);
      } catch (error) {
        problems.push({ ...afterwards(error, t.setButNoRestart), hint: t.restartThere });
      }
      return { user: set.user, counts: 'after-restart', problems };
    },
  };
}

/** The password is set by now: what fails from here on is told beside that. */
function afterwards(error: unknown, say: (why: string) => string): WireError {
  const known = error instanceof AppError ? error.toWire() : { code: 'internal' as const, message: '' };
  return { ...known, message: say(known.message) };
}
