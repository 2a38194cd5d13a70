import { AppError } from '../../../shared/model/errors.ts';
import type { Connection } from './connection.ts';
import { describeServiceError, errorCode } from './aws-errors.ts';
import { texts } from '../../../shared/texts/current.ts';

/** STS says so in words only. */
export function isWrongMfaCode(error: unknown): boolean {
  return error instanceof Error && /MultiFactorAuthentication failed|invalid MFA one time pass code/iu.test(error.message);
}

/** An ARN without a path is shorter; a file may say anything. */
const MAX_ROLE = 160;

const WRAPPED =
  /^[A-Z][A-Za-z]+Exception(?=: )|\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|TimeoutError|SlowAnswer)\b/u;

/**
 * An error of the SDK's credential providers as one that names the profile and the next step. Their own texts are matched but not
 * passed on where they may quote a command line or what a program printed. `role`: the one that was not to be had, where it was a role.
 */
export function describeCredentialFailure(error: unknown, connection: Connection, role?: string): AppError {
  const { profile, kind } = connection;
  const { awsCredentials: t, awsErrors, awsProfiles } = texts();
  const message = error instanceof Error ? error.message : '';
  // The Identity Center provider wraps the error of the call and keeps only its text, which begins with the code or names it.
  const code = errorCode(error) ?? WRAPPED.exec(message)?.[0];

  if (isWrongMfaCode(error)) {
    return new AppError('auth-failed', t.wrongCode(profile), {
      hint: t.wrongCodeHint,
    });
  }
  if (
    /aws sso login|SSO session|SSO token|Token is expired|SSO Token|Session token not found/iu.test(message) ||
    (kind === 'sso' && code === 'UnauthorizedException')
  ) {
    return new AppError('expired-credentials', t.ssoExpired(profile), {
      hint: awsErrors.signIn.sso(profile),
    });
  }
  if (kind === 'sso' && code === 'ForbiddenException') {
    return new AppError('permission-denied', t.ssoForbidden(profile), {
      hint: t.ssoForbiddenHint,
    });
  }
  if (kind === 'login' || /aws login/iu.test(message)) {
    return new AppError('expired-credentials', t.expired(profile), {
      hint: awsErrors.signIn.login(profile),
    });
  }
  if (kind === 'process' || /Command failed|credential_process/u.test(message)) {
    const told = /did not return Version 1|returned invalid JSON|returned invalid credentials|returned expired credentials/u.exec(
      message,
    )?.[0];
    return new AppError('bad-credentials', told === undefined ? t.program(profile) : t.programTold(profile, told), {
      hint: t.programHint,
    });
  }
  if (/^ENOENT|no such file/iu.test(message) && kind === 'web-identity') {
    return new AppError('bad-credentials', t.noToken(profile), {
      hint: t.noTokenHint,
    });
  }
  if (/could not be found in|Could not resolve credentials using profile|was not found/iu.test(message)) {
    return new AppError('config-broken', t.incomplete(profile), {
      hint: awsProfiles.complete,
    });
  }
  if (code !== undefined) {
    const service = kind === 'sso' ? 'IAM Identity Center' : 'STS';
    const action = kind === 'web-identity' ? 'sts:AssumeRoleWithWebIdentity' : 'sts:AssumeRole';
    const told = describeServiceError(errorCode(error) === undefined ? { code } : error, {
      profile,
      kind,
      byEnvironment: connection.byEnvironment === true,
      service,
      action,
      endpoint: kind === 'sso' ? connection.endpoints.sso : connection.endpoints.sts,
    });
    if (told.code !== 'permission-denied' || role === undefined) return told;
    return new AppError('permission-denied', t.roleRefused(profile, role.slice(0, MAX_ROLE), action), {
      hint: t.roleRefusedHint(action),
      ...(told.detail === undefined ? {} : { detail: told.detail }),
    });
  }
  return new AppError('bad-credentials', t.unforeseen(profile), {
    hint: t.unforeseenHint(profile),
  });
}
