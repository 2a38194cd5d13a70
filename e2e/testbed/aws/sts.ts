import type { Identities } from '../identities.ts';
import type { ActionContext, XmlAction } from './service.ts';
import { ApiError } from './wire.ts';
import type { XmlValue } from './xml.ts';

const defaultDurationS = 3600;

export function stsActions(identities: Identities): Readonly<Record<string, XmlAction>> {
  return {
    GetCallerIdentity: ({ call }) => ({ Arn: call.caller.arn, UserId: call.caller.userId, Account: call.caller.account }),
    AssumeRole: (context) => assumeRole(context, identities),
  };
}

function assumeRole({ call, state, now }: ActionContext, identities: Identities): Record<string, XmlValue> {
  const arn = call.form.get('RoleArn') ?? '';
  const session = call.form.get('RoleSessionName') ?? '';
  const [, account = '', name = ''] = /^arn:aws:iam::(\d{12}):role\/(.+)$/.exec(arn) ?? [];
  const role = state.accounts.get(account)?.roles?.find((one) => one.name === name);
  const denied = new ApiError(
    'AccessDenied',
    `User: ${call.caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
    403,
  );
  if (!role) throw denied;
  if (role.requiresMfa) {
    const serial = call.form.get('SerialNumber');
    if (!serial) throw denied;
    const mfa = identities.user(call.caller)?.mfa;
    if (mfa?.serial !== serial || mfa.code !== call.form.get('TokenCode')) {
      throw new ApiError('AccessDenied', 'MultiFactorAuthentication failed with invalid MFA one time pass code.', 403);
    }
  }
  const seconds = Number(call.form.get('DurationSeconds') ?? defaultDurationS);
  const identity = identities.assume({ account, role: name, session, until: now + seconds * 1000 });
  return {
    AssumedRoleUser: { AssumedRoleId: identity.caller.userId, Arn: identity.caller.arn },
    Credentials: {
      AccessKeyId: identity.caller.accessKeyId,
      SecretAccessKey: identity.secret,
      SessionToken: identity.sessionToken,
      Expiration: new Date(now + seconds * 1000).toISOString(),
    },
  };
}
