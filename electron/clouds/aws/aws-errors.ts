import type { ProfileKind } from '../../../shared/model/account.ts';
import { AppError } from '../../../shared/model/errors.ts';
import { texts } from '../../../shared/texts/current.ts';
import { BODY_TOTAL_MS, SLOW_ANSWER } from './answer-body.ts';

export interface ErrorPlace {
  readonly profile: string;
  readonly kind: ProfileKind;
  /** The keys that signed are those of the environment variables, whatever the kind. */
  readonly byEnvironment?: boolean;
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

/** What is said of an answer itself does not know whose it is. */
const OF_AN_ANSWER: readonly AppError['code'][] = ['protocol', 'bad-endpoint', 'limit'];

/**
 * An error of an AWS call as one that names profile, region and the next step (cloud errors by code, never by matching text). AWS's own message is not passed on: for
 * signature errors it quotes the signed request.
 */
export function describeServiceError(error: unknown, place: ErrorPlace, now: number = Date.now()): AppError {
  if (error instanceof AppError) return OF_AN_ANSWER.includes(error.code) ? withPlace(error, place) : error;
  const sdk = (typeof error === 'object' && error !== null ? error : {}) as SdkError;
  const code = errorCode(error) ?? 'unknown';
  const { awsErrors: t } = texts();
  const where = placeText(place);
  const at = place.endpoint ?? (place.region === undefined ? t.theEndpoint(place.service) : t.theEndpointOf(place.service, place.region));
  const detail = detailOf(code, sdk);
  const fail = (appCode: AppError['code'], message: string, hint: string): AppError => new AppError(appCode, message, { hint, detail });

  if (code === 'AbortError') return new AppError('cancelled', t.cancelled);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return fail('dns', typeof sdk.hostname === 'string' ? t.noNameOf(at, sdk.hostname) : t.noName(at), t.noNameHint);
  }
  if (code === 'TimeoutError' || code === 'ETIMEDOUT') return fail('timeout', t.late(capital(at)), t.lateHint);
  if (code === SLOW_ANSWER) return fail('timeout', t.slow(capital(at), where, BODY_TOTAL_MS / 1_000), t.lateHint);
  if (UNREACHABLE.includes(code)) return fail('unreachable', t.unreachable(capital(at), code), t.unreachableHint);
  if (TLS.test(code)) {
    return fail('bad-endpoint', t.tls(at, code), t.tlsHint);
  }
  // Of Node's HTTP parser: no word of AWS was read.
  if (code.startsWith('HPE_')) return fail('bad-endpoint', t.noHttp(capital(at), where, code), t.noHttpHint);
  if (THROTTLED.includes(code)) return fail('throttled', t.throttled(where), t.throttledHint);

  const skew = clockSkew(sdk, now);
  if (skew !== undefined && (SIGNATURE.includes(code) || INVALID_KEYS.includes(code))) {
    return fail('clock-skew', skew > 0 ? t.clockAhead(duration(skew), where) : t.clockBehind(duration(skew), where), t.clockHint);
  }
  if (EXPIRED.includes(code) || code === 'RequestExpired') {
    return fail('expired-credentials', t.expired(place.profile), signInAgain(place));
  }
  if (DISABLED.includes(code)) {
    return fail('region-disabled', t.regionOff(place.region ?? '', place.profile), t.regionOffHint);
  }
  if (SIGNATURE.includes(code)) {
    const ofEnvironment = place.kind === 'environment' || place.byEnvironment === true;
    return fail('bad-credentials', t.signature(place.profile), ofEnvironment ? t.signatureVariableHint : t.signatureHint);
  }
  if (INVALID_KEYS.includes(code)) {
    return fail('bad-credentials', t.unknownKey(where), t.unknownKeyHint);
  }
  if (DENIED.includes(code)) {
    const named = typeof sdk.message === 'string' ? /perform:? ([a-z0-9-]{1,40}:[A-Za-z]{1,80})/u.exec(sdk.message)?.[1] : undefined;
    const action = named ?? place.action;
    return fail(
      'permission-denied',
      place.region === undefined ? t.denied(place.profile, action) : t.deniedIn(place.profile, action, place.region),
      t.deniedHint,
    );
  }
  if (code === 'InvalidInstanceID.NotFound' || code === 'InvalidInstanceID.Malformed')
    return fail('not-found', t.noInstance(where), t.refresh);
  if (sdk.$response !== undefined && errorCode(error) === undefined) {
    return fail('protocol', t.unreadable(capital(at)), t.checkEndpoint);
  }
  const status = sdk.$metadata?.httpStatusCode;
  if (typeof status === 'number' && status >= 500) return fail('unreachable', t.ownProblem(capital(at), status), t.waitHint);
  if (code !== 'unknown') return fail('protocol', t.refused(place.action, where, code), t.refusedHint);
  return new AppError('internal', t.unforeseen(where), {
    hint: t.logDetails,
    cause: error,
  });
}

function placeText(place: ErrorPlace): string {
  const { awsErrors: t } = texts();
  return place.region === undefined ? t.place(place.profile) : t.placeIn(place.profile, place.region);
}

function withPlace(error: AppError, place: ErrorPlace): AppError {
  const { awsErrors: t } = texts();
  const at = place.endpoint ?? t.endpoint(place.service);
  return new AppError(error.code, t.placed(placeText(place), error.message, at), {
    hint: error.hint ?? t.checkEndpoint,
    ...(error.detail === undefined ? {} : { detail: error.detail }),
  });
}

function signInAgain(place: ErrorPlace): string {
  const { signIn: t } = texts().awsErrors;
  if (place.kind === 'sso') return t.sso(place.profile);
  if (place.kind === 'login') return t.login(place.profile);
  if (place.kind === 'environment') return t.environment;
  if (place.kind === 'static') return t.static;
  return t.other;
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
  const { awsErrors: t } = texts();
  const minutes = Math.round(Math.abs(milliseconds) / 60_000);
  if (minutes < 120) return t.minutes(minutes);
  const hours = Math.round(minutes / 60);
  return hours < 48 ? t.hours(hours) : t.days(Math.round(hours / 24));
}

function detailOf(code: string, error: SdkError): string {
  const id = error.$metadata?.requestId;
  return typeof id === 'string' ? `${code}, request ${id.slice(0, 80)}` : code;
}

function capital(text: string): string {
  // An address stays as it is.
  return text.includes('://') ? text : text.charAt(0).toUpperCase() + text.slice(1);
}
