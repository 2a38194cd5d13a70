import type { ProfileKind } from '../../../shared/model/account.ts';
import { AppError } from '../../../shared/model/errors.ts';
import { RpcFailure } from './rpc.ts';

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
  const where = `profile ${place.profile}${place.region === undefined ? '' : ` in ${place.region}`}`;
  const at = place.endpoint ?? `The endpoint of Alibaba Cloud${place.region === undefined ? '' : ` for ${place.region}`}`;
  const check = place.endpoint === undefined ? 'Check the network, and the proxy if there is one.' : 'Check the endpoint of the profile.';
  if (!(error instanceof RpcFailure)) return describeNetwork(error, { at, check, where });

  const { code, status, requestId, serverTime } = error;
  const detail = requestId === '' ? code : `${code}, request ${requestId}`;
  const fail = (as: AppError['code'], message: string, hint: string): AppError => new AppError(as, message, { hint, detail });

  if (code === 'Gangway.WebPage')
    return fail(
      'bad-endpoint',
      `${where}: a web page (HTML) came back instead of an answer of Alibaba Cloud (${at}).`,
      'Check the endpoint of the profile; a captive portal or a proxy that wants a sign-in does this too.',
    );
  if (code === 'Gangway.NoJson')
    return status >= 500
      ? fail('unreachable', `${at} has a problem of its own (HTTP ${status}).`, 'Wait a little, then refresh.')
      : fail('protocol', `${at} gave an answer that cannot be read.`, 'Refresh; if it stays, check the endpoint of the profile.');
  if (code === 'Gangway.AnswerTooLarge')
    return fail('limit', `${at} gave an answer that is too large.`, 'Check the endpoint of the profile.');

  const skew = serverTime === undefined ? 0 : now - serverTime;
  if (/^InvalidTimeStamp|^IllegalTimestamp/iu.test(code) || (/^Signature/u.test(code) && Math.abs(skew) > CLOCK_LIMIT_MS)) {
    const off = Math.abs(skew) > CLOCK_LIMIT_MS ? `is ${duration(skew)} ${skew > 0 ? 'fast' : 'slow'}` : 'is wrong';
    return fail(
      'clock-skew',
      `The clock of this computer ${off}, so Alibaba Cloud refuses what it signs.`,
      'Set the clock (turn on automatic time), then refresh.',
    );
  }
  if (isThrottled(error))
    return fail('throttled', `Alibaba Cloud limits the calls of ${where} at the moment.`, 'Wait a minute, then refresh.');
  if (/^InvalidAccessKeyId\.Inactive|AccessKeyDisabled|^InvalidAccessKeyId\.Disabled/u.test(code))
    return fail(
      'bad-credentials',
      `The AccessKey of profile ${place.profile} is switched off.`,
      'Enable it in the RAM console under the user’s AccessKeys, or use another one.',
    );
  if (/^InvalidAccessKeyId/u.test(code))
    return fail(
      'bad-credentials',
      `Alibaba Cloud does not know the AccessKey of profile ${place.profile}.`,
      'Check the AccessKey ID; it may be deleted, or have lost a character.',
    );
  if (/^(?:SignatureDoesNotMatch|IncompleteSignature|InvalidSignature|InvalidAccessKeySecret)/u.test(code))
    return fail(
      'bad-credentials',
      `Alibaba Cloud refuses the signature of profile ${place.profile}: the AccessKey secret does not belong to the AccessKey ID.`,
      'Enter the secret again; a cut-off or quoted value does this.',
    );
  if (/SecurityToken/u.test(code))
    return fail('expired-credentials', `The temporary credentials of profile ${place.profile} have expired.`, signInAgain(place));
  if (/^InvalidOperation\.NotSupportedEndpoint/u.test(code))
    return fail(
      'bad-endpoint',
      `${at} does not answer for ${place.region ?? 'this region'}.`,
      'Remove the endpoint of the profile, or set the one of its region.',
    );
  if (
    /^(?:InvalidRegionId|InvalidRegion|RegionId\.ApiNotSupported)/u.test(code) ||
    /Region.*(?:NotOpen|NotAvailable|Disabled|NotEnabled|Unauthorized)|NotOpen.*Region/u.test(code)
  )
    return fail(
      'region-disabled',
      `Region ${place.region ?? ''} is not open for the account of profile ${place.profile}.`,
      'Apply for it in the console of Alibaba Cloud, or leave it.',
    );
  if (/Arrearage|NotEnoughBalance|InsufficientBalance|OverduePayment/u.test(code))
    return fail(
      'permission-denied',
      `Alibaba Cloud refuses ${place.action} for ${where}: a payment of the account is overdue.`,
      'Settle the bill in the console of Alibaba Cloud.',
    );
  if (/^InvalidInstanceId/u.test(code)) return fail('not-found', `There is no such instance for ${where} any more.`, 'Refresh the list.');
  if (/^(?:Forbidden|NoPermission|AccessDenied|ImplicitDeny|ExplicitDeny|Unauthorized)/u.test(code) || status === 403)
    return fail(
      'permission-denied',
      `Profile ${place.profile} has no permission for ${error.missing === '' ? place.action : error.missing}${place.region === undefined ? '' : ` in ${place.region}`}.`,
      'Ask the administrator of the account for this permission (RAM).',
    );
  if (status >= 500) return fail('unreachable', `${at} has a problem of its own (HTTP ${status}).`, 'Wait a little, then refresh.');
  return fail(
    'protocol',
    `Alibaba Cloud refused ${place.action} for ${where}: ${code}.`,
    'Refresh; if it stays, the log of Gangway has the details.',
  );
}

function describeNetwork(error: unknown, { at, check, where }: { at: string; check: string; where: string }): AppError {
  const code = networkCode(error);
  const fail = (as: AppError['code'], message: string, hint: string): AppError => new AppError(as, message, { hint, detail: code });
  if ((error as Error | undefined)?.name === 'AbortError') return new AppError('cancelled', 'Cancelled.');
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return fail('dns', `The name of ${lower(at)} cannot be found.`, check);
  if (code === 'ETIMEDOUT') return fail('timeout', `${at} did not answer in time.`, check);
  if (UNREACHABLE.includes(code)) return fail('unreachable', `${at} cannot be reached (${code}).`, check);
  if (TLS.test(code))
    return fail(
      'bad-endpoint',
      `${at} has a certificate that this computer does not trust (${code}).`,
      'A proxy that inspects traffic does this: add its certificate (NODE_EXTRA_CA_CERTS).',
    );
  if (/^HPE_/u.test(code)) return fail('bad-endpoint', `${at} does not speak HTTP.`, check);
  return new AppError('internal', `Asking Alibaba Cloud for ${where} failed in an unforeseen way.`, {
    hint: 'The log of Gangway has the details.',
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
  switch (kind) {
    case 'login':
    case 'sso':
      return `Run \`aliyun configure --profile ${profile}\` in a shell to sign in again, then refresh.`;
    case 'environment':
      return 'Start Gangway again with fresh ALIBABA_CLOUD_… variables.';
    case 'static':
      return `Put fresh keys into the profile (\`aliyun configure --mode StsToken --profile ${profile}\`), then refresh.`;
    default:
      return 'Refresh to obtain new ones.';
  }
}

function duration(milliseconds: number): string {
  const minutes = Math.round(Math.abs(milliseconds) / 60_000);
  if (minutes < 120) return `${minutes} minutes`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
}

/** An address stays as it is. */
function lower(text: string): string {
  return text.includes('://') ? text : text.charAt(0).toLowerCase() + text.slice(1);
}
