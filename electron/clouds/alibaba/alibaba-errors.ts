import type { ProfileKind } from '../../../shared/model/account.ts';
import { AppError } from '../../../shared/model/errors.ts';
import { texts } from '../../../shared/texts/current.ts';
import { RpcFailure, WHOLE_ANSWER_MS } from './rpc.ts';

export interface ErrorPlace {
  readonly profile: string;
  readonly kind: ProfileKind;
  readonly region?: string | undefined;
  /** The RAM action of the call, for example `ecs:DescribeInstances`. */
  readonly action: string;
  /** Set for a custom endpoint. */
  readonly endpoint?: string | undefined;
}

const UNREACHABLE = ['ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'ENETUNREACH', 'EPIPE', 'EADDRNOTAVAIL'];
const TLS = /^(?:ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|EPROTO)/u;

// A signature counts for fifteen minutes; from four on a wrong clock is worth a word of its own.
const CLOCK_LIMIT_MS = 4 * 60_000;

/** Whether the call may simply be made again after a while. */
export function isThrottled(error: unknown): boolean {
  return (
    error instanceof RpcFailure &&
    (/^Throttling(?:\.|$)/u.test(error.code) || /Flow(?:Control|Limit)|TooManyRequests/u.test(error.code) || error.status === 429)
  );
}

/** The service or the way to it failed for this once: worth another try where the call changes nothing. */
export function isPassing(error: unknown): boolean {
  if (error instanceof RpcFailure) return error.status >= 500 || error.code === 'SignatureNonceUsed';
  return ['ECONNRESET', 'EPIPE'].includes(networkCode(error));
}

/**
 * An error of an Alibaba Cloud call as one that names profile, region and the next step; by code, never by matching text. The service's own
 * message is not passed on: for a wrong signature it quotes the signed request, and proxies put addresses into theirs.
 */
export function describeFailure(error: unknown, place: ErrorPlace, now: number = Date.now()): AppError {
  if (error instanceof AppError) return error;
  const t = texts().alibabaErrors;
  const { profile, region } = place;
  const where = region === undefined ? t.place(profile) : t.placeIn(profile, region);
  const at = place.endpoint ?? (region === undefined ? t.endpoint : t.endpointFor(region));
  const check = place.endpoint === undefined ? t.checkNetwork : t.checkEndpoint;
  if (!(error instanceof RpcFailure)) return describeNetwork(error, { at, check, where });

  const { code, status, requestId, serverTime } = error;
  const detail = requestId === '' ? code : t.request(code, requestId);
  const fail = (as: AppError['code'], message: string, hint: string): AppError => new AppError(as, message, { hint, detail });

  if (code === 'Gangway.WebPage') return fail('bad-endpoint', t.webPage(where, at), t.webPageHint);
  if (code === 'Gangway.NoJson')
    return status >= 500 ? fail('unreachable', t.ownProblem(at, status), t.waitHint) : fail('protocol', t.unreadable(at), t.unreadableHint);
  if (code === 'Gangway.AnswerTooLarge') return fail('limit', t.tooLarge(at), t.checkEndpoint);
  if (code === 'Gangway.SlowAnswer') return fail('timeout', t.slow(at, where, WHOLE_ANSWER_MS / 1_000), check);

  const skew = serverTime === undefined ? 0 : now - serverTime;
  if (/^InvalidTimeStamp|^IllegalTimestamp/iu.test(code) || (/^Signature/u.test(code) && Math.abs(skew) > CLOCK_LIMIT_MS)) {
    const time = duration(skew);
    const off = Math.abs(skew) <= CLOCK_LIMIT_MS ? t.clockWrong : skew > 0 ? t.clockFast(time) : t.clockSlow(time);
    return fail('clock-skew', off, t.clockHint);
  }
  if (isThrottled(error)) return fail('throttled', t.throttled(where), t.throttledHint);
  if (/^InvalidAccessKeyId\.Inactive|AccessKeyDisabled|^InvalidAccessKeyId\.Disabled/u.test(code))
    return fail('bad-credentials', t.keyOff(profile), t.keyOffHint);
  if (/^InvalidAccessKeyId/u.test(code)) return fail('bad-credentials', t.unknownKey(profile), t.unknownKeyHint);
  if (/^(?:SignatureDoesNotMatch|IncompleteSignature|InvalidSignature|InvalidAccessKeySecret)/u.test(code))
    return fail('bad-credentials', t.signature(profile), t.signatureHint);
  if (/SecurityToken/u.test(code)) return fail('expired-credentials', t.expired(profile), signInAgain(place));
  if (/^InvalidOperation\.NotSupportedEndpoint/u.test(code))
    return fail('bad-endpoint', t.otherRegion(at, region ?? t.thisRegion), t.otherRegionHint);
  if (
    /^(?:InvalidRegionId|InvalidRegion|RegionId\.ApiNotSupported)/u.test(code) ||
    /Region.*(?:NotOpen|NotAvailable|Disabled|NotEnabled|Unauthorized)|NotOpen.*Region/u.test(code)
  )
    return fail('region-disabled', t.regionOff(region ?? '', profile), t.regionOffHint);
  if (/Arrearage|NotEnoughBalance|InsufficientBalance|OverduePayment/u.test(code))
    return fail('permission-denied', t.overdue(place.action, where), t.overdueHint);
  if (/^InvalidInstanceId/u.test(code)) return fail('not-found', t.noInstance(where), t.refresh);
  if (place.action === 'sts:AssumeRole' && /^EntityNotExist\.Role/u.test(code))
    return fail('bad-credentials', t.noRole(profile), t.noRoleHint);
  if (/^(?:Forbidden|NoPermission|AccessDenied|ImplicitDeny|ExplicitDeny|Unauthorized)/u.test(code) || status === 403) {
    const missing = error.missing === '' ? place.action : error.missing;
    return fail(
      'permission-denied',
      region === undefined ? t.denied(profile, missing) : t.deniedIn(profile, missing, region),
      t.deniedHint,
    );
  }
  if (status >= 500) return fail('unreachable', t.ownProblem(at, status), t.waitHint);
  return fail('protocol', t.refused(place.action, where, code), t.refusedHint);
}

function describeNetwork(error: unknown, { at, check, where }: { at: string; check: string; where: string }): AppError {
  const t = texts().alibabaErrors;
  const code = networkCode(error);
  const fail = (as: AppError['code'], message: string, hint: string): AppError => new AppError(as, message, { hint, detail: code });
  if ((error as Error | undefined)?.name === 'AbortError') return new AppError('cancelled', t.cancelled);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return fail('dns', t.noName(at), check);
  if (code === 'ETIMEDOUT') return fail('timeout', t.late(at), check);
  if (UNREACHABLE.includes(code)) return fail('unreachable', t.unreachable(at, code), check);
  if (TLS.test(code)) return fail('bad-endpoint', t.tls(at, code), t.tlsHint);
  if (/^HPE_/u.test(code)) return fail('bad-endpoint', t.noHttp(at), check);
  return new AppError('internal', t.unforeseen(where), {
    hint: t.logDetails,
    cause: error,
  });
}

/** `ECONNREFUSED` and its kind, of the first of several addresses as well. */
function networkCode(error: unknown): string {
  const { code, errors } = (typeof error === 'object' && error !== null ? error : {}) as { code?: unknown; errors?: unknown };
  if (typeof code === 'string') return code.slice(0, 80);
  return Array.isArray(errors) && errors.length > 0 ? networkCode(errors[0]) : '';
}

/** What gives a profile fresh credentials. */
export function signInAgain({ profile, kind }: { readonly profile: string; readonly kind: ProfileKind }): string {
  const t = texts().alibabaErrors.signIn;
  switch (kind) {
    case 'login':
    case 'sso':
      return t.configure(profile);
    case 'environment':
      return t.environment;
    case 'static':
      return t.static(profile);
    default:
      return t.other;
  }
}

function duration(milliseconds: number): string {
  const t = texts().alibabaErrors;
  const minutes = Math.round(Math.abs(milliseconds) / 60_000);
  if (minutes < 120) return t.minutes(minutes);
  const hours = Math.round(minutes / 60);
  return hours < 48 ? t.hours(hours) : t.days(Math.round(hours / 24));
}
