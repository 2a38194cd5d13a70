import type { ProfileKind } from '../../../shared/model/account.ts';
import { AppError } from '../../../shared/model/errors.ts';

export interface ErrorPlace {
  readonly profile: string;
  readonly kind: ProfileKind;
  readonly region?: string;
  readonly service: string;
  /** The IAM action of the call, for example `ec2:DescribeInstances`. */
  readonly action: string;
  /** Set for a custom endpoint. */
  readonly endpoint?: string | undefined;
}

interface SdkError {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly Code?: unknown;
  readonly message?: unknown;
  readonly hostname?: unknown;
  readonly address?: unknown;
  readonly port?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: unknown; readonly requestId?: unknown };
  readonly $response?: { readonly statusCode?: unknown; readonly headers?: Readonly<Record<string, unknown>> };
  readonly cause?: unknown;
}

const EXPIRED = ['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired'];
const SIGNATURE = ['SignatureDoesNotMatch', 'InvalidSignatureException', 'RequestTimeTooSkewed', 'RequestExpired', 'RequestInTheFuture'];
const INVALID_KEYS = ['AuthFailure', 'InvalidClientTokenId', 'UnrecognizedClientException', 'InvalidAccessKeyId'];
const DENIED = ['UnauthorizedOperation', 'AccessDenied', 'AccessDeniedException', 'UnauthorizedException', 'ForbiddenException'];
const DISABLED = ['OptInRequired', 'RegionDisabledException', 'InvalidAction.RegionDisabled'];
const THROTTLED = [
  'RequestLimitExceeded',
  'ThrottlingException',
  'Throttling',
  'ThrottledException',
  'TooManyRequestsException',
  'EC2ThrottledException',
  'SlowDown',
];
const UNREACHABLE = ['ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'ENETUNREACH', 'EPIPE', 'EADDRNOTAVAIL'];
const TLS = /^(?:ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|EPROTO)/u;

// AWS refuses signatures that are more than five minutes off; a little less is worth a word too.
const CLOCK_LIMIT_MS = 4 * 60 * 1000;

/** The code that AWS, or the network below, gave to an error. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { name, Code, code } = error as SdkError;
  for (const candidate of [code, Code, name]) {
    if (
      typeof candidate === 'string' &&
      candidate !== '' &&
      !['Error', 'TypeError', 'SyntaxError', 'CredentialsProviderError', 'TokenProviderError', 'AggregateError'].includes(candidate)
    ) {
      return candidate;
    }
  }
  return undefined;
}

/**
 * An error of an AWS call as one that names profile, region and the next step (cloud errors by code, never by matching text). AWS's own message is not passed on: for
 * signature errors it quotes the signed request.
 */
export function describeServiceError(error: unknown, place: ErrorPlace, now: number = Date.now()): AppError {
  if (error instanceof AppError) return error.code === 'protocol' || error.code === 'bad-endpoint' ? withPlace(error, place) : error;
  const sdk = (typeof error === 'object' && error !== null ? error : {}) as SdkError;
  const code = errorCode(error) ?? 'unknown';
  const where = placeText(place);
  const at = place.endpoint ?? `the ${place.service} endpoint${place.region === undefined ? '' : ` of ${place.region}`}`;
  const detail = detailOf(code, sdk);
  const fail = (appCode: AppError['code'], message: string, hint: string): AppError => new AppError(appCode, message, { hint, detail });

  if (code === 'AbortError') return new AppError('cancelled', 'Cancelled.');
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return fail(
      'dns',
      `The name of ${at} cannot be found${typeof sdk.hostname === 'string' ? ` (${sdk.hostname})` : ''}.`,
      'Check the network, and the region or endpoint of the profile.',
    );
  }
  if (code === 'TimeoutError' || code === 'ETIMEDOUT')
    return fail('timeout', `${capital(at)} did not answer in time.`, 'Check the network or the proxy, then refresh.');
  if (UNREACHABLE.includes(code))
    return fail(
      'unreachable',
      `${capital(at)} cannot be reached (${code}).`,
      'Check the network, and the endpoint of the profile if it has one.',
    );
  if (TLS.test(code)) {
    return fail(
      'bad-endpoint',
      `The TLS certificate of ${at} was not accepted (${code}).`,
      'A proxy that inspects TLS needs its certificate in NODE_EXTRA_CA_CERTS.',
    );
  }
  if (THROTTLED.includes(code))
    return fail(
      'throttled',
      `AWS asks to slow down: too many requests for ${where}.`,
      'Wait a little, then refresh. Other programs on the same account count too.',
    );

  const skew = clockSkew(sdk, now);
  if (skew !== undefined && (SIGNATURE.includes(code) || INVALID_KEYS.includes(code))) {
    return fail(
      'clock-skew',
      `The clock of this computer is ${duration(skew)} ${skew > 0 ? 'ahead of' : 'behind'} AWS, so requests of ${where} are refused.`,
      'Set the clock right, best by network time, then refresh.',
    );
  }
  if (EXPIRED.includes(code) || code === 'RequestExpired') {
    return fail('expired-credentials', `The credentials of profile ${place.profile} have expired.`, signInAgain(place));
  }
  if (DISABLED.includes(code)) {
    return fail(
      'region-disabled',
      `Region ${place.region ?? ''} is not enabled for the account of profile ${place.profile}.`,
      'Enable it in the AWS console under Account, or leave it.',
    );
  }
  if (SIGNATURE.includes(code)) {
    return fail(
      'bad-credentials',
      `AWS refuses the signature of profile ${place.profile}: the secret access key does not belong to the access key id.`,
      'Check aws_secret_access_key of the profile; a cut-off or quoted value does this.',
    );
  }
  if (INVALID_KEYS.includes(code)) {
    return fail(
      'bad-credentials',
      `AWS does not know the access key of ${where}.`,
      'The key may be deleted or inactive, belong to another partition (China, GovCloud), or the region may not be enabled.',
    );
  }
  if (DENIED.includes(code)) {
    const named = typeof sdk.message === 'string' ? /perform:? ([a-z0-9-]{1,40}:[A-Za-z]{1,80})/u.exec(sdk.message)?.[1] : undefined;
    return fail(
      'permission-denied',
      `Profile ${place.profile} has no permission for ${named ?? place.action}${place.region === undefined ? '' : ` in ${place.region}`}.`,
      'Ask the administrator of the account for this permission.',
    );
  }
  if (code === 'InvalidInstanceID.NotFound' || code === 'InvalidInstanceID.Malformed')
    return fail('not-found', `There is no such instance for ${where} any more.`, 'Refresh the list.');
  if (sdk.$response !== undefined && errorCode(error) === undefined) {
    return fail(
      'protocol',
      `${capital(at)} gave an answer that cannot be read.`,
      'Refresh; if it stays, check the endpoint of the profile.',
    );
  }
  const status = sdk.$metadata?.httpStatusCode;
  if (typeof status === 'number' && status >= 500)
    return fail('unreachable', `${capital(at)} has a problem of its own (HTTP ${status}).`, 'Wait a little, then refresh.');
  if (code !== 'unknown')
    return fail(
      'protocol',
      `AWS refused ${place.action} for ${where}: ${code}.`,
      'Refresh; if it stays, the log of Gangway has the details.',
    );
  return new AppError('internal', `Listing ${where} failed in an unforeseen way.`, {
    hint: 'The log of Gangway has the details.',
    cause: error,
  });
}

function placeText(place: ErrorPlace): string {
  return `profile ${place.profile}${place.region === undefined ? '' : ` in ${place.region}`}`;
}

function withPlace(error: AppError, place: ErrorPlace): AppError {
  const at = place.endpoint ?? `${place.service} endpoint`;
  return new AppError(error.code, `${placeText(place)}: ${error.message} (${at})`, {
    hint: error.hint ?? 'Refresh; if it stays, check the endpoint of the profile.',
    ...(error.detail === undefined ? {} : { detail: error.detail }),
  });
}

function signInAgain(place: ErrorPlace): string {
  if (place.kind === 'sso') return `Run \`aws sso login --profile ${place.profile}\` in a shell, then refresh.`;
  if (place.kind === 'login') return `Run \`aws login --profile ${place.profile}\` in a shell, then refresh.`;
  if (place.kind === 'environment') return 'Start Gangway again with fresh AWS_… variables.';
  if (place.kind === 'static') return 'Put fresh keys into the profile (aws_session_token belongs to temporary ones), then refresh.';
  return 'Refresh to obtain new ones.';
}

/** How far this computer's clock is ahead of the server's, in ms; `undefined` when it is right or nothing tells. */
function clockSkew(error: SdkError, now: number): number | undefined {
  const date = error.$response?.headers?.['date'];
  const server = typeof date === 'string' ? Date.parse(date) : Number.NaN;
  if (Number.isNaN(server)) return undefined;
  const skew = now - server;
  return Math.abs(skew) > CLOCK_LIMIT_MS ? skew : undefined;
}

function duration(milliseconds: number): string {
  const minutes = Math.round(Math.abs(milliseconds) / 60_000);
  if (minutes < 120) return `${minutes} minutes`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
}

function detailOf(code: string, error: SdkError): string {
  const id = error.$metadata?.requestId;
  return typeof id === 'string' ? `${code}, request ${id.slice(0, 80)}` : code;
}

function capital(text: string): string {
  // An address stays as it is.
  return text.includes('://') ? text : text.charAt(0).toUpperCase() + text.slice(1);
}
