import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readProfiles } from './profiles.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'gangway-aliyun-'));
  mkdirSync(join(home, '.aliyun'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const SECRET = 'TheSecretThatNobodyMaySee';
const AK = { mode: 'AK', access_key_id: 'LTAI1', access_key_secret: SECRET, region_id: 'cn-beijing' };

async function read(file: unknown, env: Record<string, string> = {}) {
  if (file !== undefined) writeFileSync(join(home, '.aliyun', 'config.json'), typeof file === 'string' ? file : JSON.stringify(file));
  const found = await readProfiles({ homeFolder: home, env, saved: [] });
  // Whatever is said, never with a secret.
  expect(JSON.stringify(found)).not.toContain(SECRET);
  return { ...found, accounts: found.profiles.map(({ account }) => account) };
}

describe('profiles of the Alibaba Cloud CLI', () => {
  it('says how each mode obtains its credentials', async () => {
    const modes = [
      { name: 'ak', ...AK },
      { name: 'sts', ...AK, mode: 'StsToken', sts_token: SECRET },
      { name: 'role', ...AK, mode: 'RamRoleArn', ram_role_arn: 'acs:ram::1:role/a' },
      { name: 'chain', mode: 'ChainableRamRoleArn', source_profile: 'ak', ram_role_arn: 'acs:ram::1:role/a' },
      { name: 'ecs', mode: 'EcsRamRole' },
      { name: 'external', mode: 'External', process_command: 'get-keys' },
      { name: 'oidc', mode: 'OIDC', ram_role_arn: 'a', oidc_provider_arn: 'b', oidc_token_file: '/c' },
      { name: 'sso', mode: 'CloudSSO', cloud_sso_sign_in_url: 'https://x', cloud_sso_account_id: '1', cloud_sso_access_config: 'ac' },
      { name: 'oauth', mode: 'OAuth', oauth_site_type: 'INTL' },
      { name: 'uri', mode: 'CredentialsURI', credentials_uri: 'http://127.0.0.1/keys' },
    ];
    const { accounts } = await read({ current: 'ak', profiles: modes });
    expect(accounts.map(({ profile, kind, enabled, error }) => [profile, kind, enabled, error?.message])).toEqual([
      ['ak', 'static', true, undefined],
      ['sts', 'static', true, undefined],
      ['role', 'assume-role', true, undefined],
      ['chain', 'assume-role', true, undefined],
      ['ecs', 'instance-role', true, undefined],
      // Runs a program: only when the person turns it on.
      ['external', 'process', false, undefined],
      ['oidc', 'web-identity', true, undefined],
      ['sso', 'sso', true, undefined],
      ['oauth', 'login', true, undefined],
      ['uri', 'credentials-uri', true, undefined],
    ]);
    expect(accounts[0]).toMatchObject({ id: 'alibaba:ak', cloud: 'alibaba', region: 'cn-beijing' });
  });

  it.each([
    ['no keys', { mode: 'AK', access_key_id: '' }, 'has no access_key_id and no access_key_secret'],
    ['an unknown mode', { mode: 'RsaKeyPair' }, 'mode “RsaKeyPair”'],
    ['a mode that is a name of objects', { mode: 'constructor' }, 'mode “constructor”'],
    ['an odd region', { ...AK, region_id: 'x@evil.example/' }, 'not the name of one'],
    ['an odd endpoint', { ...AK, endpoint: 'ftp://x' }, 'not the address of an endpoint'],
    ['an endpoint with a password in it', { ...AK, endpoint: `https://u:${SECRET}@x` }, 'not the address of an endpoint'],
    ['a source that is missing', { mode: 'ChainableRamRoleArn', source_profile: 'gone', ram_role_arn: 'a' }, 'which is not in the file'],
    ['itself as source', { mode: 'ChainableRamRoleArn', source_profile: 'bad', ram_role_arn: 'a' }, 'run in a circle'],
  ])('shows a profile with %s as a row of its own among good ones', async (_what, bad, words) => {
    const { accounts } = await read({
      profiles: [
        { name: 'good', ...AK },
        { name: 'bad', ...bad },
        { name: 'last', ...AK },
      ],
    });
    expect(accounts.map(({ profile, error }) => [profile, error?.code])).toEqual([
      ['good', undefined],
      ['bad', 'config-broken'],
      ['last', undefined],
    ]);
    expect(accounts[1]?.error?.message).toContain(words);
    expect(accounts[1]?.error?.hint).toMatch(/\w/u);
  });

  it('shows entries that are no profiles, and names that come twice', async () => {
    const { accounts } = await read({ profiles: [null, 'text', { ...AK }, { name: 'twice', ...AK }, { name: 'twice', ...AK }] });
    expect(accounts.map(({ id, error }) => [id, error?.code])).toEqual([
      ['alibaba:(profile 1)', 'config-broken'],
      ['alibaba:(profile 2)', 'config-broken'],
      ['alibaba:(profile 3)', 'config-broken'],
      ['alibaba:twice', undefined],
      ['alibaba:twice (2)', 'config-broken'],
    ]);
  });

  it.each([
    ['broken JSON', `{\n "profiles": [{"access_key_secret": "${SECRET}",\n }]`, 'unreadable', /not valid JSON \(line 3\)/u],
    ['a lone text', `"${SECRET}"`, 'unreadable', /something else/u],
    ['nothing', '', 'empty', undefined],
    ['no profiles', '{}', 'empty', undefined],
  ])('tells of %s, and nothing of its content', async (_what, content, found, words) => {
    const { accounts, lookedAt } = await read(content);
    expect(accounts).toEqual([]);
    expect(lookedAt[0]).toMatchObject({ found });
    if (words !== undefined) expect(lookedAt[0]?.problem?.message).toMatch(words);
  });

  it('does not mind that there is no file, or a folder in its place', async () => {
    expect((await read(undefined)).lookedAt[0]).toMatchObject({ found: 'missing' });
    mkdirSync(join(home, '.aliyun', 'config.json'));
    expect((await read(undefined)).lookedAt[0]).toMatchObject({ found: 'unreadable' });
  });

  it('puts the chosen profile first, and the environment before all', async () => {
    const profiles = [
      { name: 'a', ...AK },
      { name: 'b', ...AK },
    ];
    expect((await read({ current: 'b', profiles })).accounts.map(({ profile }) => profile)).toEqual(['b', 'a']);
    const keys = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAI9', ALIBABA_CLOUD_ACCESS_KEY_SECRET: SECRET };
    const { accounts } = await read({ profiles }, keys);
    expect(accounts[0]).toMatchObject({ profile: '(environment)', kind: 'environment', region: 'cn-hangzhou' });
    expect((await read({ profiles }, { ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAI9' })).accounts[0]?.error?.message).toContain('_SECRET is not');
    expect((await read({ profiles }, { ALIBABA_CLOUD_CLI_PROFILE_DISABLED: 'true' })).accounts).toEqual([]);
  });

  it('tells that it may not read the file', async () => {
    writeFileSync(join(home, '.aliyun', 'config.json'), '{}');
    chmodSync(join(home, '.aliyun', 'config.json'), 0);
    const { lookedAt } = await read(undefined);
    // Root may read everything.
    expect(lookedAt[0]?.found).toBe(process.getuid?.() === 0 ? 'empty' : 'unreadable');
  });
});
