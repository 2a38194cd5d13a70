import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AlibabaAccount, AlibabaProfile } from './alibaba/data.ts';
import type { WorldAccount, WorldProfile } from './data.ts';
import type { World } from './world.ts';

export interface HomeOptions {
  /** Made when missing; its AWS files and keys are written anew. Default: a fresh folder among the temporary ones. */
  readonly folder?: string;
}

export interface Home {
  readonly folder: string;
  /** Key pair name → path of the private key file. */
  readonly keys: Readonly<Record<string, string>>;
  /** The variables of this process with the home folder moved here and no AWS setting of the person's own left. */
  readonly env: NodeJS.ProcessEnv;
}

/** Writes a home folder through which an unmodified AWS client, or Gangway, sees the world. */
export function makeHome(world: World, options: HomeOptions = {}): Home {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'gangway-home-'));
  const aws = join(folder, '.aws');
  const ssh = join(folder, '.ssh');
  for (const path of [aws, ssh]) mkdirSync(path, { recursive: true, mode: 0o700 });
  const profiles = world.data.accounts.flatMap((account) => account.profiles.map((profile) => ({ account, profile })));
  writeFileSync(join(aws, 'config'), profiles.map(({ profile }) => configSection(profile, world.url)).join('\n'), { mode: 0o600 });
  writeFileSync(join(aws, 'credentials'), profiles.map(({ account, profile }) => credentialsSection(account, profile)).join(''), {
    mode: 0o600,
  });

  const { alibaba } = world.data;
  if (alibaba !== undefined) {
    const aliyun = join(folder, '.aliyun');
    mkdirSync(aliyun, { recursive: true, mode: 0o700 });
    const entries = alibaba.accounts.flatMap((account) => account.profiles.map((profile) => aliyunProfile(account, profile, world.url)));
    const file = { current: entries[0]?.['name'] ?? '', profiles: entries, meta_path: '' };
    writeFileSync(join(aliyun, 'config.json'), JSON.stringify(file, null, '\t'), { mode: 0o600 });
  }

  const keys: Record<string, string> = {};
  for (const account of [...world.data.accounts, ...(alibaba?.accounts ?? [])]) {
    for (const pair of account.keyPairs) {
      const file = join(ssh, `${pair.name}.pem`);
      writeFileSync(file, world.keyPair(account.id, pair.region, pair.name).privateKey);
      // The mode given to writeFile is not applied to a file that exists.
      chmodSync(file, 0o600);
      keys[pair.name] = file;
    }
  }
  return { folder, keys, env: homeEnv(folder) };
}

function configSection(profile: WorldProfile, url: string): string {
  const lines = [`[profile ${profile.name}]`, `region = ${profile.region}`, `endpoint_url = ${url}`];
  if (profile.role) {
    lines.push(`role_arn = ${profile.role.arn}`, `source_profile = ${profile.role.source}`);
    if (profile.role.mfaSerial !== undefined) lines.push(`mfa_serial = ${profile.role.mfaSerial}`);
  }
  return `${lines.join('\n')}\n`;
}

function credentialsSection(account: WorldAccount, profile: WorldProfile): string {
  const user = account.users.find((one) => one.name === profile.user);
  if (!user) return '';
  return `[${profile.name}]\naws_access_key_id = ${user.accessKeyId}\naws_secret_access_key = ${user.secretAccessKey}\n\n`;
}

/** As the Alibaba Cloud CLI writes it. */
function aliyunProfile(account: AlibabaAccount, profile: AlibabaProfile, url: string): Readonly<Record<string, unknown>> {
  const user = account.users.find((one) => one.name === profile.user);
  return {
    name: profile.name,
    mode: profile.role === undefined ? 'AK' : 'RamRoleArn',
    access_key_id: user?.accessKeyId ?? '',
    access_key_secret: user?.accessKeySecret ?? '',
    ...(profile.role === undefined
      ? {}
      : { ram_role_arn: `acs:ram::${account.id}:role/${profile.role}`, ram_session_name: 'gangway', expired_seconds: 900 }),
    region_id: profile.region,
    output_format: 'json',
    language: 'en',
    endpoint: url,
  };
}

function homeEnv(folder: string): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(process.env)) {
    // An agent of the person's own would be asked for keys, and an XDG folder would escape from the home folder.
    if (!/^(AWS_|ALIBABA_?CLOUD_|ALICLOUD_|XDG_(CONFIG|DATA|CACHE|STATE)_HOME$|SSH_AUTH_SOCK$|SSH_AGENT_PID$)/.test(name))
      env[name] = value;
  }
  return { ...env, HOME: folder, USERPROFILE: folder };
}
