import type { Account, LookedAt } from '../../../shared/model/account.ts';
import { AppError, type WireError } from '../../../shared/model/errors.ts';
import type { Connection } from './connection.ts';
import { resolveEndpoints } from './endpoints.ts';
import type { IniFile, IniProblem, IniSection } from './ini-file.ts';
import { describeProblems, profilePlaces, readProfileFile } from './profile-files.ts';
import { followChain, profileKind, type ProfileKeys, type RefusedProfile } from './profile-kind.ts';
import { isReservedName } from './reserved-names.ts';
import { DEFAULT_REGION, isRegionName, partitionOf } from './regions.ts';
import { texts } from '../../../shared/texts/current.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** No profile of a file can have this name: brackets do not fit its syntax. */
export const ENVIRONMENT_PROFILE = '(environment)';

export interface AwsProfile {
  readonly account: Account;
  /** Absent when the profile is broken; `account.error` says why. */
  readonly connection?: Connection;
}

export interface AwsProfiles {
  readonly profiles: readonly AwsProfile[];
  readonly lookedAt: readonly LookedAt[];
}

/** Reads all profiles of the person. Never throws for what is in the files: a broken part is told and the rest is listed. */
export async function readProfiles(options: { homeFolder: string; env: Env }): Promise<AwsProfiles> {
  const { env } = options;
  const { awsProfiles: t } = texts();
  const places = profilePlaces(options.homeFolder, env);
  const config = await readProfileFile('config', places.config);
  const credentials = await readProfileFile('credentials', places.credentials);

  // The SDK reads both files for every profile, and would never come back.
  const blocking = [config, credentials].find((file) => file.blocking === true)?.lookedAt.where;

  const strays: { config: IniProblem[]; credentials: IniProblem[] } = { config: [], credentials: [] };
  const keysOf = new Map<string, Map<string, { value: string; line: number; file: string }>>();
  const brokenBy = new Map<string, { readonly line: number; readonly file: string }>();
  const isNoProfile = ({ kind, name, entries }: IniSection, kindHere: string): boolean =>
    isReservedName(name) && (kind === '' || kind === 'profile') && (kind !== kindHere || entries.size === 0);
  const take = (section: IniSection, name: string, file: string): void => {
    const keys = keysOf.get(name) ?? new Map<string, { value: string; line: number; file: string }>();
    for (const [key, entry] of section.entries) keys.set(key, { ...entry, file });
    if (keys.size > 0) keysOf.set(name, keys);
    if (section.brokenBy !== undefined) brokenBy.set(name, { line: section.brokenBy, file });
  };
  for (const section of config.ini.sections) {
    if (isNoProfile(section, 'profile')) strays.config.push({ line: section.line, text: t.reservedName(section.name) });
    else if (section.kind === 'profile') take(section, section.name, places.config);
    else if (section.kind === '' && section.name === 'default') take(section, 'default', places.config);
    else if (section.kind === '') {
      strays.config.push({
        line: section.line,
        text: t.withProfile(section.name),
      });
    }
  }
  for (const section of credentials.ini.sections) {
    if (isNoProfile(section, '')) strays.credentials.push({ line: section.line, text: t.reservedName(section.name) });
    else if (section.kind === '') take(section, section.name, places.credentials);
    else if (section.kind === 'profile') {
      strays.credentials.push({ line: section.line, text: t.withoutProfile(section.name) });
    }
  }
  const refused = refusedProfiles(config.ini, places.config, 'profile');
  for (const [name, one] of refusedProfiles(credentials.ini, places.credentials, '')) {
    refused.set(name, one);
    if (!keysOf.has(name)) keysOf.set(name, new Map());
  }
  const lookedAt = [
    withProblems(config.lookedAt, config.ini, strays.config),
    withProblems(credentials.lookedAt, credentials.ini, strays.credentials),
  ];

  const chosen = env['AWS_PROFILE'];
  const profiles: AwsProfile[] = [];
  for (const [name, keys] of keysOf) {
    profiles.push(toProfile({ name, keys, all: keysOf, config: config.ini, env, broken: brokenBy.get(name), refused, blocking }));
  }
  lookedAt.push(environmentLooked(env));
  const region = regionOf(env);
  if (region !== undefined && !isRegionName(region.value)) lookedAt.push(badRegionLooked(region));
  const environment = environmentProfile(env);
  if (environment !== undefined) profiles.unshift(environment);
  if (chosen !== undefined && chosen !== '') {
    const found = profiles.findIndex((profile) => profile.account.profile === chosen);
    lookedAt.push({
      what: t.variable('AWS_PROFILE'),
      where: chosen,
      found: found < 0 ? 'missing' : 'read',
      ...(found < 0
        ? {
            problem: {
              code: 'no-profile',
              message: t.notInFiles(chosen),
              hint: t.notInFilesHint,
            },
          }
        : {}),
    });
    if (found > 0) profiles.unshift(...profiles.splice(found, 1));
  }
  return { profiles, lookedAt };
}

/** The profiles of a file whose header cannot be used. A profile of that name from the other file lacks what stands below it. */
function refusedProfiles(ini: IniFile, file: string, kindHere: string): Map<string, RefusedProfile> {
  const { awsProfiles: t } = texts();
  const hints = { 'no-bracket': t.brokenHeaderHint, 'no-section': t.noSectionHint(kindHere), spaces: t.reservedHint };
  return new Map(
    ini.refused
      .filter(({ kind, name }) => name !== '' && (kind === kindHere || (kind === '' && name === 'default')))
      .map(({ name, line, text, fault }) => [name, { problem: (who) => t.refused(who, line, file, text), hint: hints[fault] }]),
  );
}

interface ProfileInput {
  readonly name: string;
  readonly keys: ProfileKeys;
  readonly all: ReadonlyMap<string, ProfileKeys>;
  readonly config: IniFile;
  readonly env: Env;
  readonly broken: { readonly line: number; readonly file: string } | undefined;
  readonly refused: ReadonlyMap<string, RefusedProfile>;
  /** The profile file that is none. */
  readonly blocking: string | undefined;
}

function toProfile({ name, keys, all, config, env, broken, refused, blocking }: ProfileInput): AwsProfile {
  const value = (key: string): string | undefined => keys.get(key)?.value;
  const kind = profileKind(keys);
  const chain = followChain(name, all, refused);
  const id = `aws:${name}`;
  const { awsProfiles: t } = texts();
  let problem: WireError | undefined;
  const fail = (message: string, hint: string): void => {
    problem ??= { code: 'config-broken', message: t.sentence(message), hint };
  };
  if (blocking !== undefined) fail(t.isDevice(name, blocking), t.isDeviceHint);
  if (broken !== undefined) fail(t.brokenHeader(name, broken.line, broken.file), t.brokenHeaderHint);
  if (chain.problem !== undefined) fail(chain.problem, chain.hint ?? t.complete);
  if (chain.ssoSession !== undefined && section(config, 'sso-session', chain.ssoSession) === undefined) {
    fail(t.noSsoSession(name, chain.ssoSession), t.noSsoSessionHint);
  }
  const servicesName = value('services');
  const services = servicesName === undefined ? undefined : section(config, 'services', servicesName);
  if (servicesName !== undefined && services === undefined) {
    fail(t.noServices(name, servicesName), t.noServicesHint);
  }
  const region = chooseRegion(value('region'), env);
  if (!isRegionName(region)) {
    const whose = value('region') === undefined ? regionOf(env)?.variable : undefined;
    const shown = region.slice(0, 64);
    fail(whose === undefined ? t.badRegion(name, shown) : t.badRegionBy(whose, name, shown), t.regionForm);
  }
  let endpoints = {};
  try {
    endpoints = resolveEndpoints({ env, name, profile: value, services: services && ((key) => services.entries.get(key)?.value) });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    problem ??= error.toWire();
  }
  const connection: Connection = {
    ...toConnection({ id, name, kind, region, endpoints, env, value }),
    ...(chain.byEnvironment === undefined ? {} : { byEnvironment: true }),
  };
  if ((connection.fips || connection.dualstack) && Object.keys(endpoints).length > 0) {
    fail(t.fips(name), t.fipsHint);
  }
  const account: Account = {
    id,
    cloud: 'aws',
    profile: name,
    kind,
    enabled: !chain.runsProgram,
    region,
    mfa: chain.mfa,
    ...endpointOf(connection),
    ...accountNumberOf(value),
    ...(problem === undefined ? {} : { error: problem }),
  };
  return problem === undefined ? { account, connection } : { account };
}

/** Where the profile itself says which account it leads to. */
function accountNumberOf(value: (key: string) => string | undefined): { accountNumber?: string } {
  const number = /^arn:[^:]*:iam::(\d{12}):/u.exec(value('role_arn') ?? '')?.[1] ?? /^\d{12}$/u.exec(value('sso_account_id') ?? '')?.[0];
  return number === undefined ? {} : { accountNumber: number };
}

function section(file: IniFile, kind: string, name: string): IniSection | undefined {
  return file.sections.find((candidate) => candidate.kind === kind && candidate.name === name);
}

function toConnection(input: {
  id: string;
  name: string;
  kind: Connection['kind'];
  region: string;
  endpoints: Connection['endpoints'];
  env: Env;
  value: (key: string) => string | undefined;
}): Connection {
  const { env, value } = input;
  const retryMode = (env['AWS_RETRY_MODE'] ?? value('retry_mode'))?.toLowerCase();
  const maxAttempts = Number(env['AWS_MAX_ATTEMPTS'] ?? value('max_attempts'));
  const isOn = (text: string | undefined): boolean => text?.toLowerCase() === 'true';
  return {
    account: input.id,
    profile: input.name,
    kind: input.kind,
    region: input.region,
    endpoints: input.endpoints,
    fips: isOn(env['AWS_USE_FIPS_ENDPOINT'] ?? value('use_fips_endpoint')),
    dualstack: isOn(env['AWS_USE_DUALSTACK_ENDPOINT'] ?? value('use_dualstack_endpoint')),
    ...(retryMode === 'standard' || retryMode === 'adaptive' ? { retryMode } : {}),
    ...(Number.isInteger(maxAttempts) && maxAttempts >= 1 && maxAttempts <= 20 ? { maxAttempts } : {}),
  };
}

function endpointOf(connection: Connection): { endpoint?: string } {
  return connection.endpoints.ec2 === undefined ? {} : { endpoint: connection.endpoints.ec2 };
}

/**
 * AWS_REGION beats the profile's region, as for the AWS CLI, except where it lies in another partition: with several profiles
 * side by side it would make the China or GovCloud ones useless. No region at all: the partition's default.
 */
function chooseRegion(ofProfile: string | undefined, env: Env): string {
  const ofEnv = regionOf(env)?.value;
  if (ofProfile === undefined) return ofEnv ?? DEFAULT_REGION;
  return ofEnv !== undefined && isRegionName(ofEnv) && partitionOf(ofEnv) === partitionOf(ofProfile) ? ofEnv : ofProfile;
}

/** The region of the environment, and which variable it is of. */
function regionOf(env: Env): { readonly variable: string; readonly value: string } | undefined {
  for (const variable of ['AWS_REGION', 'AWS_DEFAULT_REGION']) {
    const value = env[variable];
    if (value) return { variable, value };
  }
  return undefined;
}

/** The AWS CLI 2 would not do anything then; here profiles with a region of their own are listed all the same. */
function badRegionLooked({ variable, value }: { variable: string; value: string }): LookedAt {
  const { awsProfiles: t } = texts();
  const shown = value.slice(0, 64);
  return {
    what: t.variable(variable),
    where: shown,
    found: 'read',
    problem: { code: 'config-broken', message: t.badRegionVariable(variable, shown), hint: t.badRegionVariableHint },
  };
}

function environmentLooked(env: Env): LookedAt {
  const id = env['AWS_ACCESS_KEY_ID'];
  const looked = { what: texts().awsProfiles.variable('AWS_ACCESS_KEY_ID'), where: texts().awsProfiles.environment };
  if (id === undefined) return { ...looked, found: 'missing' };
  return { ...looked, found: id === '' ? 'empty' : 'read' };
}

function environmentProfile(env: Env): AwsProfile | undefined {
  if (!env['AWS_ACCESS_KEY_ID']) return undefined;
  const name = ENVIRONMENT_PROFILE;
  const id = `aws:${name}`;
  const account: Account = {
    id,
    cloud: 'aws',
    profile: name,
    kind: 'environment',
    enabled: true,
    region: chooseRegion(undefined, env),
    mfa: false,
  };
  const fail = (error: WireError): AwsProfile => ({ account: { ...account, error } });
  if (!env['AWS_SECRET_ACCESS_KEY']) {
    return fail({
      code: 'config-broken',
      message: texts().awsProfiles.noSecretKey,
      hint: texts().awsProfiles.setBoth,
    });
  }
  const region = chooseRegion(undefined, env);
  if (!isRegionName(region)) {
    return fail({
      code: 'config-broken',
      message: texts().awsProfiles.badRegionVariable(regionOf(env)?.variable ?? 'AWS_REGION', region.slice(0, 64)),
      hint: texts().awsProfiles.regionForm,
    });
  }
  try {
    const value = (): undefined => undefined;
    const endpoints = resolveEndpoints({ env, name, profile: value, services: undefined });
    const connection = toConnection({ id, name, kind: 'environment', region, endpoints, env, value });
    return { account: { ...account, ...endpointOf(connection) }, connection };
  } catch (error) {
    if (error instanceof AppError) return fail(error.toWire());
    throw error;
  }
}

function withProblems(lookedAt: LookedAt, ini: IniFile, strays: readonly IniProblem[]): LookedAt {
  const problem = strays.length === 0 ? undefined : describeProblems(lookedAt.where, [...ini.problems, ...strays]);
  return problem === undefined ? lookedAt : { ...lookedAt, problem };
}
