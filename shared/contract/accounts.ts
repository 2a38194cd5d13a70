import { z } from 'zod';
import type { AccountList } from '../model/account.ts';
import { accountId, nothing } from './common.ts';
import { method, subscription } from './define.ts';
import { texts } from '../texts/current.ts';

export const accountMethods = {
  /** Reads the profile files again. */
  'accounts.reload': method(nothing).returns<void>(),
  'accounts.setEnabled': method(() => z.strictObject({ account: accountId(), enabled: z.boolean() })).returns<void>(),
  /**
   * A new account with access keys: of AWS as a profile in the person's AWS files, of Alibaba Cloud in the vault. An existing one is never
   * overwritten.
   */
  'accounts.addProfile': method(() =>
    z
      .strictObject({
        cloud: z.enum(['aws', 'alibaba']).optional(),
        profile: z
          .string()
          .trim()
          .regex(/^[A-Za-z0-9_.@+-]{1,128}$/u, { error: () => texts().contractErrors.profileName }),
        accessKeyId: z
          .string()
          .trim()
          .regex(/^[A-Za-z0-9]{16,128}$/u, { error: () => texts().contractErrors.keyId }),
        secretAccessKey: z
          .string()
          .trim()
          .regex(/^[A-Za-z0-9/+=]{16,256}$/u, { error: () => texts().contractErrors.secret }),
        region: z
          .string()
          .trim()
          .regex(/^[a-z]{2,6}(-[a-z0-9]+){1,5}$/u, { error: () => texts().contractErrors.region }),
      })
      .refine(({ cloud, region }) => cloud === 'alibaba' || /^[a-z]{2,6}(-[a-z]+)+-\d{1,2}$/u.test(region), {
        path: ['region'],
        error: () => texts().contractErrors.awsRegion,
      }),
  ).returns<{ account: string }>(),
  /** Forgets an account whose keys were typed by hand, and the keys. */
  'accounts.remove': method(() => z.strictObject({ account: accountId() })).returns<void>(),
};

export const accountSubscriptions = {
  /** Each change is the whole list: it is small. */
  'accounts.list': subscription(nothing).of<AccountList, AccountList>(),
};
