import { AlibabaError, type AlibabaAction } from './call.ts';

export const stsActions: Readonly<Record<string, AlibabaAction>> = {
  GetCallerIdentity: ({ caller }) => ({
    IdentityType: caller.securityToken === undefined ? 'RAMUser' : 'AssumedRoleUser',
    AccountId: caller.account,
    PrincipalId: `29${caller.account.slice(2)}`,
    UserId: `29${caller.account.slice(2)}`,
    Arn: caller.arn,
  }),

  AssumeRole: ({ form, data, identities, now }) => {
    const arn = form.get('RoleArn') ?? '';
    const [, account = '', name = ''] = /^acs:ram::(\d+):role\/(.+)$/.exec(arn) ?? [];
    if (data.accounts.find(({ id }) => id === account)?.roles?.includes(name) !== true)
      throw new AlibabaError('EntityNotExist.Role', `The specified Role not exists .`, 404);
    const until = now + Number(form.get('DurationSeconds') ?? 3600) * 1000;
    const session = form.get('RoleSessionName') ?? '';
    const identity = identities.assume({ account, name, session, until });
    return {
      AssumedRoleUser: { Arn: identity.arn, AssumedRoleId: `3${account}:${session}` },
      Credentials: {
        AccessKeyId: identity.accessKeyId,
        AccessKeySecret: identity.secret,
        SecurityToken: identity.securityToken,
        Expiration: new Date(until).toISOString().replace(/\.\d+Z$/, 'Z'),
      },
    };
  },
};
