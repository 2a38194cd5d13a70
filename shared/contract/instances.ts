import { z } from 'zod';
import type { InstanceChange, InstanceList, KeyChoice, LoginName } from '../model/instance.ts';
import { accountId, filePath, instanceRef, nothing, userName } from './common.ts';
import { method, subscription } from './define.ts';

export const instanceMethods = {
  /** Loads again: everything, one account, or one region of one account. Returns when the load has started. */
  'instances.refresh': method(() =>
    z.strictObject({ account: accountId().optional(), region: z.string().max(64).optional() }),
  ).returns<void>(),
  'instances.login': method(instanceRef).returns<LoginName>(),
  /** Keeps the person's choice for this instance; `null` goes back to the proposal. */
  'instances.setLogin': method(() => z.strictObject({ ...instanceRef().shape, user: userName().nullable() })).returns<LoginName>(),
  'instances.key': method(instanceRef).returns<KeyChoice>(),
  /**
   * Keeps which private key file opens this instance, a leading `~` being the home folder; `null` goes back to the search by key
   * pair name. A file that is no usable private key is refused.
   */
  'instances.setKeyFile': method(() => z.strictObject({ ...instanceRef().shape, path: filePath().nullable() })).returns<KeyChoice>(),
};

export const instanceSubscriptions = {
  'instances.list': subscription(nothing).of<InstanceList, InstanceChange>(),
};
