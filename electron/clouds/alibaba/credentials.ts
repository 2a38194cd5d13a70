import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { AppError } from '../../../shared/model/errors.ts';
import { texts } from '../../../shared/texts/current.ts';
import type { Identity } from '../credential-memo.ts';
import { describeFailure, signInAgain } from './alibaba-errors.ts';
import { readConfigFile, type ConfigFile, type ConfigProfile } from './config-file.ts';
import type { Connection } from './connection.ts';
import { endpointOf, VERSIONS } from './endpoints.ts';
import { isObject, text, type Json } from './json.ts';
import { findProfile, modeOf } from './profiles.ts';
import type { Patience } from './retry.ts';
import { callRpc, exchange, type Parameter, type Sockets } from './rpc.ts';
import { runProgram } from './run-program.ts';
import type { SigningKeys } from './signature.ts';

/** Gives the keys of an account that was typed by hand. `background` never asks the person anything. Throws `vault-locked`, `not-found`. */
export type FindSavedKeys = (
  profile: string,
  patience: Patience,
  signal: AbortSignal,
) => Promise<{ accessKeyId: string; secretAccessKey: string }>;

export interface ResolveOptions {
  readonly connection: Connection;
  readonly homeFolder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly sockets: Sockets;
  readonly savedKeys: FindSavedKeys;
  readonly patience: Patience;
  readonly signal: AbortSignal;
  /** Addresses that have to be others in tests. */
  readonly places?: Partial<typeof PLACES>;
}

const PLACES = {
  /** The metadata service of an ECS instance. */
  metadata: 'http://100.100.100.200/',
  oauthChina: 'https://oauth.aliyun.com/',
  oauthInternational: 'https://oauth.alibabacloud.com/',
};

/** Keys of the file that end within this time are not begun with. Seconds. */
const USABLE_SECONDS = 60;
/** An instance answers at once; anywhere else nobody does. Milliseconds. */
const METADATA_TIMEOUT_MS = 1_500;
/** The shortest that STS allows. Seconds. */
const MIN_ROLE_SECONDS = 900;

/**
 * Obtains the credentials of an account by its mode. The config file is read anew each time: the CLI refreshes what it keeps there. Own code,
 * because the official package puts the whole file, and signed addresses, into the texts of its errors; nothing of what was read or
 * answered is in the ones thrown here. Throws an `AppError` that names the profile and the next step.
 */
export async function resolveCredentials(options: ResolveOptions): Promise<Identity> {
  const { connection, env, signal } = options;
  try {
    if (connection.kind === 'vault') return await options.savedKeys(connection.profile, options.patience, signal);
    if (connection.kind === 'environment') return await fromEnvironment(options);
    const file = await readConfigFile(options.homeFolder);
    const profile = findProfile(file.profiles, connection.profile);
    if (profile === undefined)
      throw new AppError('no-profile', texts().alibabaErrors.noProfile(connection.profile), { hint: texts().alibabaErrors.refresh });
    return await fromProfile(profile, file, { ...options, env });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw describeFailure(error, {
      profile: connection.profile,
      kind: connection.kind,
      action: 'sts:AssumeRole',
      endpoint: connection.stsEndpoint ?? connection.endpoint,
    });
  }
}

async function fromProfile(profile: ConfigProfile, file: ConfigFile, options: ResolveOptions, depth = 0): Promise<Identity> {
  const mode = modeOf(profile);
  switch (mode) {
    case 'AK':
    case 'StsToken':
      return keysOf(profile, mode === 'StsToken');
    case 'RamRoleArn':
      return await assumeRole(profile, keysOf(profile, profile.value('sts_token') !== ''), options);
    case 'ChainableRamRoleArn': {
      const source = findProfile(file.profiles, profile.value('source_profile'));
      if (source === undefined || depth > 8)
        throw new AppError('config-broken', texts().alibabaCredentials.noSource(options.connection.profile), {
          hint: texts().alibabaCredentials.mend,
        });
      return await assumeRole(profile, await fromProfile(source, file, options, depth + 1), options);
    }
    case 'EcsRamRole':
      return await fromMetadata(profile.value('ram_role_name'), options);
    case 'External':
      return await fromProgram(profile.value('process_command'), options);
    case 'OIDC':
      return await assumeByToken(
        {
          role: profile.value('ram_role_arn'),
          provider: profile.value('oidc_provider_arn'),
          file: profile.value('oidc_token_file'),
          session: profile.value('ram_session_name'),
          seconds: profile.value('expired_seconds'),
        },
        options,
      );
    case 'CredentialsURI':
      return await fromAddress(profile.value('credentials_uri'), options);
    case 'CloudSSO':
    case 'OAuth':
      return keptKeys(profile) ?? (await exchangeToken(profile, mode, options));
    default:
      throw new AppError('config-broken', texts().alibabaCredentials.badMode(options.connection.profile), {
        hint: texts().alibabaErrors.refresh,
      });
  }
}

function keysOf(profile: ConfigProfile, withToken: boolean): Identity {
  return {
    accessKeyId: profile.value('access_key_id'),
    secretAccessKey: profile.value('access_key_secret'),
    ...(withToken ? { sessionToken: profile.value('sts_token') } : {}),
  };
}

/** Temporary keys that the CLI has put into the file and that still last. */
function keptKeys(profile: ConfigProfile): Identity | undefined {
  const expiration = Number(profile.value('sts_expiration')) * 1_000;
  const keys = keysOf(profile, true);
  const complete = keys.accessKeyId !== '' && keys.secretAccessKey !== '' && keys.sessionToken !== '';
  if (!complete || !lasts(expiration)) return undefined;
  return { ...keys, expiration: new Date(expiration) };
}

function lasts(milliseconds: number): boolean {
  return Number.isFinite(milliseconds) && milliseconds - Date.now() > USABLE_SECONDS * 1_000;
}

async function fromEnvironment(options: ResolveOptions): Promise<Identity> {
  const { env } = options;
  const value = (name: string): string => env[`ALIBABA_CLOUD_${name}`] ?? '';
  if (value('ACCESS_KEY_ID') !== '') {
    const sessionToken = value('SECURITY_TOKEN');
    return {
      accessKeyId: value('ACCESS_KEY_ID'),
      secretAccessKey: value('ACCESS_KEY_SECRET'),
      ...(sessionToken === '' ? {} : { sessionToken }),
    };
  }
  return await assumeByToken(
    {
      role: value('ROLE_ARN'),
      provider: value('OIDC_PROVIDER_ARN'),
      file: value('OIDC_TOKEN_FILE'),
      session: value('ROLE_SESSION_NAME'),
      seconds: '',
    },
    options,
  );
}

async function assumeRole(profile: ConfigProfile, keys: SigningKeys, options: ResolveOptions): Promise<Identity> {
  const externalId = profile.value('external_id');
  const answer = await callSts(
    'AssumeRole',
    {
      RoleArn: profile.value('ram_role_arn'),
      RoleSessionName: profile.value('ram_session_name') || sessionName(),
      DurationSeconds: roleSeconds(profile.value('expired_seconds')),
      ...(externalId === '' ? {} : { ExternalId: externalId }),
    },
    { ...options, keys, region: profile.value('sts_region') },
  );
  return temporaryKeys(answer['Credentials'], options.connection.profile);
}

interface TokenRole {
  readonly role: string;
  readonly provider: string;
  readonly file: string;
  readonly session: string;
  readonly seconds: string;
}

async function assumeByToken({ role, provider, file, session, seconds }: TokenRole, options: ResolveOptions): Promise<Identity> {
  const { profile } = options.connection;
  const token = await readFile(file, { encoding: 'utf8', signal: options.signal }).catch((error: unknown) => {
    if (options.signal.aborted) throw error;
    throw new AppError('bad-credentials', texts().alibabaCredentials.tokenFile(profile), { hint: texts().alibabaCredentials.check(file) });
  });
  const answer = await callSts(
    'AssumeRoleWithOIDC',
    {
      OIDCProviderArn: provider,
      OIDCToken: token.trim(),
      RoleArn: role,
      RoleSessionName: session || sessionName(),
      DurationSeconds: roleSeconds(seconds),
    },
    { ...options, region: '' },
  );
  return temporaryKeys(answer['Credentials'], profile);
}

/** Parameters go as a form: a token does not belong into an address. */
async function callSts(
  action: string,
  body: Readonly<Record<string, Parameter>>,
  { connection, sockets, signal, keys, region }: ResolveOptions & { readonly keys?: SigningKeys; readonly region: string },
): Promise<Json> {
  const endpoint = endpointOf(connection, 'sts', region || connection.region, new Map());
  return await callRpc({ endpoint, action, version: VERSIONS.sts, query: {}, body, keys, signal }, sockets);
}

async function fromMetadata(role: string, options: ResolveOptions): Promise<Identity> {
  const { profile } = options.connection;
  if (options.env['ALIBABA_CLOUD_ECS_METADATA_DISABLED']?.toLowerCase() === 'true')
    throw new AppError('bad-credentials', texts().alibabaCredentials.metadataOff(profile), {
      hint: texts().alibabaCredentials.metadataOffHint,
    });
  const endpoint = new URL(options.places?.metadata ?? PLACES.metadata);
  const ask = async (method: 'GET' | 'PUT', path: string, headers: Readonly<Record<string, string>>): Promise<string> => {
    const answer = await exchange(
      { endpoint, path, method, headers, body: '', signal: options.signal, connectTimeoutMs: METADATA_TIMEOUT_MS },
      options.sockets,
    );
    if (answer.status !== 200)
      throw new AppError('bad-credentials', texts().alibabaCredentials.noRole(profile), {
        hint: texts().alibabaCredentials.noRoleHint,
      });
    return answer.body.toString('utf8').trim();
  };
  try {
    const token = await ask('PUT', '/latest/api/token', { 'x-aliyun-ecs-metadata-token-ttl-seconds': '3600' });
    const headers = { 'x-aliyun-ecs-metadata-token': token };
    const folder = '/latest/meta-data/ram/security-credentials/';
    const name = role === '' ? ((await ask('GET', folder, headers)).split('\n')[0] ?? '') : role;
    return temporaryKeys(parse(await ask('GET', `${folder}${encodeURIComponent(name)}`, headers)), profile);
  } catch (error) {
    options.signal.throwIfAborted();
    if (error instanceof AppError) throw error;
    throw new AppError('bad-credentials', texts().alibabaCredentials.noInstance(profile), {
      hint: texts().alibabaCredentials.noInstanceHint,
    });
  }
}

async function fromProgram(command: string, { connection: { profile }, env, signal }: ResolveOptions): Promise<Identity> {
  const t = texts().alibabaCredentials;
  const hint = t.programHint;
  const printed = await runProgram(command, { env, signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw new AppError('bad-credentials', error instanceof Error ? t.programWhy(profile, error.message) : t.program(profile), { hint });
  });
  const told = parse(printed);
  const keys = {
    accessKeyId: text(told['access_key_id']),
    secretAccessKey: text(told['access_key_secret']),
    sessionToken: text(told['sts_token']),
  };
  if (keys.accessKeyId === '' || keys.secretAccessKey === '' || (text(told['mode']) === 'StsToken' && keys.sessionToken === ''))
    throw new AppError('bad-credentials', t.programEmpty(profile), { hint });
  return { ...keys, ...expiry(text(told['expiration'])) };
}

async function fromAddress(address: string, options: ResolveOptions): Promise<Identity> {
  const { profile } = options.connection;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !/^https?:$/u.test(url.protocol))
    throw new AppError('config-broken', texts().alibabaCredentials.noAddress(profile), {
      hint: texts().alibabaCredentials.mend,
    });
  const answer = await exchange(
    {
      endpoint: url,
      path: `${url.pathname}${url.search}`,
      method: 'GET',
      headers: { accept: 'application/json' },
      body: '',
      signal: options.signal,
    },
    options.sockets,
  );
  if (answer.status !== 200)
    throw new AppError('bad-credentials', texts().alibabaCredentials.answered(profile, answer.status), {
      hint: texts().alibabaCredentials.answeredHint,
    });
  return temporaryKeys(parse(answer.body.toString('utf8')), profile);
}

/** A sign-in that still lasts is exchanged for temporary keys, as the CLI does it. It is never renewed here: that would end the CLI's own. */
async function exchangeToken(profile: ConfigProfile, mode: 'CloudSSO' | 'OAuth', options: ResolveOptions): Promise<Identity> {
  const { connection } = options;
  const sso = mode === 'CloudSSO';
  const token = profile.value(sso ? 'access_token' : 'oauth_access_token');
  const until = Number(profile.value(sso ? 'cloud_sso_access_token_expire' : 'oauth_access_token_expire')) * 1_000;
  const expired = new AppError('expired-credentials', texts().alibabaCredentials.signedOut(connection.profile), {
    hint: signInAgain(connection),
  });
  if (token === '' || !lasts(until)) throw expired;
  const endpoint = sso ? signInAddress(profile, connection.profile) : oauthAddress(profile, options);
  const body = sso
    ? JSON.stringify({ AccountId: profile.value('cloud_sso_account_id'), AccessConfigurationId: profile.value('cloud_sso_access_config') })
    : '';
  const headers = { accept: 'application/json', 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const answer = await exchange(
    { endpoint, path: sso ? '/cloud-credentials' : '/v1/exchange', method: 'POST', headers, body, signal: options.signal },
    options.sockets,
  );
  if (answer.status === 401 || answer.status === 400) throw expired;
  if (answer.status === 403)
    throw new AppError('permission-denied', texts().alibabaCredentials.noAccess(connection.profile), {
      hint: texts().alibabaCredentials.noAccessHint,
    });
  if (answer.status !== 200)
    throw new AppError('bad-credentials', texts().alibabaCredentials.signInAnswered(connection.profile, answer.status), {
      hint: signInAgain(connection),
    });
  const told = parse(answer.body.toString('utf8'));
  return temporaryKeys(sso ? told['CloudCredential'] : told, connection.profile);
}

function signInAddress(profile: ConfigProfile, name: string): URL {
  const address = profile.value('cloud_sso_sign_in_url');
  const url = URL.canParse(address) ? new URL(address) : undefined;
  // A token is sent there: in the clear only to this computer.
  if (url !== undefined && (url.protocol === 'https:' || (url.protocol === 'http:' && url.hostname === '127.0.0.1'))) return url;
  throw new AppError('config-broken', texts().alibabaCredentials.badSignIn(name), {
    hint: texts().alibabaCredentials.badSignInHint(name),
  });
}

function oauthAddress(profile: ConfigProfile, { connection, places }: ResolveOptions): URL {
  const site = profile.value('oauth_site_type').toUpperCase();
  if (site === 'CN') return new URL(places?.oauthChina ?? PLACES.oauthChina);
  if (site === 'INTL') return new URL(places?.oauthInternational ?? PLACES.oauthInternational);
  throw new AppError('config-broken', texts().alibabaCredentials.badSite(connection.profile), {
    hint: signInAgain(connection),
  });
}

/** Capitals or not: STS and the metadata service write them, OAuth does not. */
function temporaryKeys(value: unknown, profile: string): Identity {
  const told = isObject(value) ? value : {};
  const read = (name: string): string => text(told[name]) || text(told[`${name.charAt(0).toLowerCase()}${name.slice(1)}`]);
  const keys = { accessKeyId: read('AccessKeyId'), secretAccessKey: read('AccessKeySecret'), sessionToken: read('SecurityToken') };
  if (keys.accessKeyId === '' || keys.secretAccessKey === '' || keys.sessionToken === '')
    throw new AppError('bad-credentials', texts().alibabaCredentials.incomplete(profile), {
      hint: texts().alibabaCredentials.incompleteHint,
    });
  return { ...keys, ...expiry(read('Expiration')) };
}

function expiry(time: string): { readonly expiration?: Date } {
  const at = Date.parse(time);
  return time === '' || Number.isNaN(at) ? {} : { expiration: new Date(at) };
}

function parse(content: string): Json {
  try {
    const value: unknown = JSON.parse(content);
    return isObject(value) ? value : {};
  } catch {
    // The parser's message quotes what it read.
    return {};
  }
}

function sessionName(): string {
  return `gangway-${randomBytes(4).toString('hex')}`;
}

function roleSeconds(text: string): number {
  const seconds = Number(text);
  return Number.isInteger(seconds) && seconds >= MIN_ROLE_SECONDS ? seconds : 3_600;
}
