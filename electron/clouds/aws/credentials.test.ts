import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../../shared/model/errors.ts';
import type { Instance } from '../../../shared/model/instance.ts';
import type { AskMfa } from '../cloud.ts';
import { hangingProgram, livingOf, startedOf } from '../programs-for-tests.ts';
import { createAwsCloud } from './aws.ts';
import {
  instancesAnswer,
  instanceXml,
  openHome,
  openTestEndpoint,
  stsError,
  type GivenAnswer,
  type SeenRequest,
  type TestEndpoint,
} from './endpoint-for-tests.ts';

const KEYS = 'aws_access_key_id = AKIDSOURCE\naws_secret_access_key = sourcesecret\n';
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

/** Lists one region with profile `p` of these files. What signed the request tells which credentials were used. */
async function list(options: {
  files: (url: string) => Readonly<Record<string, string>>;
  env?: Readonly<Record<string, string>>;
  answer?: (request: SeenRequest) => GivenAnswer;
  askMfa?: AskMfa;
  profile?: string;
  onWarning?: (text: string) => void;
  programTimeoutMs?: number;
}): Promise<{ signedBy: string; endpoint: TestEndpoint; rows: Instance[] }> {
  const endpoint = await openTestEndpoint((request) =>
    request.action === 'DescribeInstances' ? instancesAnswer([instanceXml('i-01')]) : (options.answer?.(request) ?? { status: 500 }),
  );
  ends.push(() => endpoint.close());
  const home = await openHome(options.files(endpoint.url));
  ends.push(() => home.remove());
  const cloud = createAwsCloud({
    platform: { homeFolder: home.homeFolder, env: { PATH: process.env['PATH'], ...options.env } },
    askMfa: options.askMfa ?? (() => Promise.reject(new AppError('cancelled', 'No one is there.'))),
    log: { warn: (text) => options.onWarning?.(text) },
    ...(options.programTimeoutMs === undefined ? {} : { programTimeoutMs: options.programTimeoutMs }),
  });
  ends.push(() => cloud.close());
  const account = (await cloud.accounts()).accounts.find((one) => one.profile === (options.profile ?? 'p'));
  if (account === undefined) throw new Error('no such profile');
  const rows: Instance[] = [];
  await cloud.listInstances({
    account,
    region: 'eu-west-1',
    signal: new AbortController().signal,
    patience: 'waiting',
    onPage: (page) => rows.push(...page),
  });
  return { signedBy: endpoint.seen.findLast((request) => request.action === 'DescribeInstances')?.accessKey ?? '', endpoint, rows };
}

async function failure(promise: Promise<unknown>): Promise<AppError> {
  const error: unknown = await promise.then(
    () => new Error('It was expected to fail.'),
    (reason: unknown) => reason,
  );
  if (error instanceof AppError) return error;
  throw error;
}

function role(action: string, key: string): GivenAnswer {
  return {
    body: `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result><Credentials><AccessKeyId>${key}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${inAnHour()}</Expiration></Credentials></${action}Result></${action}Response>`,
  };
}
const inAnHour = (): string => new Date(Date.now() + 3_600_000).toISOString();
const json = (value: unknown, status = 200): GivenAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});

const SESSION =
  '[sso-session corp]\nsso_start_url = https://corp.example/start\nsso_region = us-east-1\nsso_registration_scopes = sso:account:access\n';
const ssoProfile = (extra: string): string =>
  `[profile p]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = dev\n${extra}${SESSION}`;
const token = (fields: Record<string, unknown>): Record<string, string> => ({
  [`.aws/sso/cache/${createHash('sha1').update('corp').digest('hex')}.json`]: JSON.stringify({
    startUrl: 'https://corp.example/start',
    region: 'us-east-1',
    accessToken: 'the-token',
    ...fields,
  }),
});
const portal = (request: SeenRequest): GivenAnswer =>
  request.path.startsWith('/federation/credentials')
    ? json({ roleCredentials: { accessKeyId: 'AKIDPORTAL', secretAccessKey: 's', sessionToken: 't', expiration: Date.now() + 3_600_000 } })
    : { status: 404 };

describe('credentials', () => {
  it('of the environment are used as they are', async () => {
    const endpoint = await openTestEndpoint(() => instancesAnswer([instanceXml('i-01')]));
    ends.push(() => endpoint.close());
    const { signedBy } = await list({
      profile: '(environment)',
      files: () => ({}),
      env: { AWS_ACCESS_KEY_ID: 'AKIDENVIRONMENT', AWS_SECRET_ACCESS_KEY: 's', AWS_ENDPOINT_URL: endpoint.url },
    });
    expect(signedBy || endpoint.seen[0]?.accessKey).toBe('AKIDENVIRONMENT');
  });

  const reserved = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '__defineGetter__'];
  it.each(['config', 'credentials'])('are there also beside a profile of the %s file that the SDK cannot take', async (odd) => {
    const sections = reserved.flatMap((name) =>
      (odd === 'config' ? [`profile ${name}`, `profile "${name}"`, name] : [name, ` ${name} `, `profile ${name}`]).map(
        (title) => `[${title}] ; odd\n${KEYS}assign = x\nkeys = x\ncall = x\n`,
      ),
    );
    const { signedBy } = await list({
      files: (url) => ({
        '.aws/config': `[profile p]\nrole_arn = arn:aws:iam::1:role/x\nsource_profile = base\nendpoint_url = ${url}\n${odd === 'config' ? sections.join('') : ''}`,
        '.aws/credentials': `${odd === 'credentials' ? sections.join('') : ''}[base]\n${KEYS}`,
      }),
      answer: (request) => (request.accessKey === 'AKIDSOURCE' ? role(request.action, 'AKIDROLE') : { status: 500 }),
    });
    expect(signedBy).toBe('AKIDROLE');
  });

  it.each([
    ['[profile  acme-dev ]  # comment', 'acme-dev'],
    ['[profile\tacme-dev]', 'acme-dev'],
    ['[profile "acme-dev"]', 'acme-dev'],
    ["[profile 'acme-dev' ] ; comment", 'acme-dev'],
    ['[profile acme-dev]# comment', 'acme-dev'],
    ['[profile ac"me"\\-dev]', 'acme-dev'],
    ['[profile müller,x]', 'müller,x'],
  ])('are those of the section %s, which the AWS CLI takes so', async (header, profile) => {
    const { signedBy } = await list({
      files: (url) => ({
        '.aws/config': `[profile above]\nregion = eu-west-2\n${header}\nrole_arn = arn:aws:iam::1:role/x\nsource_profile = base\nendpoint_url = ${url}\n`,
        '.aws/credentials': `[base] # own\n${KEYS}`,
      }),
      answer: (request) => (request.accessKey === 'AKIDSOURCE' ? role(request.action, 'AKIDROLE') : { status: 500 }),
      profile,
    });
    expect(signedBy).toBe('AKIDROLE');
  });

  it('are those of an sso-session and a services section with such headers', async () => {
    const { signedBy } = await list({
      files: (url) => ({
        '.aws/config': `${ssoProfile('services = all\n').replace('[sso-session corp]', '[sso-session  "corp" ]# the firm')}[services  all ]\nec2 =\n  endpoint_url = ${url}\nsso =\n  endpoint_url = ${url}\n`,
        ...token({ expiresAt: inAnHour() }),
      }),
      answer: portal,
    });
    expect(signedBy).toBe('AKIDPORTAL');
  });

  it('of the profile that a role builds on are not those below a broken header after it', async () => {
    const { endpoint } = await list({
      files: (url) => ({
        '.aws/config': `[profile p]\nrole_arn = arn:aws:iam::1:role/x\nsource_profile = base\nendpoint_url = ${url}\n`,
        '.aws/credentials': `[base]\n${KEYS}[other\n${KEYS.replace('AKIDSOURCE', 'AKIDOTHER')}`,
      }),
      answer: (request) => role(request.action, 'AKIDROLE'),
    });
    expect(endpoint.seen.map((request) => request.accessKey)).toEqual(['AKIDSOURCE', 'AKIDROLE']);
  });

  it('are not those of a section [profile.NAME], which is none for the AWS CLI', async () => {
    const { signedBy } = await list({
      files: (url) => ({
        '.aws/config': `[profile p]\nendpoint_url = ${url}\n${KEYS}[profile.p]\n${KEYS.replace('AKIDSOURCE', 'AKIDOTHER')}`,
      }),
    });
    expect(signedBy).toBe('AKIDSOURCE');
  });

  it('are there also once such a profile has been renamed', async () => {
    const endpoint = await openTestEndpoint(() => instancesAnswer([]));
    ends.push(() => endpoint.close());
    const home = await openHome({ '.aws/credentials': `[p]\n${KEYS}[__proto__]\n${KEYS}` });
    ends.push(() => home.remove());
    const cloud = createAwsCloud({
      platform: { homeFolder: home.homeFolder, env: { AWS_ENDPOINT_URL: endpoint.url } },
      askMfa: () => Promise.reject(new Error('not asked')),
      log: { warn: () => {} },
    });
    ends.push(() => cloud.close());
    const use = async (profile: string): Promise<unknown> => {
      const account = (await cloud.accounts()).accounts.find((one) => one.profile === profile);
      if (account === undefined) throw new Error('no such profile');
      await cloud.listInstances({
        ...{ account, region: 'eu-west-1', patience: 'waiting', onPage: () => {} },
        signal: new AbortController().signal,
      });
      return endpoint.seen.at(-1)?.accessKey;
    };
    expect(await use('p')).toBe('AKIDSOURCE');
    await writeFile(path.join(home.homeFolder, '.aws/credentials'), `[p]\n${KEYS}[renamed]\n${KEYS.replace('AKIDSOURCE', 'AKIDRENAMED')}`);
    expect(await use('renamed')).toBe('AKIDRENAMED');
  });

  it('of a program are what it prints', async () => {
    const { signedBy } = await list({
      files: (url) => ({
        '.aws/config': `[profile p]\ncredential_process = cat "$HOME/creds.json"\nendpoint_url = ${url}\n`,
        'creds.json': '{"Version":1,"AccessKeyId":"AKIDPROGRAM","SecretAccessKey":"s"}',
      }),
    });
    expect(signedBy).toBe('AKIDPROGRAM');
  });

  it('of a program that fails are told without its command line', async () => {
    const error = await failure(
      list({ files: (url) => ({ '.aws/config': `[profile p]\ncredential_process = false --password hunter2\nendpoint_url = ${url}\n` }) }),
    );
    expect(error.toWire()).toMatchObject({
      code: 'bad-credentials',
      message: 'The program of profile p (credential_process: false) failed with exit code 1.',
    });
    expect(JSON.stringify(error.toWire())).not.toContain('hunter2');
  });

  it.each([
    ['/no/such/program hunter2', '/no/such/program', 'was not found by the shell'],
    ['kill -9 $$ hunter2', 'kill', 'failed'],
    ['yes hunter2', 'yes', 'printed more than a megabyte, so Gangway ended it'],
  ])('of a program that fails are told with how it did: %s', async (line, program, how) => {
    const error = await failure(
      list({ files: (url) => ({ '.aws/config': `[profile p]\ncredential_process = ${line}\nendpoint_url = ${url}\n` }) }),
    );
    expect(error.message).toBe(`The program of profile p (credential_process: ${program}) ${how}.`);
  });

  const hanging = (extra: string): Parameters<typeof list>[0] => ({
    files: (url) => ({
      '.aws/config': `[profile p]\nendpoint_url = ${url}\n${extra}[profile prog]\ncredential_process = "tail" -f /dev/null hunter2\n`,
    }),
    programTimeoutMs: 300,
  });
  it.skipIf(process.platform === 'win32').each([
    ['of a program that does not end', 'credential_process = tail -f /dev/null hunter2\n'],
    ['of a role over such a program', 'role_arn = arn:aws:iam::1:role/x\nsource_profile = prog\n'],
  ])('%s are given up after its time, and the program is named without its arguments', async (_name, extra) => {
    const error = await failure(list(hanging(extra)));
    expect(error.toWire()).toEqual({
      code: 'timeout',
      message: 'The program of profile p (credential_process: tail) did not end within 0.3 s, so Gangway ended it.',
      hint: 'Run the command of credential_process in a shell to see what it waits for, then refresh.',
    });
  });

  it.skipIf(process.platform === 'win32')('of a program are no longer waited for when the app closes, and it is ended', async () => {
    const home = await openHome({});
    ends.push(() => home.remove());
    const line = await hangingProgram(home.homeFolder);
    await mkdir(path.join(home.homeFolder, '.aws'));
    await writeFile(path.join(home.homeFolder, '.aws/config'), `[profile p]\ncredential_process = ${line}\n`);
    const cloud = createAwsCloud({
      platform: { homeFolder: home.homeFolder, env: { PATH: process.env['PATH'] } },
      askMfa: () => Promise.reject(new Error('not asked')),
      log: { warn: () => {} },
    });
    const account = (await cloud.accounts()).accounts[0];
    if (account === undefined) throw new Error('no profile');
    const failed = failure(cloud.accountNumber(account, new AbortController().signal));
    const pids = await startedOf(home.homeFolder);
    await cloud.close();
    expect((await failed).code).toBe('cancelled');
    await vi.waitFor(() => expect(livingOf(pids)).toEqual([]));
  });

  const printed =
    (fields: Record<string, unknown>): Parameters<typeof list>[0]['files'] =>
    (url) => ({
      '.aws/config': `[profile p]\ncredential_process = cat "$HOME/creds.json"\nendpoint_url = ${url}\n`,
      'creds.json': JSON.stringify({ Version: 1, AccessKeyId: 'AKIDPROGRAM', SecretAccessKey: 'hunter2', ...fields }),
    });
  it.each([
    ['another version', printed({ Version: 2 }), 'did not return Version 1'],
    ['no key', printed({ AccessKeyId: undefined }), 'returned invalid credentials'],
    ['keys that have expired', printed({ Expiration: new Date(Date.now() - 60_000).toISOString() }), 'returned expired credentials'],
  ])('of a program that prints %s are told with what is wrong', async (_name, files, told) => {
    const { message } = await failure(list({ files }));
    expect(message).toBe(`The program of profile p (credential_process) ${told}.`);
  });

  it('of a program are used with session token and time of expiry', async () => {
    const { signedBy } = await list({ files: printed({ Expiration: inAnHour(), SessionToken: 't', AccountId: '111122223333' }) });
    expect(signedBy).toBe('AKIDPROGRAM');
  });

  it('of a role come from the STS of the same profile', async () => {
    const { signedBy, endpoint } = await list({
      files: (url) => ({
        '.aws/config': `[profile p]\nrole_arn = arn:aws:iam::1:role/x\nsource_profile = base\nregion = eu-west-1\nservices = s\n[services s]\nec2 =\n  endpoint_url = ${url}\nsts =\n  endpoint_url = ${url}/sts\n[profile base]\n${KEYS}endpoint_url = http://127.0.0.1:1\n`,
      }),
      answer: (request) => role(request.action, 'AKIDROLE'),
    });
    expect(signedBy).toBe('AKIDROLE');
    expect(endpoint.seen.map((request) => `${request.action} ${request.path} ${request.accessKey}`)).toEqual([
      'AssumeRole /sts/ AKIDSOURCE',
      'DescribeInstances / AKIDROLE',
    ]);
  });

  it('of a role that may not be assumed name the role, the action and the next step', async () => {
    const error = await failure(
      list({
        files: (url) => ({
          '.aws/config': `[profile p]\nrole_arn = arn:aws:iam::1:role/x\nsource_profile = base\nendpoint_url = ${url}\n[profile base]\n${KEYS}`,
        }),
        answer: () =>
          stsError(
            'AccessDenied',
            'User: arn:aws:iam::1:user/me is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::1:role/x',
          ),
      }),
    );
    expect(error.toWire()).toMatchObject({
      code: 'permission-denied',
      message: 'Profile p may not assume the role arn:aws:iam::1:role/x (sts:AssumeRole).',
      hint: 'Check role_arn and the trust policy of the role, and that whoever assumes it is allowed sts:AssumeRole; then refresh.',
    });
  });

  const secretHints = {
    profile: 'Check aws_secret_access_key of the profile; a cut-off or quoted value does this.',
    variable: 'Check the variable AWS_SECRET_ACCESS_KEY and start Gangway again with the right one; a cut-off or quoted value does this.',
  };
  it.each([
    ['the keys of a profile', 'p', KEYS, secretHints.profile],
    ['a role over keys of a profile', 'p', 'role_arn = arn:aws:iam::1:role/x\nsource_profile = base\n', secretHints.profile],
    ['a role over the variables', 'p', 'role_arn = arn:aws:iam::1:role/x\ncredential_source = Environment\n', secretHints.variable],
    ['the variables', '(environment)', KEYS, secretHints.variable],
  ])('with a wrong secret name where it stands: %s', async (_name, profile, text, hint) => {
    const endpoint = await openTestEndpoint(() => stsError('SignatureDoesNotMatch', 'The request signature does not match.'));
    ends.push(() => endpoint.close());
    const error = await failure(
      list({
        profile,
        files: () => ({ '.aws/config': `[profile p]\n${text}[profile base]\n${KEYS}` }),
        env: { AWS_ACCESS_KEY_ID: 'AKIDENVIRONMENT', AWS_SECRET_ACCESS_KEY: 's', AWS_ENDPOINT_URL: endpoint.url },
      }),
    );
    expect(error.toWire()).toMatchObject({ code: 'bad-credentials', hint });
  });

  it('of a web identity come from STS with the token of the file', async () => {
    const { signedBy, endpoint } = await list({
      files: (url) => ({
        '.aws/config': `[profile p]\nrole_arn = arn:aws:iam::1:role/x\nweb_identity_token_file = ${path.resolve('package.json')}\nendpoint_url = ${url}\n`,
      }),
      answer: (request) => role(request.action, 'AKIDWEB'),
    });
    expect(signedBy).toBe('AKIDWEB');
    expect(endpoint.seen[0]?.action).toBe('AssumeRoleWithWebIdentity');
  });

  it('of Identity Center come from its portal with the kept token', async () => {
    const { signedBy, endpoint } = await list({
      files: (url) => ({ '.aws/config': ssoProfile(`endpoint_url = ${url}\n`), ...token({ expiresAt: inAnHour() }) }),
      answer: portal,
    });
    expect(signedBy).toBe('AKIDPORTAL');
    expect(endpoint.seen[0]?.headers['x-amz-sso_bearer_token']).toBe('the-token');
  });

  it('of Identity Center are renewed at the token endpoint, which may be another one', async () => {
    const oidc = await openTestEndpoint(() => json({ accessToken: 'renewed', expiresIn: 3_600, refreshToken: 'r2' }));
    ends.push(() => oidc.close());
    const { signedBy, endpoint } = await list({
      files: (url) => ({
        '.aws/config': `${ssoProfile('services = s\n')}[services s]\nec2 =\n  endpoint_url = ${url}\nsso =\n  endpoint_url = ${url}\nsso_oidc =\n  endpoint_url = ${oidc.url}\n`,
        ...token({ expiresAt: new Date(Date.now() - 1_000).toISOString(), clientId: 'c', clientSecret: 's', refreshToken: 'r' }),
      }),
      answer: portal,
    });
    expect(signedBy).toBe('AKIDPORTAL');
    expect(oidc.seen.map((request) => request.path)).toEqual(['/token']);
    expect(endpoint.seen[0]?.headers['x-amz-sso_bearer_token']).toBe('renewed');
  });

  const expired: readonly (readonly [string, (url: string) => Readonly<Record<string, string>>])[] = [
    [
      'expired',
      (url) => ({
        '.aws/config': ssoProfile(`endpoint_url = ${url}\n`),
        ...token({ expiresAt: new Date(Date.now() - 1_000).toISOString() }),
      }),
    ],
    ['missing', (url) => ({ '.aws/config': ssoProfile(`endpoint_url = ${url}\n`) })],
    [
      'missing, old form',
      (url) => ({
        '.aws/config': `[profile p]\nsso_start_url = https://x\nsso_region = us-east-1\nsso_account_id = 1\nsso_role_name = r\nendpoint_url = ${url}\n`,
      }),
    ],
    [
      'broken',
      (url) => ({ '.aws/config': ssoProfile(`endpoint_url = ${url}\n`), ...token({ expiresAt: undefined, accessToken: undefined }) }),
    ],
  ];
  for (const [name, files] of expired) {
    it(`of Identity Center with a sign-in that is ${name} say what to run`, async () => {
      const error = await failure(list({ files }));
      expect(error.toWire()).toEqual({
        code: 'expired-credentials',
        message: 'The sign-in of profile p to IAM Identity Center has expired, or there is none yet.',
        hint: 'Run `aws sso login --profile p` in a shell, then refresh.',
      });
    });
  }

  it('of Identity Center that the portal refuses say what to run', async () => {
    const error = await failure(
      list({
        files: (url) => ({ '.aws/config': ssoProfile(`endpoint_url = ${url}\n`), ...token({ expiresAt: inAnHour() }) }),
        answer: () => ({
          ...json({ message: 'Session token not found or invalid' }, 401),
          headers: { 'x-amzn-errortype': 'UnauthorizedException' },
        }),
      }),
    );
    expect(error).toMatchObject({ code: 'expired-credentials', hint: 'Run `aws sso login --profile p` in a shell, then refresh.' });
  });

  it('of Identity Center that gives no access say so', async () => {
    const error = await failure(
      list({
        files: (url) => ({ '.aws/config': ssoProfile(`endpoint_url = ${url}\n`), ...token({ expiresAt: inAnHour() }) }),
        answer: () => ({ ...json({ message: 'No access' }, 403), headers: { 'x-amzn-errortype': 'ForbiddenException' } }),
      }),
    );
    expect(error).toMatchObject({
      code: 'permission-denied',
      message: 'IAM Identity Center gives profile p no access to its account and role.',
    });
  });

  it('of Identity Center that cannot be reached name the endpoint', async () => {
    const error = await failure(
      list({
        files: (url) => ({
          '.aws/config': `${ssoProfile('services = s\n')}[services s]\nec2 =\n  endpoint_url = ${url}\nsso =\n  endpoint_url = http://127.0.0.1:1\n`,
          ...token({ expiresAt: inAnHour() }),
        }),
      }),
    );
    expect(error).toMatchObject({ code: 'unreachable', message: 'http://127.0.0.1:1 cannot be reached (ECONNREFUSED).' });
  });

  it('of aws login that are missing say what to run', async () => {
    const error = await failure(
      list({
        files: (url) => ({
          '.aws/config': `[profile p]\nlogin_session = arn:aws:iam::1:user/me\nregion = us-east-1\nendpoint_url = ${url}\n`,
        }),
      }),
    );
    expect(error).toMatchObject({ code: 'expired-credentials', hint: 'Run `aws login --profile p` in a shell, then refresh.' });
  });

  it('of a role are not asked a code for where those below it fail', async () => {
    const error = await failure(
      list({
        files: (url) => ({
          '.aws/config': `[profile p]\nrole_arn = a\nsource_profile = q\nmfa_serial = m\nendpoint_url = ${url}\n[profile q]\nrole_arn = b\nsource_profile = base\n[profile base]\n${KEYS}`,
        }),
        answer: () => stsError('AccessDenied', 'no'),
        askMfa: () => Promise.reject(new AppError('internal', 'not asked')),
      }),
    );
    expect(error).toMatchObject({ code: 'permission-denied', message: 'Profile p may not assume the role b (sts:AssumeRole).' });
  });
});
