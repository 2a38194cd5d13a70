import { execFile } from 'node:child_process';
import { chmod, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { openHome } from './endpoint-for-tests.ts';
import { ENVIRONMENT_PROFILE, readProfiles, type AwsProfile, type AwsProfiles } from './profiles.ts';

const KEYS = 'aws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = very/secret+value\n';
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function read(
  files: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): Promise<AwsProfiles & { home: string; one(name: string): AwsProfile }> {
  const home = await openHome(files);
  ends.push(() => home.remove());
  const found = await readProfiles({ homeFolder: home.homeFolder, env });
  return {
    ...found,
    home: home.homeFolder,
    one(name) {
      const profile = found.profiles.find((candidate) => candidate.account.profile === name);
      if (profile === undefined) throw new Error(`no profile ${name}`);
      return profile;
    },
  };
}

const config = (text: string): Record<string, string> => ({ '.aws/config': text });

describe('profiles of every kind', () => {
  const kinds: readonly {
    readonly name: string;
    readonly text: string;
    readonly kind: string;
    readonly enabled?: boolean;
    readonly mfa?: boolean;
  }[] = [
    { name: 'keys', text: `[profile p]\n${KEYS}`, kind: 'static' },
    {
      name: 'a role with a source',
      text: `[profile p]\nrole_arn=arn:aws:iam::1:role/x\nsource_profile=base\n[profile base]\n${KEYS}`,
      kind: 'assume-role',
    },
    {
      name: 'a role with MFA',
      text: `[profile p]\nrole_arn=a\nsource_profile=base\nmfa_serial=m\n[profile base]\n${KEYS}`,
      kind: 'assume-role',
      mfa: true,
    },
    {
      name: 'a role with MFA further up',
      text: `[profile p]\nrole_arn=a\nsource_profile=q\n[profile q]\nrole_arn=b\nsource_profile=base\nmfa_serial=m\n[profile base]\n${KEYS}`,
      kind: 'assume-role',
      mfa: true,
    },
    { name: 'a role of the machine', text: '[profile p]\nrole_arn=a\ncredential_source=Environment\n', kind: 'assume-role' },
    { name: 'a program', text: '[profile p]\ncredential_process=/opt/bin/creds\n', kind: 'process', enabled: false },
    {
      name: 'a role on top of a program',
      text: '[profile p]\nrole_arn=a\nsource_profile=q\n[profile q]\ncredential_process=x\n',
      kind: 'assume-role',
      enabled: false,
    },
    {
      name: 'Identity Center',
      text: '[profile p]\nsso_session=corp\nsso_account_id=1\nsso_role_name=r\n[sso-session corp]\nsso_start_url=https://x\nsso_region=us-east-1\n',
      kind: 'sso',
    },
    {
      name: 'Identity Center, old form',
      text: '[profile p]\nsso_start_url=https://x\nsso_region=us-east-1\nsso_account_id=1\nsso_role_name=r\n',
      kind: 'sso',
    },
    { name: 'a web identity', text: '[profile p]\nrole_arn=a\nweb_identity_token_file=/t\n', kind: 'web-identity' },
    { name: 'aws login', text: '[profile p]\nlogin_session=arn:aws:iam::1:user/me\n', kind: 'login' },
  ];
  for (const { name, text, kind, enabled = true, mfa = false } of kinds) {
    it(`knows ${name}`, async () => {
      const { one } = await read(config(text));
      expect(one('p').account).toMatchObject({ id: 'aws:p', kind, enabled, mfa });
      expect(one('p').account.error).toBeUndefined();
      expect(one('p').connection).toBeDefined();
    });
  }

  it('lists profiles of both files, keys of the credentials file first', async () => {
    const { profiles, one } = await read({
      '.aws/config': '[default]\nregion = eu-west-1\n[profile only-config]\nregion=eu-west-2\n',
      '.aws/credentials': `[default]\n${KEYS}[only-credentials]\n${KEYS}`,
    });
    expect(profiles.map((profile) => profile.account.profile)).toEqual(['default', 'only-config', 'only-credentials']);
    expect(one('default').account).toMatchObject({ kind: 'static', region: 'eu-west-1' });
    expect(one('only-config').account).toMatchObject({ kind: 'incomplete' });
    expect(one('only-credentials').account).toMatchObject({ kind: 'static', region: 'us-east-1' });
  });
});

describe('what the environment says', () => {
  it('puts the profile of AWS_PROFILE first and says when there is none of that name', async () => {
    const files = config(`[profile a]\n${KEYS}[profile b]\n${KEYS}`);
    expect((await read(files, { AWS_PROFILE: 'b' })).profiles.map((profile) => profile.account.profile)).toEqual(['b', 'a']);
    const missing = await read(files, { AWS_PROFILE: 'c' });
    expect(missing.lookedAt.at(-1)).toMatchObject({
      found: 'missing',
      problem: { code: 'no-profile', message: 'AWS_PROFILE names profile c, which is in neither file.' },
    });
  });

  it('makes an account of keys in the environment', async () => {
    const { one } = await read({}, { AWS_ACCESS_KEY_ID: 'AKID', AWS_SECRET_ACCESS_KEY: 's', AWS_REGION: 'eu-north-1' });
    expect(one(ENVIRONMENT_PROFILE).account).toMatchObject({ kind: 'environment', enabled: true, region: 'eu-north-1' });
    const half = await read({}, { AWS_ACCESS_KEY_ID: 'AKID' });
    expect(half.profiles[0]?.account.error).toMatchObject({
      code: 'config-broken',
      message: expect.stringMatching(/AWS_SECRET_ACCESS_KEY is not/u),
    });
  });

  it('reads the files that AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name, ~ included', async () => {
    const files = {
      'elsewhere/conf': '[profile moved]\nregion = sa-east-1\n',
      'elsewhere/creds': `[moved]\n${KEYS}`,
      '.aws/config': '[profile unseen]\nregion=us-east-1\n',
    };
    const { profiles, lookedAt, home } = await read(files, {
      AWS_CONFIG_FILE: '~/elsewhere/conf',
      AWS_SHARED_CREDENTIALS_FILE: '~/elsewhere/creds',
    });
    expect(profiles.map((profile) => profile.account.profile)).toEqual(['moved']);
    expect(lookedAt.map((looked) => looked.where).slice(0, 2)).toEqual([
      path.join(home, 'elsewhere/conf'),
      path.join(home, 'elsewhere/creds'),
    ]);
  });

  it('lets AWS_REGION win, but not across partitions', async () => {
    const files = config(`[profile a]\nregion=eu-west-1\n${KEYS}[profile china]\nregion=cn-northwest-1\n${KEYS}[profile none]\n${KEYS}`);
    const { one } = await read(files, { AWS_REGION: 'ap-south-1' });
    expect([one('a'), one('china'), one('none')].map((profile) => profile.account.region)).toEqual([
      'ap-south-1',
      'cn-northwest-1',
      'ap-south-1',
    ]);
  });
});

describe('endpoints', () => {
  const text = `[profile p]\nservices = s\nendpoint_url = http://127.0.0.1:3\n${KEYS}[services s]\nec2 =\n  endpoint_url = http://127.0.0.1:2\nsso_oidc =\n  endpoint_url = http://127.0.0.1:4\n[profile plain]\n${KEYS}`;
  it('are taken in the order of the AWS CLI, for each profile its own', async () => {
    const { one } = await read(config(text));
    expect(one('p').connection?.endpoints).toMatchObject({
      ec2: 'http://127.0.0.1:2',
      ssoOidc: 'http://127.0.0.1:4',
      sts: 'http://127.0.0.1:3',
    });
    expect(one('p').account.endpoint).toBe('http://127.0.0.1:2');
    expect(one('plain').connection?.endpoints).toEqual({});
    const general = await read(config(text), { AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:8' });
    expect(general.one('p').connection?.endpoints).toMatchObject({ ec2: 'http://127.0.0.1:9', sts: 'http://127.0.0.1:8' });
  });

  it('are ignored when the person says so', async () => {
    const { one } = await read(config(text), { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true', AWS_ENDPOINT_URL: 'http://127.0.0.1:9' });
    expect(one('p').connection?.endpoints).toEqual({});
  });

  it('that are no web address are told', async () => {
    const { one } = await read(config(`[profile p]\nendpoint_url = localhost:4566\n${KEYS}`));
    expect(one('p')).toMatchObject({
      account: { error: { code: 'config-broken', message: 'endpoint_url of profile p is not a web address.' } },
    });
    expect(one('p').connection).toBeUndefined();
  });

  it('of its own and FIPS at once are told', async () => {
    const { one } = await read(config(`[profile p]\nendpoint_url = http://127.0.0.1:1\nuse_fips_endpoint=true\n${KEYS}`));
    expect(one('p').account.error).toMatchObject({ code: 'config-broken', message: expect.stringContaining('FIPS') });
  });

  it('come with FIPS, dual stack and retry settings', async () => {
    const { one } = await read(
      config(`[profile p]\nuse_fips_endpoint=true\nuse_dualstack_endpoint=true\nretry_mode=standard\nmax_attempts=2\n${KEYS}`),
    );
    expect(one('p').connection).toMatchObject({ fips: true, dualstack: true, retryMode: 'standard', maxAttempts: 2 });
  });
});

describe('broken and missing files', () => {
  it('says where it looked when there is nothing', async () => {
    const { profiles, lookedAt, home } = await read({ '.aws/credentials': ' \n' });
    expect(profiles).toEqual([]);
    expect(lookedAt).toEqual([
      { what: 'AWS config file', where: path.join(home, '.aws/config'), found: 'missing' },
      { what: 'AWS credentials file', where: path.join(home, '.aws/credentials'), found: 'empty' },
      { what: 'Variable AWS_ACCESS_KEY_ID', where: 'environment', found: 'missing' },
    ]);
  });

  it('names the line of a broken header, and keeps the keys below it out of the section above', async () => {
    const { one, lookedAt } = await read(
      config(`[profile good]\n${KEYS}\n[profile above]\n${KEYS}[profile half\naws_access_key_id = OTHER\n[profile after]\n${KEYS}`),
    );
    expect(lookedAt[0]?.problem?.message).toMatch(/config: line 8: the section header has no closing bracket\.$/u);
    expect(one('above').account.error?.message).toMatch(
      /Profile above cannot be used: line 8 of .* is a broken section header right after it/u,
    );
    expect(one('good').account.error).toBeUndefined();
    expect(one('after').account.error).toBeUndefined();
  });

  it('reads the headers that the AWS CLI reads', async () => {
    const headers = [
      '[profile  a ]  # comment',
      '[profile\t"b"]',
      "[profile 'c']",
      '[profile d];x',
      '[profile e\\f]',
      '[profile "g\'h"]',
      '[profile i&j]',
      '  [profile k]',
    ];
    const { profiles, lookedAt } = await read({
      '.aws/config': headers.map((header) => `${header}\nregion = eu-west-3\nendpoint_url = http://127.0.0.1:5\n`).join(''),
      '.aws/credentials': ['a', 'b', 'c', 'd', 'ef', "g'h", 'i&j', 'k'].map((name) => `[${name}]#x\n${KEYS}`).join(''),
    });
    expect(lookedAt.map(({ problem }) => problem)).toEqual([undefined, undefined, undefined]);
    expect(profiles.map(({ account }) => account.profile)).toEqual(['a', 'b', 'c', 'd', 'ef', "g'h", 'i&j', 'k']);
    for (const { account } of profiles) {
      expect(account).toMatchObject({ kind: 'static', region: 'eu-west-3', endpoint: 'http://127.0.0.1:5' });
    }
  });

  it('says of a name with spaces that it must be another one', async () => {
    const { lookedAt } = await read({ '.aws/config': `[profile "acme prod"]\n${KEYS}`, '.aws/credentials': `[acme test]\n${KEYS}` });
    expect(lookedAt[0]?.problem?.message).toMatch(
      /line 1: the name “acme prod” has spaces in it, which the AWS SDK does not take; rename it\.$/u,
    );
    expect(lookedAt[1]?.problem?.message).toMatch(/line 1: the name “acme test” has spaces in it/u);
  });

  it('does not use a profile whose own header in the config file is broken', async () => {
    const { home, profiles, one } = await read({
      '.aws/config':
        '[profile "acme prod"]\nregion = cn-north-1\n[profile acme old]\nregion = cn-north-1\n[ profile odd ]\nregion = cn-north-1\n' +
        `[profile above]\nrole_arn = x\nsource_profile = half\n[profile open"]\nregion = cn-north-1\n[profile whole]\n${KEYS}[profile half\nregion = cn-north-1\n`,
      '.aws/credentials': ['acme prod', 'acme old', 'odd', 'open', 'half', 'free'].map((name) => `[${name}]\n${KEYS}`).join(''),
    });
    const file = path.join(home, '.aws/config');
    expect(one('half').account.error).toEqual({
      code: 'config-broken',
      message: `Profile half cannot be used: line 15 of ${file}: the section header has no closing bracket.`,
      hint: 'Add the missing “]” there, then refresh.',
    });
    expect(one('above').account.error?.message).toMatch(/^Profile half, on which profile above builds, cannot be used: line 15 of /u);
    expect(one('acme prod').account.error).toMatchObject({
      message: expect.stringMatching(/the name “acme prod” has spaces in it, which the AWS SDK does not take; rename it\.$/u),
      hint: 'Rename it in the file, then refresh.',
    });
    expect(one('odd').account.error).toMatchObject({
      message: `Profile odd cannot be used: line 5 of ${file}: the section name “ profile odd ” is not one that AWS tools understand.`,
      hint: 'Write the header as [profile NAME], with one word as the name, then refresh.',
    });
    const usable = profiles.filter(({ connection }) => connection !== undefined).map(({ account }) => account.profile);
    expect(usable).toEqual(['free']);
  });

  it('names what a half-written profile lacks, and never its values', async () => {
    const { one } = await read({ '.aws/credentials': '[p]\naws_secret_access_key = very/secret+value\n[q]\naws_access_key_id = AKID\n' });
    expect(one('p').account).toMatchObject({
      kind: 'incomplete',
      error: {
        code: 'config-broken',
        message: expect.stringMatching(/Profile p has aws_secret_access_key \(line 2 of .*credentials\) but no aws_access_key_id\./u),
      },
    });
    expect(one('q').account.error?.message).toMatch(/line 4 of .* but no aws_secret_access_key/u);
    expect(JSON.stringify(one('p'))).not.toContain('very/secret');
  });

  it('tells sections that AWS tools do not see', async () => {
    const { lookedAt } = await read({ '.aws/config': '[prod]\nregion=eu-west-1\n', '.aws/credentials': '[profile prod]\nx=y\n' });
    expect(lookedAt[0]?.problem?.message).toMatch(/line 1: in this file the section must be called \[profile prod\]/u);
    expect(lookedAt[1]?.problem?.message).toMatch(/line 1: in this file the section must be called \[prod\]/u);
  });

  it('tells profiles that the SDK cannot take, and those that build on them', async () => {
    const { home, one, profiles, lookedAt } = await read({
      '.aws/config': `[profile good]\n${KEYS}[profile __proto__]\n${KEYS}[profile above]\nrole_arn=x\nsource_profile=__proto__\n[constructor]\n${KEYS}`,
      '.aws/credentials': `[toString]\n${KEYS}[valueOf]\n[profile __proto__]\n${KEYS}`,
    });
    const file = path.join(home, '.aws/config');
    expect(profiles.map(({ account }) => account.profile)).toEqual(['good', '__proto__', 'above', 'toString']);
    expect(one('good').connection).toBeDefined();
    expect(one('__proto__').account.error).toEqual({
      code: 'config-broken',
      message: `Profile __proto__ cannot be used: the AWS SDK takes no profile of this name (${file}).`,
      hint: 'Rename it in the file, then refresh.',
    });
    expect(one('toString').account.error?.message).toContain(path.join(home, '.aws/credentials'));
    expect(one('above').account.error).toMatchObject({
      message: `Profile __proto__, on which profile above builds, cannot be used: the AWS SDK takes no profile of this name (${file}).`,
      hint: 'Rename it in the file, then refresh.',
    });
    for (const name of ['__proto__', 'toString', 'above']) expect(one(name).connection).toBeUndefined();
    expect(lookedAt[0]?.problem?.message).toMatch(/line 10: the AWS SDK takes no profile that is called constructor\.$/u);
    expect(lookedAt[1]?.problem?.message).toMatch(
      /line 4: the AWS SDK takes no profile that is called valueOf \(and 1 more, at line 5\)\.$/u,
    );
  });

  it('tells circles, missing sources, sessions and services', async () => {
    const { one } = await read(
      config(
        '[profile a]\nrole_arn=x\nsource_profile=b\n[profile b]\nrole_arn=y\nsource_profile=a\n[profile c]\nrole_arn=z\nsource_profile=nowhere\n[profile d]\nsso_session=none\nsso_account_id=1\nsso_role_name=r\n' +
          `[profile e]\nservices=none\n${KEYS}[profile f]\nregion=Frankfurt\n${KEYS}`,
      ),
    );
    expect(one('a').account.error?.message).toContain('a → b → a');
    expect(one('c').account.error?.message).toContain('profile nowhere, which does not exist');
    expect(one('d').account.error?.message).toContain('sso-session none');
    expect(one('e').account.error?.message).toContain('services section none');
    expect(one('f').account.error?.message).toContain('Profile f has “Frankfurt”');
  });

  it('tells a credential_source that there is none of, and which ones there are', async () => {
    const { home, one } = await read(
      config(
        '[profile a]\nrole_arn=x\ncredential_source=Nope\n[profile b]\nrole_arn=x\nsource_profile=a\n' +
          `[profile c]\nrole_arn=x\ncredential_source=EcsContainer\n[profile d]\nrole_arn=x\nsource_profile=e\n[profile e]\nrole_arn=x\ncredential_source=Nope\n${KEYS}`,
      ),
    );
    const file = path.join(home, '.aws/config');
    expect(one('a').account.error).toEqual({
      code: 'config-broken',
      message: `Profile a has “Nope” as its credential_source (line 3 of ${file}), which is none of Environment, Ec2InstanceMetadata, EcsContainer.`,
      hint: 'Write one of them, in this spelling, then refresh.',
    });
    expect(one('b').account.error?.message).toMatch(/^Profile a, on which profile b builds, has “Nope”/u);
    expect(one('c').connection).toBeDefined();
    // The chain ends in the keys.
    expect(one('d').connection).toBeDefined();
  });

  it.each(['AWS_REGION', 'AWS_DEFAULT_REGION'])('tells a %s that is no region also where profiles have their own', async (variable) => {
    const { one, lookedAt } = await read(config(`[profile p]\nregion = eu-west-1\n${KEYS}`), {
      ...{ [variable]: 'mars 1', AWS_ACCESS_KEY_ID: 'AKID', AWS_SECRET_ACCESS_KEY: 's' },
    });
    expect(one('p')).toMatchObject({ account: { region: 'eu-west-1' }, connection: { region: 'eu-west-1' } });
    expect(lookedAt.find(({ what }) => what === `Variable ${variable}`)).toEqual({
      what: `Variable ${variable}`,
      where: 'mars 1',
      found: 'read',
      problem: {
        code: 'config-broken',
        message: `${variable} is “mars 1”, which is not the name of a region.`,
        hint: 'Correct or unset the variable and start Gangway again; until then each profile keeps its own region. A region looks like eu-central-1.',
      },
    });
    expect(one(ENVIRONMENT_PROFILE).account.error?.message).toBe(`${variable} is “mars 1”, which is not the name of a region.`);
    const fine = await read(config(`[profile p]\nregion = eu-west-1\n${KEYS}`), { [variable]: 'eu-west-2' });
    expect(fine.lookedAt.map(({ what }) => what)).not.toContain(`Variable ${variable}`);
  });

  it.each(['AWS_REGION', 'AWS_DEFAULT_REGION'])('blames %s for a region that only it gives', async (variable) => {
    const { one } = await read({ '.aws/credentials': `[p]\n${KEYS}` }, { [variable]: 'Frankfurt' });
    expect(one('p').account.error?.message).toBe(`${variable} gives profile p “Frankfurt” as its region, which is not the name of one.`);
  });

  it('tells binary and unreadable files', async () => {
    const binary = await read(config('\0\u0001\0garbage\n'));
    expect(binary.lookedAt[0]).toMatchObject({
      found: 'read',
      problem: { code: 'config-broken', message: expect.stringMatching(/line 1: holds bytes that are not text/u) },
    });
    const home = await openHome({});
    ends.push(() => home.remove());
    await mkdir(path.join(home.homeFolder, '.aws/config'), { recursive: true });
    const folder = await readProfiles({ homeFolder: home.homeFolder, env: {} });
    expect(folder.lookedAt[0]).toMatchObject({ found: 'unreadable', problem: { message: expect.stringMatching(/is a folder/u) } });
  });

  it.skipIf(process.platform === 'win32')('takes /dev/null for an empty file, and no other device', async () => {
    const files = { '.aws/credentials': `[p]\n${KEYS}` };
    const none = await read(files, { AWS_CONFIG_FILE: '/dev/null' });
    expect(none.lookedAt[0]?.found).toBe('empty');
    expect(none.one('p').connection).toBeDefined();
    const zeros = await read(files, { AWS_CONFIG_FILE: '/dev/zero' });
    expect(zeros.lookedAt[0]?.found).toBe('unreadable');
    expect(zeros.one('p').connection).toBeUndefined();
  });

  it.skipIf(process.platform === 'win32')('tells a pipe that nobody writes to, and does not wait for it', async () => {
    const { home } = await read({ '.aws/credentials': `[p]\n${KEYS}` });
    await promisify(execFile)('mkfifo', [path.join(home, '.aws/config')]);
    const { lookedAt, profiles } = await readProfiles({ homeFolder: home, env: {} });
    expect(lookedAt[0]).toMatchObject({ found: 'unreadable', problem: { message: expect.stringMatching(/is a device or a pipe/u) } });
    expect(profiles.map(({ account }) => account.error?.message)).toEqual([
      `Profile p cannot be used: ${path.join(home, '.aws/config')} is a device or a pipe.`,
    ]);
    // Or the SDK would wait for the pipe.
    expect(profiles[0]?.connection).toBeUndefined();
  });

  it.skipIf(process.getuid?.() === 0)('tells a file that may not be read', async () => {
    const { home } = await read(config('[default]\n'));
    await chmod(path.join(home, '.aws/config'), 0o000);
    const { lookedAt } = await readProfiles({ homeFolder: home, env: {} });
    expect(lookedAt[0]).toMatchObject({ found: 'unreadable', problem: { message: expect.stringMatching(/may not be read by you/u) } });
  });
});
