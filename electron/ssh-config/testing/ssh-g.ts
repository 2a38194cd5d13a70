import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Forward } from '../../../shared/model/session-settings.ts';
import type { EvaluatedHost } from '../evaluate.ts';

const run = promisify(execFile);
const SSH = '/usr/bin/ssh';
export const hasSsh = existsSync(SSH);

/** What the installed `ssh -G` says, or `undefined` when it refuses the file. Keywords that repeat are lists. */
export async function sshG(file: string, alias: string, home: string): Promise<Map<string, readonly string[]> | undefined> {
  const said = await run(SSH, ['-F', file, '-G', alias], { env: { HOME: home, PATH: '/usr/bin:/bin' } }).catch(() => undefined);
  if (said === undefined) return undefined;
  const values = new Map<string, string[]>();
  for (const line of said.stdout.split('\n')) {
    const blank = line.indexOf(' ');
    if (blank < 0) continue;
    const key = line.slice(0, blank);
    values.set(key, [...(values.get(key) ?? []), line.slice(blank + 1)]);
  }
  return values;
}

/** Our answer in the words of `ssh -G`; only what the file says, and what always has a value. */
export function asSshG(host: EvaluatedHost): Map<string, readonly string[]> {
  const said = new Map<string, readonly string[]>([
    ['hostname', [host.host]],
    ['user', [host.user]],
    ['port', [String(host.port)]],
  ]);
  const one = (key: string, value: string | undefined): void => void (value !== undefined && said.set(key, [value]));
  for (const key of PLAIN) one(key, host.values.get(key));
  const strict = host.values.get('stricthostkeychecking');
  one('stricthostkeychecking', strict === 'yes' ? 'true' : strict === 'no' ? 'false' : strict);
  const publicKey = host.values.get('pubkeyauthentication');
  one('pubkeyauthentication', publicKey === 'yes' ? 'true' : publicKey === 'no' ? 'false' : publicKey);
  one('proxycommand', host.proxyCommand);
  if (host.jump.length > 0) said.set('proxyjump', [host.jump.join(',')]);
  const many = (key: string, values: readonly string[]): void => void (values.length > 0 && said.set(key, values));
  many('identityfile', host.identityFiles);
  many('certificatefile', host.certificateFiles);
  many('sendenv', host.sendEnv);
  many(
    'setenv',
    host.setEnv.map(({ name, value }) => `${name}=${value}`),
  );
  for (const kind of ['local', 'remote', 'dynamic'] as const) {
    many(`${kind}forward`, host.forwards.filter((forward) => forward.kind === kind).map(forwardText));
  }
  return said;
}

const PLAIN = [
  'identitiesonly',
  'serveraliveinterval',
  'serveralivecountmax',
  'compression',
  'addressfamily',
  'connecttimeout',
  'tcpkeepalive',
  'forwardagent',
  'hostkeyalias',
  'passwordauthentication',
  'kbdinteractiveauthentication',
  'preferredauthentications',
  'remotecommand',
] as const;

function forwardText(forward: Forward): string {
  const bind = forward.bind === '0.0.0.0' ? '*' : forward.bind;
  const listen = bind === '' ? String(forward.port) : `[${bind}]:${forward.port}`;
  return forward.kind === 'dynamic' ? listen : `${listen} [${forward.host}]:${forward.hostPort}`;
}
