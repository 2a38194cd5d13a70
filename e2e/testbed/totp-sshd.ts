import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { canRunAsRoot, type Sshd, type SshdOptions, startSshd } from './sshd.ts';

const run = promisify(execFile);
/** Seconds that one code stands for (RFC 6238). */
const STEP = 30;
/** Steps before and after now whose codes are taken. */
const REACH = 8;

/** Whether this machine can run `startTotpSshd`, and why not. */
export const totpMissing: string | undefined = !canRunAsRoot
  ? 'needs root'
  : ['/usr/bin/google-authenticator', '/usr/bin/oathtool'].every((file) => existsSync(file))
    ? undefined
    : 'needs libpam-google-authenticator and oathtool';

/** An sshd that asks by keyboard-interactive for the password and then for a code, as two rounds of questions. */
export interface TotpSshd extends Sshd {
  /** A code that is right now; each is given once, because the server takes none twice. */
  code(): Promise<string>;
}

/**
 * `password: false` asks for the code alone. PAM takes its rules from a file of its own, and the secret belongs to a throw-away user; both
 * are removed by `stop`.
 */
export async function startTotpSshd({
  password = true,
  ...options
}: SshdOptions & { readonly password?: boolean } = {}): Promise<TotpSshd> {
  const folder = await mkdtemp(join(tmpdir(), 'gangway-totp-'));
  // PAM knows a program by the name that it was started with.
  const service = `gangway-totp-${randomBytes(5).toString('hex')}`;
  const rules = join('/etc/pam.d', service);
  const removeRules = (): void => rmSync(rules, { force: true });
  process.once('exit', removeRules);
  const lines = [
    ...(password ? ['auth required pam_unix.so nodelay'] : []),
    'auth required pam_google_authenticator.so',
    'account include common-account',
    'session include common-session-noninteractive',
    'password include common-password',
  ];
  await writeFile(rules, `${lines.join('\n')}\n`, { mode: 0o644 });
  const program = join(folder, service);
  await symlink('/usr/sbin/sshd', program);
  const remove = async (): Promise<void> => {
    process.off('exit', removeRules);
    removeRules();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const sshd = await startSshd({
      ...options,
      program,
      config: [...(options.config ?? []), 'UsePAM yes', 'KbdInteractiveAuthentication yes', 'PasswordAuthentication no'],
    });
    const args = ['-t', '-d', '-f', '-u', '-w', String(2 * REACH + 1), '-Q', 'none', '-q'];
    await run('runuser', ['-u', sshd.user, '--', 'google-authenticator', ...args], {
      env: { PATH: process.env['PATH'], HOME: sshd.homeFolder },
    });
    const [secret = ''] = (await readFile(join(sshd.homeFolder, '.google_authenticator'), 'utf8')).split('\n');
    let last = 0;
    return {
      ...sshd,
      async code() {
        const now = Math.floor(Date.now() / 1_000 / STEP);
        // The earliest that is still taken and was not given before; one step is kept for the time until it is used.
        last = Math.max(last + 1, now - REACH + 1);
        const { stdout } = await run('oathtool', ['--totp', '-b', '-N', `@${last * STEP}`, secret]);
        return stdout.trim();
      },
      async stop() {
        await sshd.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** From now on the user has to choose a new password at the next login (root only). */
export async function expirePassword(user: string): Promise<void> {
  await run('chage', ['-d', '0', user]);
}
