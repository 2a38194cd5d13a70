import type { FaultEffect, Faults } from '../faults.ts';
import type { Identities, Identity } from '../identities.ts';
import type { WorldState } from '../state.ts';
import { ec2Actions } from './ec2.ts';
import { instanceConnectActions } from './instance-connect.ts';
import { readSignature, signatureMatches, signedAt } from './signature.ts';
import type { Signature, SignedRequest } from './signature.ts';
import type { ActionContext, PageShape } from './service.ts';
import { ssmActions } from './ssm.ts';
import { stsActions } from './sts.ts';
import { ApiError, ec2Answer, errorAnswer, jsonAnswer, stsAnswer } from './wire.ts';
import type { Answer, Call, Service } from './wire.ts';

export interface AnswerOptions {
  readonly requestId: string;
  readonly state: WorldState;
  readonly faults: Faults;
  readonly identities: Identities;
  readonly now: () => number;
  readonly seen: (call: { service: string; action: string; region: string; accessKeyId: string }) => void;
}

/** A signature this far from the world's clock is refused. */
const maxSkewMs = 5 * 60_000;

/** One request: dispatch, faults, signature, action. `reset` and `silent` are for the server to carry out. */
export async function answerCall(request: SignedRequest, options: AnswerOptions): Promise<Answer | 'reset' | 'silent'> {
  const target = dispatch(request);
  if (!target) return { status: 404, type: 'text/plain', body: 'No such service here.\n' };
  const { service, action, form, json } = target;
  const fail = (error: ApiError): Answer => errorAnswer(service, options.requestId, error);
  try {
    const signature = readSignature(request.headers);
    if (!signature) throw refusal(service, 'missing');
    const { region, accessKeyId } = signature;
    options.seen({ service, action, region, accessKeyId });
    const account = options.identities.find(accessKeyId)?.caller.account ?? '';
    const effects = await options.faults.take({ account, accessKeyId, region, service, action });
    const early = effects.find((effect) => effect.kind === 'reset' || effect.kind === 'silent');
    if (early) return early.kind === 'silent' ? 'silent' : 'reset';
    if (effects.some((effect) => effect.kind === 'html')) return portalPage;
    const identity = authenticate(request, signature, service, options);
    raise(effects, { service, action, region, caller: identity.caller.arn });
    const known = options.state.regions.get(region);
    if (service !== 'sts' && known?.optIn === 'not-opted-in') throw refusal(service, 'region');
    const call: Call = { service, action, region, caller: identity.caller, form, json };
    const shapes = effects.filter(isShape);
    const answer = run({ call, state: options.state, shapes, now: options.now() }, options);
    const cut = effects.some((effect) => effect.kind === 'truncated');
    return cut ? { ...answer, body: answer.body.slice(0, Math.floor(answer.body.length / 2)) } : answer;
  } catch (error) {
    if (error instanceof ApiError) return fail(error);
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return fail(new ApiError('InternalError', text, 500));
  }
}

interface Target {
  readonly service: Service;
  readonly action: string;
  readonly form: URLSearchParams;
  readonly json: Readonly<Record<string, unknown>>;
}

/** Header `x-amz-target` for the JSON services, `Action` and `Version` of the form for the query services. */
function dispatch(request: SignedRequest): Target | undefined {
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') {
    const [prefix, action = ''] = target.split('.', 2);
    const service = prefix === 'AmazonSSM' ? 'ssm' : prefix === 'AWSEC2InstanceConnectService' ? 'ec2-instance-connect' : undefined;
    return service && { service, action, form: new URLSearchParams(), json: parseJson(request.body) };
  }
  const form = new URLSearchParams(Buffer.from(request.body).toString());
  const version = form.get('Version');
  const service = version === '2016-11-15' ? 'ec2' : version === '2011-06-15' ? 'sts' : undefined;
  return service && { service, action: form.get('Action') ?? '', form, json: {} };
}

function parseJson(body: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString() || '{}');
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}

function run(context: ActionContext, options: AnswerOptions): Answer {
  const { service, action } = context.call;
  if (service === 'ec2') {
    const perform = ec2Actions[action];
    if (perform) return ec2Answer(action, options.requestId, perform(context));
    throw new ApiError('InvalidAction', `The action ${action} is not valid for this web service.`);
  }
  if (service === 'sts') {
    const perform = stsActions(options.identities)[action];
    if (perform) return stsAnswer(action, options.requestId, perform(context));
    throw new ApiError('InvalidAction', `Could not find operation ${action} for version 2011-06-15`);
  }
  const perform = (service === 'ssm' ? ssmActions : instanceConnectActions)[action];
  if (perform) return jsonAnswer(perform(context));
  throw new ApiError('UnknownOperationException', `The operation ${action} is not known here.`);
}

function authenticate(request: SignedRequest, signature: Signature, service: Service, options: AnswerOptions): Identity {
  const identity = options.identities.find(signature.accessKeyId);
  if (!identity) throw refusal(service, 'unknown-key');
  const token = request.headers['x-amz-security-token'];
  if (identity.sessionToken !== undefined && identity.sessionToken !== token) throw refusal(service, 'unknown-key');
  if (signature.service !== service || !signatureMatches(request, signature, identity.secret)) throw refusal(service, 'signature');
  if (Math.abs(signedAt(signature) - options.now()) > maxSkewMs) throw refusal(service, 'clock');
  const over = identity.until !== undefined && identity.until < options.now();
  if (over || options.identities.expired(signature.accessKeyId)) throw refusal(service, 'expired');
  return identity;
}

function raise(effects: readonly FaultEffect[], call: { service: Service; action: string; region: string; caller: string }): void {
  const { service, action, caller } = call;
  for (const effect of effects) {
    const { kind } = effect;
    if (kind === 'refused') throw new ApiError(effect.code, effect.message ?? `Refused with ${effect.code}.`);
    if (kind === 'server-error') throw new ApiError('InternalError', 'An internal error has occurred', 500);
    if (kind === 'throttle') throw refusal(service, 'throttle');
    if (kind === 'expired') throw refusal(service, 'expired');
    if (kind === 'region-disabled') throw refusal(service, 'region');
    if (kind === 'denied') {
      const prefix = service === 'ec2-instance-connect' ? 'ec2-instance-connect' : service;
      const text = `User: ${caller} is not authorized to perform: ${prefix}:${action} because no identity-based policy allows the action`;
      if (service === 'ec2') throw new ApiError('UnauthorizedOperation', `You are not authorized to perform this operation. ${text}`, 403);
      throw service === 'sts' ? new ApiError('AccessDenied', text, 403) : new ApiError('AccessDeniedException', text);
    }
  }
}

type Refusal = 'missing' | 'unknown-key' | 'signature' | 'clock' | 'expired' | 'throttle' | 'region';
type Codes = Readonly<Record<Refusal, readonly [code: string, message: string, status: number]>>;

const notValidated = 'AWS was not able to validate the provided access credentials';
const badSignature =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.';

const ec2Codes: Codes = {
  missing: ['MissingAuthenticationToken', 'Request is missing Authentication Token', 403],
  'unknown-key': ['AuthFailure', notValidated, 401],
  signature: ['SignatureDoesNotMatch', badSignature, 403],
  clock: ['RequestExpired', 'Request has expired.', 400],
  expired: ['RequestExpired', 'Request has expired.', 400],
  throttle: ['RequestLimitExceeded', 'Request limit exceeded.', 503],
  region: ['AuthFailure', notValidated, 401],
};
const stsCodes: Codes = {
  missing: ['MissingAuthenticationToken', 'Request is missing Authentication Token', 403],
  'unknown-key': ['InvalidClientTokenId', 'The security token included in the request is invalid.', 403],
  signature: ['SignatureDoesNotMatch', badSignature, 403],
  clock: ['SignatureDoesNotMatch', 'Signature expired: the signing time is too far from the current time', 403],
  expired: ['ExpiredToken', 'The security token included in the request is expired', 403],
  throttle: ['Throttling', 'Rate exceeded', 400],
  region: ['RegionDisabledException', 'STS is not activated in this region', 403],
};
const jsonCodes: Codes = {
  missing: ['MissingAuthenticationTokenException', 'Missing Authentication Token', 400],
  'unknown-key': ['UnrecognizedClientException', 'The security token included in the request is invalid.', 400],
  signature: ['InvalidSignatureException', badSignature, 400],
  clock: ['InvalidSignatureException', 'Signature expired: the signing time is too far from the current time', 400],
  expired: ['ExpiredTokenException', 'The security token included in the request is expired', 400],
  throttle: ['ThrottlingException', 'Rate exceeded', 400],
  region: ['UnrecognizedClientException', 'The security token included in the request is invalid.', 400],
};

function refusal(service: Service, reason: Refusal): ApiError {
  const codes = service === 'ec2' ? ec2Codes : service === 'sts' ? stsCodes : jsonCodes;
  const [code, message, status] = codes[reason];
  return new ApiError(code, message, status);
}

function isShape(effect: FaultEffect): effect is PageShape {
  return effect.kind === 'not-ready' || effect.kind === 'empty-page' || effect.kind === 'token-loop' || effect.kind === 'page-size';
}

const portalPage: Answer = {
  status: 200,
  type: 'text/html; charset=utf-8',
  body: '<!doctype html><html><head><title>Sign in to the network</title></head><body><p>Welcome to Hotel Wi-Fi<br></body></html>',
};
