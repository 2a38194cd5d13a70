import { AppError } from '../../../shared/model/errors.ts';
import type { Connection } from './connection.ts';
import { describeServiceError, errorCode } from './aws-errors.ts';

/** STS says so in words only. */
export function isWrongMfaCode(error: unknown): boolean {
  return error instanceof Error && /MultiFactorAuthentication failed|invalid MFA one time pass code/iu.test(error.message);
}

const WRAPPED =
  /^[A-Z][A-Za-z]+Exception(?=: )|\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|TimeoutError)\b/u;

/**
 * An error of the SDK's credential providers as one that names the profile and the next step. Their own texts are matched but not
 * passed on where they may quote a command line or what a program printed.
 */
export function describeCredentialFailure(error: unknown, connection: Connection): AppError {
  const { profile, kind } = connection;
  const message = error instanceof Error ? error.message : '';
  // The Identity Center provider wraps the error of the call and keeps only its text, which begins with the code or names it.
  const code = errorCode(error) ?? WRAPPED.exec(message)?.[0];

  if (isWrongMfaCode(error)) {
    return new AppError('auth-failed', `AWS did not accept the MFA code for profile ${profile}.`, {
      hint: 'Wait for the next code of the device and refresh; also check the clock of the device.',
    });
  }
  if (
    /aws sso login|SSO session|SSO token|Token is expired|SSO Token|Session token not found/iu.test(message) ||
    (kind === 'sso' && code === 'UnauthorizedException')
  ) {
    return new AppError(
      'expired-credentials',
      `The sign-in of profile ${profile} to IAM Identity Center has expired, or there is none yet.`,
      {
        hint: `Run \`aws sso login --profile ${profile}\` in a shell, then refresh.`,
      },
    );
  }
  if (kind === 'sso' && code === 'ForbiddenException') {
    return new AppError('permission-denied', `IAM Identity Center gives profile ${profile} no access to its account and role.`, {
      hint: 'Check sso_account_id and sso_role_name, or ask your administrator for the assignment.',
    });
  }
  if (kind === 'login' || /aws login/iu.test(message)) {
    return new AppError('expired-credentials', `The sign-in of profile ${profile} has expired, or there is none yet.`, {
      hint: `Run \`aws login --profile ${profile}\` in a shell, then refresh.`,
    });
  }
  if (kind === 'process' || /Command failed|credential_process/u.test(message)) {
    const known = /did not return Version 1|returned invalid JSON|returned invalid credentials|returned expired credentials/u.exec(message);
    return new AppError('bad-credentials', `The program of profile ${profile} (credential_process) ${known?.[0] ?? 'failed'}.`, {
      hint: 'Run the command of credential_process in a shell to see what it says.',
    });
  }
  if (/^ENOENT|no such file/iu.test(message) && kind === 'web-identity') {
    return new AppError('bad-credentials', `The token file of profile ${profile} (web_identity_token_file) is not there.`, {
      hint: 'Check the path in the profile.',
    });
  }
  if (/could not be found in|Could not resolve credentials using profile|was not found/iu.test(message)) {
    return new AppError('config-broken', `Profile ${profile} names no complete credentials.`, {
      hint: 'Complete the profile in the AWS files (`aws configure` does it), then refresh.',
    });
  }
  if (code !== undefined) {
    const service = kind === 'sso' ? 'IAM Identity Center' : 'STS';
    const action = kind === 'web-identity' ? 'sts:AssumeRoleWithWebIdentity' : 'sts:AssumeRole';
    return describeServiceError(errorCode(error) === undefined ? { code } : error, {
      profile,
      kind,
      service,
      action,
      endpoint: kind === 'sso' ? connection.endpoints.sso : connection.endpoints.sts,
    });
  }
  return new AppError('bad-credentials', `The credentials of profile ${profile} could not be obtained.`, {
    hint: `Try \`aws sts get-caller-identity --profile ${profile}\` in a shell to see more.`,
  });
}
