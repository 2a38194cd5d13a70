import type { Account } from '../../../shared/model/account.ts';
import { AppError } from '../../../shared/model/errors.ts';
import type { Instance, InstanceRef } from '../../../shared/model/instance.ts';
import type { MethodHandlers } from '../../../shared/rpc/server.ts';
import { texts } from '../../../shared/texts/current.ts';
import type { Cloud } from '../../clouds/cloud.ts';

/** What decides whether a connection reaches an instance, asked afresh each time: a rule may just have been changed. */
export function createReachHandlers(options: {
  readonly find: (account: string) => { readonly account: Account; readonly cloud: Cloud };
  readonly instances: {
    get(ref: InstanceRef): Instance | undefined;
    describe(ref: InstanceRef, signal: AbortSignal): Promise<Instance>;
  };
  readonly ownAddress: (signal: AbortSignal) => Promise<string>;
}): { readonly methods: Pick<MethodHandlers, 'reach.facts' | 'reach.ownAddress'>; readonly topics: object } {
  return {
    methods: {
      'reach.ownAddress': async (_input, { signal }) => ({ address: await options.ownAddress(signal) }),
      'reach.facts': async (ref, { signal }) => {
        const { account, cloud } = options.find(ref.account);
        if (cloud.securityGroups === undefined) {
          throw new AppError('unsupported', texts().reachErrors.unsupported, {
            hint: texts().reachErrors.unsupportedHint,
          });
        }
        const instance = options.instances.get(ref) ?? (await options.instances.describe(ref, signal));
        return await cloud.securityGroups(account, instance, signal);
      },
    },
    topics: {},
  };
}
