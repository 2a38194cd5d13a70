import { afterEach, describe, expect, it } from 'vitest';
import type { Account } from '../../../shared/model/account.ts';
import { AppError } from '../../../shared/model/errors.ts';
import type { Instance } from '../../../shared/model/instance.ts';
import type { AskMfa, Cloud } from '../cloud.ts';
import { createAwsCloud } from './aws.ts';
import {
  ec2Answer,
  ec2Error,
  instancesAnswer,
  instanceXml,
  openHome,
  openTestEndpoint,
  regionsAnswer,
  stsError,
  type GivenAnswer,
  type SeenRequest,
  type TestEndpoint,
} from './endpoint-for-tests.ts';
import { speak } from '../../../shared/texts/current.ts';

const KEYS = 'aws_access_key_id = AKIDEXAMPLE12345678\naws_secret_access_key = wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY\n';
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

interface World {
  readonly cloud: Cloud;
  readonly endpoint: TestEndpoint;
  readonly logged: string[];
  account(profile: string): Promise<Account>;
  list(profile: string, region: string, signal?: AbortSignal): Promise<readonly Instance[]>;
}

async function openWorld(options: {
  answer: (request: SeenRequest) => GivenAnswer | Promise<GivenAnswer>;
  files?: (url: string) => Readonly<Record<string, string>>;
  env?: (url: string) => Readonly<Record<string, string>>;
  askMfa?: AskMfa;
}): Promise<World> {
  const endpoint = await openTestEndpoint(options.answer);
  ends.push(() => endpoint.close());
  const files =
    options.files ??
    ((url) => ({ '.aws/config': `[profile demo]\nregion = us-east-1\nendpoint_url = ${url}\n`, '.aws/credentials': `[demo]\n${KEYS}` }));
  const home = await openHome(files(endpoint.url));
  ends.push(() => home.remove());
  const logged: string[] = [];
  const cloud = createAwsCloud({
    platform: { homeFolder: home.homeFolder, env: { PATH: process.env['PATH'], ...options.env?.(endpoint.url) } },
    askMfa: options.askMfa ?? (() => Promise.reject(new AppError('cancelled', 'No one is there.'))),
    log: { warn: (text) => logged.push(text) },
  });
  ends.push(() => cloud.close());
  const account = async (profile: string): Promise<Account> => {
    const found = (await cloud.accounts()).accounts.find((candidate) => candidate.profile === profile);
    if (found === undefined) throw new Error(`no profile ${profile}`);
    return found;
  };
  return {
    cloud,
    endpoint,
    logged,
    account,
    async list(profile, region, signal = new AbortController().signal) {
      const rows: Instance[] = [];
      await cloud.listInstances({
        account: await account(profile),
        region,
        signal,
        patience: 'waiting',
        onPage: (page) => rows.push(...page),
      });
      return rows;
    },
  };
}

async function failure(promise: Promise<unknown>): Promise<AppError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('It was expected to fail.');
}

describe('the AWS cloud', () => {
  it('goes from the profile to its regions to their instances, page by page', async () => {
    const { cloud, account, endpoint } = await openWorld({
      answer: (request) => {
        if (request.action === 'DescribeRegions') return regionsAnswer('eu-central-1', 'us-east-1', 'ap-south-1');
        const token = request.form.get('NextToken');
        return token === null
          ? instancesAnswer([instanceXml('i-01'), instanceXml('i-02')], 'page two')
          : instancesAnswer([instanceXml('i-03')]);
      },
    });
    const demo = await account('demo');
    const signal = new AbortController().signal;
    expect(await cloud.regions(demo, signal)).toEqual(['us-east-1', 'ap-south-1', 'eu-central-1']);

    const pages: string[][] = [];
    await cloud.listInstances({
      account: demo,
      region: 'eu-central-1',
      signal,
      patience: 'waiting',
      onPage: (page) => pages.push(page.map((row) => row.key)),
    });
    expect(pages).toEqual([['aws:demo/eu-central-1/i-01', 'aws:demo/eu-central-1/i-02'], ['aws:demo/eu-central-1/i-03']]);
    const lists = endpoint.seen.filter((request) => request.action === 'DescribeInstances');
    expect(lists.map((request) => request.region)).toEqual(['eu-central-1', 'eu-central-1']);
    expect(lists[0]?.form.get('Filter.1.Name')).toBe('instance-state-name');
  });

  it('gives what the grid shows of an instance', async () => {
    const { list } = await openWorld({ answer: () => instancesAnswer([instanceXml('i-01')]) });
    expect(await list('demo', 'us-east-1')).toEqual([
      {
        key: 'aws:demo/us-east-1/i-01',
        account: 'aws:demo',
        region: 'us-east-1',
        instance: 'i-01',
        cloud: 'aws',
        name: 'name of i-01',
        state: 'running',
        os: 'linux',
        platform: 'Linux/UNIX',
        type: 't3.micro',
        image: 'ami-1',
        publicIp: '203.0.113.5',
        privateIp: '10.0.0.1',
        privateDns: 'ip-10-0-0-1.ec2.internal',
        keyName: 'demo-key',
        launchTime: '2026-11-20T10:00:00.000Z',
        zone: 'us-east-1a',
        vpc: 'vpc-1',
        subnet: 'subnet-1',
        securityGroups: [{ id: 'sg-1', name: 'web' }],
        tags: { Name: 'name of i-01' },
      },
    ]);
  });

  it('sends a row again only when it has changed, and then as it is now', async () => {
    const states = ['running', 'stopping', 'stopping'];
    const { cloud, account } = await openWorld({
      answer: () => instancesAnswer([instanceXml('i-01'), instanceXml('i-02').replace('running', states.shift() ?? '')]),
    });
    const demo = await account('demo');
    const list = async (): Promise<readonly Instance[]> => {
      const rows: Instance[] = [];
      const signal = new AbortController().signal;
      await cloud.listInstances({ account: demo, region: 'us-east-1', signal, patience: 'waiting', onPage: (page) => rows.push(...page) });
      return rows;
    };
    const [first, second, third] = [await list(), await list(), await list()];
    expect(first.map((row) => row.state)).toEqual(['running', 'running']);
    expect(second.map((row) => row.state)).toEqual(['running', 'stopping']);
    expect(second[0]).toBe(first[0]);
    expect(third[0]).toBe(first[0]);
    expect(third[1]).toBe(second[1]);
    // Profiles that are read anew may be those of another account.
    await account('demo');
    const fourth = await list();
    expect(fourth[0]).toEqual(first[0]);
    expect(fourth[0]).not.toBe(first[0]);
  });

  it('lists the key pairs of a region with their fingerprints, and tells who may not', async () => {
    const { cloud, account, endpoint } = await openWorld({
      answer: ({ region }) =>
        region === 'eu-west-1'
          ? ec2Error('UnauthorizedOperation', 'You are not authorized to perform this operation.', 403)
          : ec2Answer(
              'DescribeKeyPairs',
              '<keySet><item><keyPairId>key-01</keyPairId><keyType>rsa</keyType><keyName>old</keyName><keyFingerprint>1f:51:ae</keyFingerprint></item><item><keyName>bare</keyName></item></keySet>',
            ),
    });
    const demo = await account('demo');
    const signal = new AbortController().signal;
    expect(await cloud.keyPairs(demo, 'us-east-1', signal)).toEqual([
      { name: 'old', fingerprint: '1f:51:ae', type: 'rsa' },
      { name: 'bare', fingerprint: '', type: '' },
    ]);
    expect(endpoint.seen.at(-1)).toMatchObject({ action: 'DescribeKeyPairs', region: 'us-east-1' });
    const error = await failure(cloud.keyPairs(demo, 'eu-west-1', signal));
    expect(error).toMatchObject({ code: 'permission-denied', message: expect.stringContaining('eu-west-1') });
    expect(`${error.message} ${error.hint}`).toContain('ec2:DescribeKeyPairs');
  });

  it('asks for the MFA code once for five regions at the same time', async () => {
    const questions: { profile: string; serial: string; attempt: number }[] = [];
    const { cloud, account, endpoint } = await openWorld({
      files: (url) => ({
        '.aws/config': `[profile admin]\nregion = eu-west-1\nrole_arn = arn:aws:iam::111122223333:role/admin\nsource_profile = base\nmfa_serial = arn:aws:iam::111122223333:mfa/me\nendpoint_url = ${url}\n`,
        '.aws/credentials': `[base]\n${KEYS}`,
      }),
      answer: (request) => (request.action === 'AssumeRole' ? assumedRole() : instancesAnswer([instanceXml(`i-${request.region}`)])),
      askMfa: (question) => {
        questions.push(question);
        return Promise.resolve('123456');
      },
    });
    const admin = await account('admin');
    expect(admin).toMatchObject({ kind: 'assume-role', mfa: true, enabled: true });
    const seen: string[] = [];
    await Promise.all(
      ['us-east-1', 'us-west-2', 'eu-west-1', 'eu-central-1', 'ap-south-1'].map((region) =>
        cloud.listInstances({
          account: admin,
          region,
          signal: new AbortController().signal,
          patience: 'waiting',
          onPage: (page) => seen.push(...page.map((row) => row.instance)),
        }),
      ),
    );
    expect(seen.sort()).toEqual(['i-ap-south-1', 'i-eu-central-1', 'i-eu-west-1', 'i-us-east-1', 'i-us-west-2']);
    expect(questions).toEqual([{ profile: 'admin', serial: 'arn:aws:iam::111122223333:mfa/me', attempt: 1 }]);
    const assume = endpoint.seen.filter((request) => request.action === 'AssumeRole');
    expect(assume).toHaveLength(1);
    expect(assume[0]?.form.get('TokenCode')).toBe('123456');
    expect(assume[0]?.region).toBe('eu-west-1');
  });

  it('asks again after a wrong MFA code, three times in all', async () => {
    const attempts: number[] = [];
    const world = await openWorld({
      files: (url) => ({
        '.aws/config': `[profile admin]\nrole_arn = arn:aws:iam::1:role/a\nsource_profile = base\nmfa_serial = me\nendpoint_url = ${url}\n[profile base]\n${KEYS}`,
      }),
      answer: () => stsError('AccessDenied', 'MultiFactorAuthentication failed with invalid MFA one time pass code.'),
      askMfa: ({ attempt }) => {
        attempts.push(attempt);
        return Promise.resolve('000000');
      },
    });
    const error = await failure(world.list('admin', 'us-east-1'));
    expect(attempts).toEqual([1, 2, 3]);
    expect(error).toMatchObject({ code: 'auth-failed', message: 'AWS did not accept the MFA code for profile admin.' });
  });

  it('says that the question for the MFA code was dismissed, and asks again when told to', async () => {
    let asked = 0;
    const world = await openWorld({
      files: (url) => ({
        '.aws/config': `[profile admin]\nrole_arn = arn:aws:iam::1:role/a\nsource_profile = base\nmfa_serial = me\nendpoint_url = ${url}\n[profile base]\n${KEYS}`,
      }),
      answer: () => instancesAnswer([]),
      askMfa: () => {
        asked++;
        return Promise.reject(new AppError('cancelled', 'Dismissed.'));
      },
    });
    const account = await world.account('admin');
    const list = (patience: 'waiting' | 'background') =>
      failure(
        world.cloud.listInstances({ account, region: 'us-east-1', signal: new AbortController().signal, patience, onPage: () => {} }),
      );
    expect(await list('waiting')).toMatchObject({ code: 'cancelled', message: 'No MFA code was given for profile admin.' });
    expect(await list('background')).toMatchObject({ code: 'cancelled' });
    expect(asked).toBe(1);
    await list('waiting');
    expect(asked).toBe(2);
  });

  it('sends each profile to its own endpoint, and none to the endpoint of another', async () => {
    const other = await openTestEndpoint(() => instancesAnswer([instanceXml('i-other')]));
    ends.push(() => other.close());
    const { list } = await openWorld({
      answer: () => instancesAnswer([instanceXml('i-own')]),
      env: () => ({ AWS_PROFILE: 'one' }),
      files: (url) => ({
        '.aws/config': `[profile one]\nendpoint_url = ${url}\n[profile two]\nservices = private\nendpoint_url = http://127.0.0.1:1\n[services private]\nec2 =\n  endpoint_url = ${other.url}\n`,
        '.aws/credentials': `[one]\n${KEYS}[two]\n${KEYS}`,
      }),
    });
    expect((await list('one', 'us-east-1')).map((row) => row.instance)).toEqual(['i-own']);
    expect((await list('two', 'us-east-1')).map((row) => row.instance)).toEqual(['i-other']);
  });

  it('looks at the image for the login name, once per image', async () => {
    const { cloud, account, list, endpoint } = await openWorld({
      answer: (request) =>
        request.action === 'DescribeImages'
          ? ec2Answer(
              'DescribeImages',
              '<imagesSet><item><imageId>ami-1</imageId><name>ubuntu/images/hvm-ssd/ubuntu-noble-24.04-amd64-server</name><imageOwnerId>099720109477</imageOwnerId></item></imagesSet>',
            )
          : instancesAnswer([instanceXml('i-01'), instanceXml('i-02')]),
    });
    const rows = await list('demo', 'us-east-1');
    const demo = await account('demo');
    const names = await Promise.all(rows.map((row) => cloud.loginName(demo, row, new AbortController().signal)));
    expect(names.map((name) => `${name.user} by ${name.source}`)).toEqual(['ubuntu by image', 'ubuntu by image']);
    expect(endpoint.seen.filter((request) => request.action === 'DescribeImages')).toHaveLength(1);
  });

  it('stops a listing that is cancelled in the middle', async () => {
    const abort = new AbortController();
    const { list } = await openWorld({
      answer: () => {
        abort.abort(new AppError('cancelled', 'The tab was closed.'));
        return new Promise<GivenAnswer>(() => {});
      },
    });
    expect(await failure(list('demo', 'us-east-1', abort.signal))).toMatchObject({ code: 'cancelled' });
  });
});

describe('what goes wrong with AWS', () => {
  const cases: readonly {
    readonly name: string;
    readonly answer: () => GivenAnswer;
    readonly expected: { code: string; message: RegExp; hint?: RegExp };
  }[] = [
    {
      name: 'expired keys',
      answer: () => ec2Error('RequestExpired', 'Request has expired.'),
      expected: { code: 'expired-credentials', message: /profile demo have expired/u },
    },
    {
      name: 'a missing permission',
      answer: () =>
        ec2Error(
          'UnauthorizedOperation',
          'You are not authorized to perform this operation. User: arn:aws:iam::1:user/x is not authorized to perform: ec2:DescribeInstances because…',
          403,
        ),
      expected: { code: 'permission-denied', message: /Profile demo has no permission for ec2:DescribeInstances in us-east-1/u },
    },
    {
      name: 'unknown keys',
      answer: () => ec2Error('AuthFailure', 'AWS was not able to validate the provided access credentials', 401),
      expected: { code: 'bad-credentials', message: /profile demo in us-east-1/u },
    },
    {
      name: 'a region that is off',
      answer: () => ec2Error('OptInRequired', 'You are not subscribed to this service.', 401),
      expected: { code: 'region-disabled', message: /Region us-east-1 is not enabled/u },
    },
    {
      name: 'throttling',
      answer: () => ec2Error('RequestLimitExceeded', 'Request limit exceeded.', 503),
      expected: { code: 'throttled', message: /too many requests for profile demo/u },
    },
    {
      name: 'a clock that is off',
      answer: () => ec2Error('RequestExpired', 'Request has expired.', 400, { date: new Date(Date.now() - 3 * 3_600_000).toUTCString() }),
      expected: { code: 'clock-skew', message: /3 hours ahead of AWS/u, hint: /Set the clock/u },
    },
    {
      name: 'a web page',
      answer: () => ({ headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>Sign in to the hotel</title>' }),
      expected: { code: 'bad-endpoint', message: /web page \(HTML\).*http:\/\/127/u },
    },
    {
      name: 'a web page as an error',
      answer: () => ({ status: 404, body: '<html><h1>Not found</h1></html>' }),
      expected: { code: 'bad-endpoint', message: /web page/u },
    },
    {
      name: 'a redirect, as a captive portal gives',
      answer: () => ({ status: 302, headers: { location: 'https://sign-in.hotel.example/' } }),
      expected: { code: 'bad-endpoint', message: /profile demo in us-east-1.*HTTP 302.*http:\/\/127/u, hint: /captive portal/u },
    },
    {
      name: 'a header that is no header',
      answer: () => ({ headers: { 'x-long': 'x'.repeat(200_000) } }),
      expected: {
        code: 'bad-endpoint',
        message: /^http:\/\/127.* not proper HTTP, for profile demo in us-east-1 \(HPE_HEADER_OVERFLOW\)\.$/u,
        hint: /Check the endpoint/u,
      },
    },
    {
      name: 'an answer without end',
      answer: () => ({ body: `<a>${'x'.repeat(65 * 1024 * 1024)}` }),
      expected: { code: 'limit', message: /profile demo in us-east-1.*64 MiB.*http:\/\/127/u, hint: /endpoint/u },
    },
    {
      name: 'cut-off XML',
      answer: () => ({ body: instancesAnswer([instanceXml('i-01')]).body?.slice(0, 400) ?? '' }),
      expected: { code: 'protocol', message: /profile demo in us-east-1.*cut off/u },
    },
    {
      name: 'another document',
      answer: () => regionsAnswer('us-east-1'),
      expected: { code: 'protocol', message: /DescribeRegionsResponse/u },
    },
    { name: 'an empty body', answer: () => ({ body: '' }), expected: { code: 'protocol', message: /cut off/u } },
    { name: 'plain text', answer: () => ({ body: 'hello' }), expected: { code: 'protocol', message: /not the XML/u } },
    {
      name: 'a token that comes again',
      answer: () => instancesAnswer([], 'again'),
      expected: { code: 'protocol', message: /runs in a circle/u },
    },
    {
      name: 'an error that is no XML',
      answer: () => ({ status: 400, body: '{"oops": 1}' }),
      expected: { code: 'protocol', message: /cannot be read|refused/u },
    },
  ];
  // One thread for all: loading the SDK from its packages takes most of a test's time.
  it('is told with its code, the profile and the next step', async () => {
    let now: () => GivenAnswer = () => ({});
    const { list } = await openWorld({ answer: () => now() });
    for (const { name, answer, expected } of cases) {
      now = answer;
      const error = await failure(list('demo', 'us-east-1'));
      expect(error.code, name).toBe(expected.code);
      expect(error.message).toMatch(expected.message);
      expect(error.hint ?? '').toMatch(expected.hint ?? /\w/u);
      expect(JSON.stringify(error.toWire())).not.toContain('wJalr');
    }
  });

  it('names an endpoint that refuses connections', async () => {
    const { list } = await openWorld({
      answer: () => instancesAnswer([]),
      files: () => ({ '.aws/config': `[default]\nregion = us-east-1\nendpoint_url = http://127.0.0.1:1\n${KEYS}` }),
    });
    const error = await failure(list('default', 'us-east-1'));
    expect(error.code).toBe('unreachable');
    expect(error.message).toContain('http://127.0.0.1:1');
  });

  it('is told in the language that is spoken as the call is made', async () => {
    const { list } = await openWorld({ answer: () => ec2Error('UnauthorizedOperation', 'You are not authorized.', 403) });
    try {
      expect((await failure(list('demo', 'us-east-1'))).message).toContain('has no permission for');
      await speak('zh-CN');
      expect((await failure(list('demo', 'us-east-1'))).message).toBe('配置 demo 在 us-east-1 没有 ec2:DescribeInstances 权限。');
    } finally {
      await speak('en');
    }
  });

  it('goes on with the own region where DescribeRegions is not allowed', async () => {
    const { cloud, account, logged } = await openWorld({
      answer: () => ec2Error('UnauthorizedOperation', 'You are not authorized to perform this operation.', 403),
    });
    expect(await cloud.regions(await account('demo'), new AbortController().signal)).toEqual(['us-east-1']);
    expect(logged.join()).toContain('no permission for ec2:DescribeRegions');
  });
});

function assumedRole(): GivenAnswer {
  const expires = new Date(Date.now() + 3_600_000).toISOString();
  return {
    body: `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken><Expiration>${expires}</Expiration></Credentials><AssumedRoleUser><AssumedRoleId>AROA:me</AssumedRoleId><Arn>arn:aws:sts::111122223333:assumed-role/admin/me</Arn></AssumedRoleUser></AssumeRoleResult></AssumeRoleResponse>`,
  };
}
