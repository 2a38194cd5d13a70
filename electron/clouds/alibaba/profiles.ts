import type { Account, LookedAt, ProfileKind } from '../../../shared/model/account.ts';
import { AppError, type WireError } from '../../../shared/model/errors.ts';
import { texts } from '../../../shared/texts/current.ts';
import { readConfigFile, type ConfigFile, type ConfigProfile } from './config-file.ts';
import type { Connection } from './connection.ts';
import { DEFAULT_REGION, isRegionName, readEndpoint } from './endpoints.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The account of the environment variables. */
export const ENVIRONMENT_PROFILE = '(environment)';
/** Longest name of a profile that is shown; account ids have to fit the contract. */
const MAX_NAME = 200;

/** An account whose keys were typed by hand and lie in the vault. */
export interface SavedAccount {
  readonly profile: string;
  readonly region: string;
  readonly endpoint?: string | undefined;
}

export interface AlibabaProfile {
  readonly account: Account;
  /** Absent when the profile is broken; `account.error` says why. */
  readonly connection?: Connection;
}

/** How the CLI's modes obtain credentials, and what they need for it. */
const MODES: Readonly<Record<string, { readonly kind: ProfileKind; readonly needs: readonly string[] }>> = {
  AK: { kind: 'static', needs: ['access_key_id', 'access_key_secret'] },
  StsToken: { kind: 'static', needs: ['access_key_id', 'access_key_secret', 'sts_token'] },
  RamRoleArn: { kind: 'assume-role', needs: ['access_key_id', 'access_key_secret', 'ram_role_arn'] },
  ChainableRamRoleArn: { kind: 'assume-role', needs: ['source_profile', 'ram_role_arn'] },
  EcsRamRole: { kind: 'instance-role', needs: [] },
  External: { kind: 'process', needs: ['process_command'] },
  OIDC: { kind: 'web-identity', needs: ['ram_role_arn', 'oidc_provider_arn', 'oidc_token_file'] },
  CloudSSO: { kind: 'sso', needs: ['cloud_sso_sign_in_url', 'cloud_sso_account_id', 'cloud_sso_access_config'] },
  OAuth: { kind: 'login', needs: ['oauth_site_type'] },
  CredentialsURI: { kind: 'credentials-uri', needs: ['credentials_uri'] },
};

/** Of a profile without a mode: the CLI's first versions wrote none. */
export function modeOf(profile: ConfigProfile): string {
  return profile.value('mode') || 'AK';
}

/** Reads all accounts of the person. Never throws for what is in the file: a broken profile is a row of its own and the rest is listed. */
export async function readProfiles(options: {
  readonly homeFolder: string;
  readonly env: Env;
  readonly saved: readonly SavedAccount[];
}): Promise<{ readonly profiles: readonly AlibabaProfile[]; readonly lookedAt: readonly LookedAt[] }> {
  const { homeFolder, env, saved } = options;
  const ignored = env['ALIBABA_CLOUD_CLI_PROFILE_DISABLED']?.toLowerCase() === 'true';
  const file: ConfigFile | undefined = ignored ? undefined : await readConfigFile(homeFolder);
  const profiles: AlibabaProfile[] = [];
  const taken = new Set<string>();
  const add = (profile: AlibabaProfile): void => {
    taken.add(profile.account.id);
    profiles.push(profile);
  };
  const entries = file?.profiles ?? [];
  for (const [index, entry] of entries.entries()) add(fromEntry(entry, { index, entries, env, taken }));
  for (const account of saved) add(fromVault(account, env, taken));
  const environment = fromEnvironment(env);
  if (environment !== undefined) profiles.unshift(environment);
  const first = env['ALIBABA_CLOUD_PROFILE'] || file?.current;
  const at = profiles.findIndex(({ account }) => account.profile === first);
  if (at > 0) profiles.unshift(...profiles.splice(at, 1));
  return { profiles, lookedAt: [...(file === undefined ? [] : [file.lookedAt]), environmentLooked(env)] };
}

interface EntryPlace {
  readonly index: number;
  readonly entries: readonly (ConfigProfile | undefined)[];
  readonly env: Env;
  readonly taken: ReadonlySet<string>;
}

function fromEntry(entry: ConfigProfile | undefined, { index, entries, env, taken }: EntryPlace): AlibabaProfile {
  const named = (entry?.value('name') ?? '').slice(0, MAX_NAME);
  // Part of the account's id, so in no language.
  const name = named === '' ? `(profile ${index + 1})` : named;
  const id = freeId(name, taken);
  const mode = entry === undefined ? '' : modeOf(entry);
  const kind = MODES[mode]?.kind ?? 'incomplete';
  const region = (entry?.value('region_id') ?? '') || env['ALIBABA_CLOUD_REGION_ID'] || DEFAULT_REGION;
  const t = texts().alibabaProfiles;
  const base = { id, cloud: 'alibaba' as const, profile: name, kind, enabled: true, region, mfa: false };
  try {
    if (entry === undefined) throw brokenProfile(name, t.noProfile);
    if (named === '') throw brokenProfile(name, t.noName);
    if (id !== accountId(name)) throw brokenProfile(name, t.sameName);
    const { runsProgram } = checkChain(entry, name, entries);
    if (!isRegionName(region)) throw brokenProfile(name, t.badRegion(region.slice(0, 64)));
    const places = endpointsOf(entry, name);
    const connection: Connection = {
      ...{ account: id, profile: name, kind, region },
      ...places,
      vpc: entry.value('endpoint_type').toLowerCase() === 'vpc' || entry.value('enable_vpc') === 'true',
    };
    return {
      account: { ...base, enabled: !runsProgram, ...(places.endpoint === undefined ? {} : { endpoint: places.endpoint }) },
      connection,
    };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    // What stands there as the region is not shown as one.
    return { account: { ...base, region: isRegionName(region) ? region : DEFAULT_REGION, error: error.toWire() } };
  }
}

/** Follows `source_profile`. Throws for what is missing on the way; nothing is run. */
function checkChain(start: ConfigProfile, name: string, entries: EntryPlace['entries']): { readonly runsProgram: boolean } {
  const t = texts().alibabaProfiles;
  const visited = [name];
  for (let entry = start, at = name; ; ) {
    const below = (what: string): string => (at === name ? what : t.buildsOn(at, what));
    const mode = modeOf(entry);
    const known = Object.hasOwn(MODES, mode) ? MODES[mode] : undefined;
    if (known === undefined) throw brokenProfile(name, below(t.badMode(mode.slice(0, 64))));
    const missing = known.needs.filter((key) => entry.value(key) === '');
    if (missing.length > 0) throw brokenProfile(name, below(t.missing(missing)));
    if (mode !== 'ChainableRamRoleArn') return { runsProgram: mode === 'External' };
    const source = entry.value('source_profile');
    if (visited.includes(source)) throw brokenProfile(name, t.circle([...visited, source].join(' → ')));
    const next = findProfile(entries, source);
    if (next === undefined) throw brokenProfile(name, t.noSource(source.slice(0, 64)));
    visited.push(source);
    entry = next;
    at = source;
  }
}

export function findProfile(entries: EntryPlace['entries'], name: string): ConfigProfile | undefined {
  return entries.find((entry) => entry?.value('name') === name);
}

function endpointsOf(entry: ConfigProfile, name: string): { endpoint?: string; stsEndpoint?: string } {
  const [endpoint, sts] = [entry.value('endpoint'), entry.value('sts_endpoint')];
  return {
    ...(endpoint === '' ? {} : { endpoint: readEndpoint(endpoint, texts().alibabaProfiles.endpointOfProfile(name)) }),
    ...(sts === '' ? {} : { stsEndpoint: readEndpoint(sts, texts().alibabaProfiles.stsEndpointOf(name)) }),
  };
}

function fromVault(saved: SavedAccount, env: Env, taken: ReadonlySet<string>): AlibabaProfile {
  const id = freeId(saved.profile, taken);
  const { profile, region } = saved;
  const account: Account = { id, cloud: 'alibaba', profile, kind: 'vault', enabled: true, region, mfa: false };
  try {
    const own = saved.endpoint === undefined ? {} : { endpoint: readEndpoint(saved.endpoint, texts().alibabaProfiles.endpointOf(profile)) };
    const places = { ...environmentEndpoints(env), ...own };
    const connection: Connection = { account: id, profile, kind: 'vault', region, vpc: false, ...places };
    return { account: { ...account, ...(places.endpoint === undefined ? {} : { endpoint: places.endpoint }) }, connection };
  } catch (error) {
    if (error instanceof AppError) return { account: { ...account, error: error.toWire() } };
    throw error;
  }
}

/** For accounts that are in no file: as `AWS_ENDPOINT_URL` for those of AWS. */
function environmentEndpoints(env: Env): { readonly endpoint?: string; readonly stsEndpoint?: string } {
  const [ecs, sts] = [env['ALIBABA_CLOUD_ECS_ENDPOINT'] ?? '', env['ALIBABA_CLOUD_STS_ENDPOINT'] ?? ''];
  return {
    ...(ecs === '' ? {} : { endpoint: readEndpoint(ecs, 'ALIBABA_CLOUD_ECS_ENDPOINT') }),
    ...(sts === '' ? {} : { stsEndpoint: readEndpoint(sts, 'ALIBABA_CLOUD_STS_ENDPOINT') }),
  };
}

function fromEnvironment(env: Env): AlibabaProfile | undefined {
  const byKey = (env['ALIBABA_CLOUD_ACCESS_KEY_ID'] ?? '') !== '';
  const byToken = ['ALIBABA_CLOUD_ROLE_ARN', 'ALIBABA_CLOUD_OIDC_PROVIDER_ARN', 'ALIBABA_CLOUD_OIDC_TOKEN_FILE'].every(
    (name) => (env[name] ?? '') !== '',
  );
  if (!byKey && !byToken) return undefined;
  const id = accountId(ENVIRONMENT_PROFILE);
  const region = env['ALIBABA_CLOUD_REGION_ID'] || DEFAULT_REGION;
  const account: Account = { id, cloud: 'alibaba', profile: ENVIRONMENT_PROFILE, kind: 'environment', enabled: true, region, mfa: false };
  const fail = (error: WireError): AlibabaProfile => ({ account: { ...account, region: DEFAULT_REGION, error } });
  if (byKey && (env['ALIBABA_CLOUD_ACCESS_KEY_SECRET'] ?? '') === '') {
    return fail({
      code: 'config-broken',
      message: texts().alibabaProfiles.noSecret,
      hint: texts().alibabaProfiles.setBoth,
    });
  }
  if (!isRegionName(region)) {
    return fail({
      code: 'config-broken',
      message: texts().alibabaProfiles.badRegionVariable(region.slice(0, 64)),
      hint: texts().alibabaProfiles.regionForm,
    });
  }
  try {
    const places = environmentEndpoints(env);
    const vpc = env['ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED']?.toLowerCase() === 'true';
    const connection: Connection = { account: id, profile: ENVIRONMENT_PROFILE, kind: 'environment', region, vpc, ...places };
    return { account: { ...account, ...(places.endpoint === undefined ? {} : { endpoint: places.endpoint }) }, connection };
  } catch (error) {
    if (error instanceof AppError) return fail(error.toWire());
    throw error;
  }
}

function environmentLooked(env: Env): LookedAt {
  const id = env['ALIBABA_CLOUD_ACCESS_KEY_ID'];
  return {
    what: texts().alibabaProfiles.variable('ALIBABA_CLOUD_ACCESS_KEY_ID'),
    where: texts().alibabaProfiles.environment,
    found: id === undefined ? 'missing' : id === '' ? 'empty' : 'read',
  };
}

export function accountId(profile: string): string {
  return `alibaba:${profile}`;
}

function freeId(name: string, taken: ReadonlySet<string>): string {
  const id = accountId(name);
  if (!taken.has(id)) return id;
  for (let n = 2; ; n++) if (!taken.has(`${id} (${n})`)) return `${id} (${n})`;
}

function brokenProfile(name: string, what: string): AppError {
  return new AppError('config-broken', texts().alibabaProfiles.broken(name, what), {
    hint: texts().alibabaProfiles.brokenHint,
  });
}
