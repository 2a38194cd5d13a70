import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DescribeRegionsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { fromIni } from '@aws-sdk/credential-providers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { utils } from 'ssh2';
import type { Home } from './home.ts';
import { makeHome } from './home.ts';
import type { World } from './world.ts';
import { startWorld } from './world.ts';
import { demoWorld } from './worlds/demo.ts';

let world: World;
let home: Home;

beforeEach(async () => {
  world = await startWorld(demoWorld());
  home = makeHome(world);
});

afterEach(async () => {
  await world.close();
  rmSync(home.folder, { recursive: true });
});

test('the credentials in the home folder open the world', async () => {
  const credentials = fromIni({
    profile: 'acme-dev',
    filepath: join(home.folder, '.aws/credentials'),
    configFilepath: join(home.folder, '.aws/config'),
    ignoreCache: true,
  });
  const client = new EC2Client({ region: 'us-east-1', credentials, endpoint: world.url });
  expect((await client.send(new DescribeRegionsCommand({}))).Regions).toHaveLength(3);
  client.destroy();
});

test('a profile that assumes a role asks for the code of its MFA device', async () => {
  const [prod, ...others] = demoWorld().accounts;
  if (!prod) throw new Error('The demo has no account.');
  const role = { arn: `arn:aws:iam::${prod.id}:role/on-call`, source: 'acme-prod', mfaSerial: `arn:aws:iam::${prod.id}:mfa/dana` };
  const profiles = [...prod.profiles, { name: 'acme-on-call', region: 'eu-central-1', role }];
  const withRole = await startWorld({ ...demoWorld(), accounts: [{ ...prod, profiles }, ...others] });
  makeHome(withRole, { folder: home.folder });
  const asked: string[] = [];
  const client = new STSClient({
    region: 'eu-central-1',
    endpoint: withRole.url,
    credentials: fromIni({
      profile: 'acme-on-call',
      filepath: join(home.folder, '.aws/credentials'),
      configFilepath: join(home.folder, '.aws/config'),
      ignoreCache: true,
      clientConfig: { endpoint: withRole.url },
      mfaCodeProvider: async (serial) => {
        asked.push(serial);
        return '123456';
      },
    }),
  });
  const { Arn } = await client.send(new GetCallerIdentityCommand({}));
  expect(Arn).toMatch(/^arn:aws:sts::480215937742:assumed-role\/on-call\//);
  expect(asked).toEqual(['arn:aws:iam::480215937742:mfa/dana']);
  client.destroy();
  await withRole.close();
});

test('each profile names the endpoint of the world', () => {
  const config = readFileSync(join(home.folder, '.aws/config'), 'utf8');
  expect(config).toContain(`[profile acme-prod]\nregion = eu-central-1\nendpoint_url = ${world.url}\n`);
  expect(config).toContain(`[profile acme-dev]\nregion = us-east-1\nendpoint_url = ${world.url}\n`);
});

test('the key files can be read by nobody else and are the halves of the world’s key pairs', () => {
  for (const [name, account] of [
    ['acme-prod', '480215937742'],
    ['acme-dev', '715390264418'],
  ] as const) {
    const file = home.keys[name] ?? '';
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const parsed = utils.parseKey(readFileSync(file));
    if (parsed instanceof Error) throw parsed;
    const [, blob] = world.keyPair(account, 'us-east-1', name).publicKey.split(' ');
    expect(parsed.getPublicSSH().toString('base64')).toBe(blob);
  }
});

test('nothing of the person’s own AWS settings or ssh-agent gets through', () => {
  expect(home.env['HOME']).toBe(home.folder);
  expect(Object.keys(home.env).filter((name) => name.startsWith('AWS_') || name === 'SSH_AUTH_SOCK')).toEqual([]);
});
