import type { Answer } from '../aws/wire.ts';
import type { PageShape } from '../aws/service.ts';
import type { AlibabaData } from './data.ts';
import type { FaultEffect, Faults } from '../faults.ts';
import type { WorldState } from '../state.ts';
import { AlibabaError, type AlibabaService } from './call.ts';
import { ecsActions } from './ecs.ts';
import type { AlibabaIdentities, AlibabaIdentity } from './identities.ts';
import { checkAcsSignature, readAcsSignature, type AcsRequest } from './signature.ts';
import { stsActions } from './sts.ts';

export interface AlibabaAnswerOptions {
  readonly requestId: string;
  readonly data: AlibabaData | undefined;
  readonly state: WorldState;
  readonly faults: Faults;
  readonly identities: AlibabaIdentities;
  readonly now: () => number;
  readonly seen: (call: { service: string; action: string; region: string; accessKeyId: string }) => void;
}

/** A signature this far from the world's clock is refused. */
const maxSkewMs = 15 * 60_000;
const versions: Readonly<Record<string, AlibabaService>> = { '2014-05-26': 'ecs', '2015-04-01': 'alibaba-sts' };

/** One RPC call: faults, signature, permission, action. `reset` and `silent` are for the server to carry out. */
export async function answerAlibaba(request: AcsRequest, options: AlibabaAnswerOptions): Promise<Answer | 'reset' | 'silent'> {
  const action = String(request.headers['x-acs-action']);
  const json = (body: unknown, status = 200): Answer => ({ status, type: 'application/json;charset=utf-8', body: JSON.stringify(body) });
  try {
    const service = versions[String(request.headers['x-acs-version'])];
    if (service === undefined || options.data === undefined)
      throw new AlibabaError('InvalidVersion', 'Specified parameter Version is not valid.');
    const form = formOf(request);
    const region = form.get('RegionId') ?? '';
    const signature = readAcsSignature(request.headers);
    if (!signature) throw new AlibabaError('MissingAccessKeyId', 'AccessKeyId is mandatory for this action.');
    const { accessKeyId } = signature;
    options.seen({ service, action, region, accessKeyId });
    const account = options.identities.find(accessKeyId)?.account ?? '';
    const effects = await options.faults.take({ account, accessKeyId, region, service, action });
    const early = effects.find((effect) => effect.kind === 'reset' || effect.kind === 'silent');
    if (early) return early.kind === 'silent' ? 'silent' : 'reset';
    if (effects.some((effect) => effect.kind === 'html'))
      return { status: 200, type: 'text/html', body: '<!doctype html><html><body>Welcome to Hotel Wi-Fi</body></html>' };
    const caller = authenticate(request, options);
    const permission = `${service === 'ecs' ? 'ecs' : 'sts'}:${action}`;
    raise(effects, permission);
    if (service === 'ecs') checkPlace(region, action, permission, caller, options.data);
    const perform = (service === 'ecs' ? ecsActions : stsActions)[action];
    if (!perform) throw new AlibabaError('InvalidAction.NotFound', `Specified api is not found, please check your url and method.`, 404);
    const shapes = effects.filter((effect): effect is PageShape =>
      ['not-ready', 'empty-page', 'token-loop', 'page-size'].includes(effect.kind),
    );
    const { data, state, identities } = options;
    const answer = json({
      RequestId: options.requestId,
      ...perform({ action, form, caller, region, data, state, identities, shapes, now: options.now() }),
    });
    const cut = effects.some((effect) => effect.kind === 'truncated');
    return cut ? { ...answer, body: answer.body.slice(0, Math.floor(answer.body.length / 2)) } : answer;
  } catch (error) {
    const known = error instanceof AlibabaError ? error : new AlibabaError('InternalError', String(error), 500);
    const { code, message, status, detail } = known;
    return json(
      {
        RequestId: options.requestId,
        HostId: String(request.headers.host),
        Code: code,
        Message: message,
        Recommend: 'https://example.invalid/help',
        ...detail,
      },
      status,
    );
  }
}

function formOf(request: AcsRequest): URLSearchParams {
  const form = new URLSearchParams(request.url.split('?')[1] ?? '');
  for (const [name, value] of new URLSearchParams(Buffer.from(request.body).toString())) form.set(name, value);
  return form;
}

function authenticate(request: AcsRequest, { identities, now }: AlibabaAnswerOptions): AlibabaIdentity {
  const signature = readAcsSignature(request.headers);
  const identity = signature && identities.find(signature.accessKeyId);
  if (!signature || !identity) throw new AlibabaError('InvalidAccessKeyId.NotFound', 'Specified access key is not found.', 404);
  const at = Date.parse(String(request.headers['x-acs-date']));
  if (!(Math.abs(at - now()) <= maxSkewMs))
    throw new AlibabaError('InvalidTimeStamp.Expired', 'Specified time stamp or date value is expired.');
  if (identity.securityToken !== undefined && identity.securityToken !== request.headers['x-acs-security-token'])
    throw new AlibabaError('InvalidSecurityToken.MismatchWithAccessKey', 'The SecurityToken mismatches the AccessKeyId.');
  const { ok, text } = checkAcsSignature(request, signature, identity.secret);
  // The service quotes what it signed, as it really does.
  if (!ok)
    throw new AlibabaError('SignatureDoesNotMatch', `Specified signature does not match our calculation. server string to sign is:${text}`);
  if (!identities.useNonce(String(request.headers['x-acs-signature-nonce'])))
    throw new AlibabaError('SignatureNonceUsed', 'Specified signature nonce was used already.');
  if (identity.until !== undefined && identity.until < now())
    throw new AlibabaError('InvalidSecurityToken.Expired', 'Specified SecurityToken is expired.');
  return identity;
}

function raise(effects: readonly FaultEffect[], permission: string): void {
  for (const effect of effects) {
    const { kind } = effect;
    if (kind === 'refused') throw new AlibabaError(effect.code, effect.message ?? 'The request was refused.', 403);
    if (kind === 'server-error')
      throw new AlibabaError('InternalError', 'The request processing has failed due to some unknown error.', 500);
    if (kind === 'throttle') throw new AlibabaError('Throttling.User', 'Request was denied due to user flow control.');
    if (kind === 'expired') throw new AlibabaError('InvalidSecurityToken.Expired', 'Specified SecurityToken is expired.');
    if (kind === 'region-disabled') throw regionClosed();
    if (kind === 'denied') throw forbidden(permission);
  }
}

function checkPlace(region: string, action: string, permission: string, caller: AlibabaIdentity, data: AlibabaData): void {
  if (caller.allowed !== undefined && !caller.allowed.includes(permission)) throw forbidden(permission);
  if (action === 'DescribeRegions') return;
  if (region === '')
    throw new AlibabaError(
      'MissingParameter',
      'The input parameter "RegionId" that is mandatory for processing this request is not supplied.',
    );
  const known = data.regions.find((one) => one.name === region);
  if (!known || known.closed === true) throw regionClosed();
}

function regionClosed(): AlibabaError {
  return new AlibabaError('InvalidRegionId.NotFound', 'The specified RegionId does not exist.', 404);
}

function forbidden(permission: string): AlibabaError {
  return new AlibabaError(
    'Forbidden.RAM',
    'User not authorized to operate on the specified resource, or this API doesn’t support RAM.',
    403,
    {
      AccessDeniedDetail: { AuthAction: permission, NoPermissionType: 'ImplicitDeny', PolicyType: 'AccountLevelIdentityBasedPolicy' },
    },
  );
}
