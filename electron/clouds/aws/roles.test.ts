import { afterEach, describe, expect, it } from 'vitest';
import type { Account } from '../../../shared/model/account.ts';
import { AppError } from '../../../shared/model/errors.ts';
import type { AskMfa, Cloud } from '../cloud.ts';
import { createAwsCloud } from './aws.ts';
import { openHome, openTestEndpoint, regionsAnswer, stsError, type GivenAnswer, type SeenRequest } from './endpoint-for-tests.ts';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

interface World {
  readonly cloud: Cloud;
  readonly seen: readonly SeenRequest[];
  /** The regions of each profile, all asked for at the same time; or why not. */
  regions(...profiles: readonly string[]): Promise<readonly unknown[]>;
}

const MFA = 'mfa_serial = arn:aws:iam::111122223333:mfa/dana\n';

/** The profiles of `config`, in which URL stands for the endpoint, beside `base` with keys. Roles are given out or refused by `assume`. */
async function openWorld(options: { config: string; assume: (request: SeenRequest) => GivenAnswer; askMfa: AskMfa }): Promise<World> {
  const endpoint = await openTestEndpoint((request) =>
    request.action === 'AssumeRole' ? options.assume(request) : regionsAnswer('us-east-1', 'eu-west-1'),
  );
  ends.push(() => endpoint.close());
  const home = await openHome({
    '.aws/config': options.config.replaceAll('URL', endpoint.url),
    '.aws/credentials': '[base]\naws_access_key_id = AKIDSOURCE\naws_secret_access_key = sourcesecret\n',
  });
  ends.push(() => home.remove());
  const cloud = createAwsCloud({
    platform: { homeFolder: home.homeFolder, env: { PATH: process.env['PATH'] } },
    askMfa: options.askMfa,
    log: { warn: () => {} },
  });
  ends.push(() => cloud.close());
  const { accounts } = await cloud.accounts();
  return {
    cloud,
    seen: endpoint.seen,
    regions: (...profiles) =>
      Promise.all(
        profiles.map(async (profile) => {
          const account = accounts.find((one) => one.profile === profile);
          if (account === undefined) throw new Error(`no profile ${profile}`);
          return await cloud
            .regions(account, new AbortController().signal)
            .catch((error: unknown) => (error instanceof AppError ? error.toWire() : error));
        }),
      ),
  };
}

function given(role: string): GivenAnswer {
  const until = new Date(Date.now() + 3_600_000).toISOString();
  return {
    body: `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>${role}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${until}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
  };
}

const refused = (request: SeenRequest): GivenAnswer =>
  stsError('AccessDenied', `User: me is not authorized to perform: sts:AssumeRole on resource: ${request.form.get('RoleArn')}`);
const nameOf = (request: SeenRequest): string => /[^/]+$/u.exec(request.form.get('RoleArn') ?? '')?.[0] ?? '';
const assumed = (seen: readonly SeenRequest[]): string[] =>
  seen.filter(({ action }) => action === 'AssumeRole').map((request) => `${request.accessKey} > ${nameOf(request)}`);

/** Counts the questions, and answers each with the next code. */
function device(): { asked: string[]; askMfa: AskMfa } {
  const asked: string[] = [];
  return {
    asked,
    askMfa: ({ profile, attempt }) => Promise.resolve(String(100_000 + asked.push(`${profile} ${attempt}`))),
  };
}

describe('a refused role', () => {
  it('is not taken for regions that may not be listed: one question for a code, and an error that names the role', async () => {
    const { asked, askMfa } = device();
    const { regions, seen } = await openWorld({
      config: `[profile p]\nrole_arn = arn:aws:iam::1:role/gone\nsource_profile = base\nendpoint_url = URL\n${MFA}`,
      assume: refused,
      askMfa,
    });
    expect(await regions('p')).toEqual([
      expect.objectContaining({
        code: 'permission-denied',
        message: 'Profile p may not assume the role arn:aws:iam::1:role/gone (sts:AssumeRole).',
      }),
    ]);
    expect(asked).toEqual(['p 1']);
    expect(assumed(seen)).toEqual(['AKIDSOURCE > gone']);
    // Asked for by hand, it is another attempt.
    await regions('p');
    expect(asked).toEqual(['p 1', 'p 1']);
  });

  it('is still told of by a load that may not ask for a code, and not as a code that is missing', async () => {
    const { asked, askMfa } = device();
    const { cloud, regions } = await openWorld({
      config: `[profile p]\nrole_arn = arn:aws:iam::1:role/gone\nsource_profile = base\nendpoint_url = URL\n${MFA}`,
      assume: refused,
      askMfa,
    });
    const [account] = (await cloud.accounts()).accounts.filter(({ profile }) => profile === 'p') as [Account];
    const background = (): Promise<unknown> => cloud.regions(account, new AbortController().signal, 'background');
    await expect(background()).rejects.toMatchObject({ message: 'Profile p needs a new code of its MFA device.' });
    await regions('p');
    await expect(background()).rejects.toMatchObject({
      message: 'Profile p may not assume the role arn:aws:iam::1:role/gone (sts:AssumeRole).',
    });
    expect(asked).toEqual(['p 1']);
  });

  it.each([
    ['first', 'lower'],
    ['second', 'upper'],
  ])('is named where it is the %s of a chain', async (_which, role) => {
    const { regions, seen } = await openWorld({
      config:
        '[profile p]\nrole_arn = arn:aws:iam::1:role/upper\nsource_profile = q\nendpoint_url = URL\n[profile q]\nrole_arn = arn:aws:iam::1:role/lower\nsource_profile = base\n',
      assume: (request) => (nameOf(request) === role ? refused(request) : given('AKIDLOWER')),
      askMfa: () => Promise.reject(new Error('not asked')),
    });
    expect(await regions('p')).toEqual([
      expect.objectContaining({ message: `Profile p may not assume the role arn:aws:iam::1:role/${role} (sts:AssumeRole).` }),
    ]);
    expect(assumed(seen)).toEqual(['AKIDSOURCE > lower', 'AKIDLOWER > upper'].slice(0, role === 'lower' ? 1 : 2));
  });
});

describe('a role with a code of an MFA device', () => {
  const role = (profile: string, name: string, extra = ''): string =>
    `[profile ${profile}]\nrole_arn = arn:aws:iam::1:role/${name}\nendpoint_url = URL\n${extra}`;
  const plain = '[profile base]\nendpoint_url = URL\n';
  const byDevice = `source_profile = base\n${MFA}`;

  it('is one session for all profiles that ask the same of STS, and for the chains above it', async () => {
    const { asked, askMfa } = device();
    const { regions, seen } = await openWorld({
      config: [
        role('first', 'dev', `${byDevice}region = us-east-1\n`),
        role('same', 'dev', `${byDevice}region = eu-west-1\n`),
        role('chain', 'upper', 'source_profile = first\n'),
      ].join(''),
      assume: (request) => given(nameOf(request).toUpperCase()),
      askMfa,
    });
    const all = await regions('first', 'same', 'chain');
    expect(all).toEqual([
      ['us-east-1', 'eu-west-1'],
      ['eu-west-1', 'us-east-1'],
      ['us-east-1', 'eu-west-1'],
    ]);
    expect(asked).toHaveLength(1);
    expect(assumed(seen)).toEqual(['AKIDSOURCE > dev', 'DEV > upper']);
  });

  it.each([
    ['external_id', 'external_id = x\n'],
    ['role_session_name', 'role_session_name = x\n'],
    ['duration_seconds', 'duration_seconds = 1800\n'],
    ['endpoint', 'endpoint_url = URL/other\n'],
    ['source', 'source_profile = other\n[profile other]\naws_access_key_id = AKIDOTHER\naws_secret_access_key = s\n'],
  ])('is a session of its own with another %s, asked for after the first with a code of its own', async (_what, extra) => {
    let most = 0;
    let open = 0;
    const { asked, askMfa } = device();
    const world = await openWorld({
      // Of a key that stands twice in a section the last one counts.
      config: `${role('first', 'dev', byDevice)}${role('second', 'dev', `${byDevice}${extra}`)}${plain}`,
      assume: (request) => given(nameOf(request).toUpperCase()),
      askMfa: async (question, signal) => {
        most = Math.max(most, ++open);
        // Takes as long as the other profile would to come as far as here.
        await world.regions('base', 'base');
        open--;
        return await askMfa(question, signal);
      },
    });
    await world.regions('first', 'second');
    expect(most).toBe(1);
    expect(asked.toSorted()).toEqual(['first 1', 'second 1']);
    expect(world.seen.map((request) => request.form.get('TokenCode')).filter((code) => code !== null)).toEqual(['100001', '100002']);
  });

  it('is told of by each profile in its own name when the question is dismissed, once for all', async () => {
    let asked = 0;
    const world = await openWorld({
      config: `${role('first', 'dev', byDevice)}${role('same', 'dev', byDevice)}${plain}`,
      assume: refused,
      askMfa: async () => {
        asked++;
        // Takes as long as the other profile would to come as far as here.
        await world.regions('base', 'base');
        throw new AppError('cancelled', 'Dismissed.');
      },
    });
    expect(await world.regions('first', 'same')).toEqual([
      expect.objectContaining({ code: 'cancelled', message: 'No MFA code was given for profile first.' }),
      expect.objectContaining({ code: 'cancelled', message: 'No MFA code was given for profile same.' }),
    ]);
    expect(asked).toBe(1);
  });
});
