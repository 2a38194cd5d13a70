import { getDefaultRoleAssumer, getDefaultRoleAssumerWithWebIdentity } from '@aws-sdk/client-sts';
import { fromEnv, fromIni } from '@aws-sdk/credential-providers';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import { AppError } from '../../../shared/model/errors.ts';
import { describeCredentialFailure } from './credential-errors.ts';
import type { Identity } from '../credential-memo.ts';
import type { Connection } from './connection.ts';
import { programName } from './program-name.ts';
import type { RoleSessions } from './role-sessions.ts';
import { shieldSdkFiles } from './sdk-files.ts';
import { withPrograms } from './sdk-programs.ts';
import type { Programs } from '../programs.ts';
import type { Patience } from './messages.ts';
import { createSsoHandler } from './sso-handler.ts';
import { texts } from '../../../shared/texts/current.ts';

export interface ResolveOptions {
  readonly connection: Connection;
  readonly handler: NodeHttpHandler;
  readonly roles: RoleSessions;
  readonly programs: Programs;
  readonly programTimeoutMs: number;
  readonly patience: Patience;
  readonly signal: AbortSignal;
}

/**
 * Obtains credentials of any profile kind through the SDK's `fromIni`, with this profile's own endpoints for STS, Identity Center
 * and sign-in. Throws an `AppError` that names the profile and the next step.
 */
export async function resolveCredentials(options: ResolveOptions): Promise<Identity> {
  const { connection, signal } = options;
  // The SDK keeps only the text of an error, and would take this one for any failure of a program.
  let ofProgram: AppError | undefined;
  let refusedRole: string | undefined;
  const run = (line: string): Promise<string> =>
    options.programs.run({
      ...{ line, signal, timeoutMs: options.programTimeoutMs },
      late: () => (ofProgram = lateProgram(connection.profile, line, options.programTimeoutMs)),
      failed: (how) => (ofProgram = failedProgram(connection.profile, line, how)),
    });
  try {
    await shieldSdkFiles();
    const obtain = provider(options, (role) => {
      refusedRole = role;
    });
    const identity = await (connection.kind === 'sso' ? obtain() : withPrograms(run, obtain));
    signal.throwIfAborted();
    return identity;
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (ofProgram !== undefined) throw ofProgram;
    throw error instanceof AppError ? error : describeCredentialFailure(error, connection, refusedRole);
  }
}

function lateProgram(profile: string, line: string, timeoutMs: number): AppError {
  const { awsCredentials: t } = texts();
  return new AppError('timeout', t.programLate(profile, programName(line), timeoutMs / 1000), { hint: t.programLateHint });
}

/** What a POSIX shell ends with when it does not find what it should run. */
const NOT_FOUND = 127;

function failedProgram(profile: string, line: string, how: number | null | 'output'): AppError {
  const { awsCredentials: t } = texts();
  const what =
    how === 'output' ? t.programOutput : how === NOT_FOUND ? t.programNotFound : how === null ? t.programFailed : t.programExit(how);
  return new AppError('bad-credentials', t.programDid(profile, programName(line), what), { hint: t.programHint });
}

function provider(options: ResolveOptions, failed: (role: string | undefined) => void): () => Promise<Identity> {
  const { connection, handler, patience, signal, roles } = options;
  if (connection.kind === 'environment') return fromEnv();
  const { endpoints } = connection;
  const common = {
    requestHandler: handler,
    useFipsEndpoint: connection.fips,
    useDualstackEndpoint: connection.dualstack,
    // The SDK would take the endpoint of the profile in AWS_PROFILE for every other profile too.
    ignoreConfiguredEndpointUrls: true,
  };
  // Of several roles, one upon the other, the error of the SDK does not say which it is about.
  const noting = async <T>(role: string | undefined, assumed: Promise<T>): Promise<T> => {
    try {
      return await assumed;
    } catch (error) {
      failed(role);
      throw error;
    }
  };
  const sts = { ...common, region: connection.region, ...(endpoints.sts === undefined ? {} : { endpoint: endpoints.sts }) };
  const send = getDefaultRoleAssumer(sts);
  const assumeByToken = getDefaultRoleAssumerWithWebIdentity(sts);
  return fromIni({
    profile: connection.profile,
    ignoreCache: true,
    roleAssumer: (source, role) => noting(role.RoleArn, roles.assume({ connection, source, role, send, patience, signal })),
    roleAssumerWithWebIdentity: (role) => noting(role.RoleArn, assumeByToken(role)),
    parentClientConfig: { region: connection.region },
    // Identity Center and `aws login` have their own regions: none is given here.
    clientConfig: {
      ...common,
      requestHandler: createSsoHandler(handler, endpoints),
      ...(connection.kind === 'login' && endpoints.signin !== undefined ? { endpoint: endpoints.signin, requestHandler: handler } : {}),
    },
    // The SDK asks before it tells for which role. The code is put in where that is known, if there is no session yet.
    mfaCodeProvider: () => Promise.resolve(''),
  });
}
