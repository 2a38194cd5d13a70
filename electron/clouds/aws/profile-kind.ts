import type { ProfileKind } from '../../../shared/model/account.ts';
import { isReservedName } from './reserved-names.ts';
import { texts } from '../../../shared/texts/current.ts';

/** The keys of one profile, from both files; those of the credentials file win. */
export type ProfileKeys = ReadonlyMap<string, { readonly value: string; readonly line: number; readonly file: string }>;

/** How the profile obtains its credentials, in the SDK's own order of choice. */
export function profileKind(keys: ProfileKeys): ProfileKind {
  const has = (key: string): boolean => keys.has(key);
  // Exactly one of the two, as the SDK demands.
  if (has('role_arn') && has('source_profile') !== has('credential_source')) return 'assume-role';
  if (has('aws_access_key_id') && has('aws_secret_access_key')) return 'static';
  if (has('web_identity_token_file') && has('role_arn')) return 'web-identity';
  if (has('credential_process')) return 'process';
  if (['sso_start_url', 'sso_account_id', 'sso_session', 'sso_region', 'sso_role_name'].some(has)) return 'sso';
  if (has('login_session')) return 'login';
  return 'incomplete';
}

export interface Chain {
  /** A program is run to obtain credentials, by this profile or by one that it builds on. */
  readonly runsProgram: boolean;
  readonly mfa: boolean;
  /** What is wrong with the chain, naming profile and, where it helps, line. */
  readonly problem?: string;
  /** The next step, where it is not to complete the profile. */
  readonly hint?: string;
  /** It begins with the keys of the environment variables. */
  readonly byEnvironment?: true;
  /** Session of the first `sso_session` met on the way. */
  readonly ssoSession?: string;
}

/** What the SDK knows besides a profile to begin a chain of roles with. */
const CREDENTIAL_SOURCES = ['Environment', 'Ec2InstanceMetadata', 'EcsContainer'];

/** A profile whose own section in one of the files cannot be used. */
export interface RefusedProfile {
  readonly problem: (who: string) => string;
  readonly hint: string;
}

/** Follows `source_profile` from profile to profile. */
export function followChain(
  name: string,
  profiles: ReadonlyMap<string, ProfileKeys>,
  refusedProfiles: ReadonlyMap<string, RefusedProfile>,
): Chain {
  const visited = new Set<string>();
  let runsProgram = false;
  let mfa = false;
  let ssoSession: string | undefined;
  for (let at = name; ; ) {
    const keys = profiles.get(at);
    const facts = { runsProgram, mfa, ...(ssoSession === undefined ? {} : { ssoSession }) };
    const refused = refusedProfiles.get(at);
    if (refused !== undefined) return { ...facts, problem: refused.problem(who(name, at)), hint: refused.hint };
    if (keys === undefined) return { ...facts, problem: texts().awsProfiles.noSource(name, at) };
    if (isReservedName(at)) return { ...facts, problem: reserved(name, at, keys), hint: texts().awsProfiles.reservedHint };
    visited.add(at);
    const kind = profileKind(keys);
    // The SDK ends a chain at a profile that holds keys of its own, even when that profile names a role too.
    const endsInKeys = at !== name && keys.has('aws_access_key_id') && keys.has('aws_secret_access_key');
    if (keys.has('mfa_serial') && kind === 'assume-role' && !endsInKeys) mfa = true;
    if (kind === 'process' && !endsInKeys) runsProgram = true;
    ssoSession ??= keys.get('sso_session')?.value;
    const source = keys.get('source_profile')?.value;
    if (kind === 'incomplete') {
      return { runsProgram, mfa, problem: incomplete(name, at, keys) };
    }
    const begin = keys.get('credential_source');
    if (kind === 'assume-role' && !endsInKeys && begin !== undefined && !CREDENTIAL_SOURCES.includes(begin.value)) {
      return { ...facts, problem: badSource(who(name, at), begin), hint: texts().awsProfiles.badSourceHint };
    }
    if (kind !== 'assume-role' || source === undefined || endsInKeys) {
      const byEnvironment = kind === 'assume-role' && !endsInKeys && keys.get('credential_source')?.value === 'Environment';
      return { runsProgram, mfa, ...(ssoSession === undefined ? {} : { ssoSession }), ...(byEnvironment ? { byEnvironment } : {}) };
    }
    // A profile may name itself as source when it also holds keys.
    if (source === at && keys.has('aws_access_key_id')) return { runsProgram, mfa };
    if (visited.has(source)) return { ...facts, problem: texts().awsProfiles.circle(name, [...visited, source].join(' → ')) };
    at = source;
  }
}

function who(name: string, at: string): string {
  const { awsProfiles: t } = texts();
  return at === name ? t.who(name) : t.whoBelow(at, name);
}

function badSource(whose: string, { value, line, file }: { value: string; line: number; file: string }): string {
  return texts().awsProfiles.badSource(whose, value.slice(0, 64), line, file, CREDENTIAL_SOURCES.join(', '));
}

function reserved(name: string, at: string, keys: ProfileKeys): string {
  const { awsProfiles: t } = texts();
  const files = [...new Set([...keys.values()].map(({ file }) => file))].join(', ');
  return t.reserved(who(name, at), files);
}

function incomplete(name: string, at: string, keys: ProfileKeys): string {
  const { awsProfiles: t } = texts();
  const whose = who(name, at);
  const missing: readonly [string, string][] = [
    ['aws_access_key_id', 'aws_secret_access_key'],
    ['aws_secret_access_key', 'aws_access_key_id'],
    ['role_arn', t.either('source_profile', 'credential_source')],
    ['source_profile', 'role_arn'],
    ['web_identity_token_file', 'role_arn'],
  ];
  for (const [present, absent] of missing) {
    const found = keys.get(present);
    if (found !== undefined) return t.hasNot(whose, present, found.line, found.file, absent);
  }
  return t.namesNone(whose);
}
