import { z } from 'zod';
import type { AccountList } from '../model/account.ts';
import { accountId, nothing } from './common.ts';
import { method, subscription } from './define.ts';

export const accountMethods = {
  /** Reads the profile files again. */
  'accounts.reload': method(nothing).returns<void>(),
  'accounts.setEnabled': method(z.strictObject({ account: accountId, enabled: z.boolean() })).returns<void>(),
  /**
   * A new account with access keys: of AWS as a profile in the person's AWS files, of Alibaba Cloud in the vault. An existing one is never
   * overwritten.
   */
  'accounts.addProfile': method(
    z
      .strictObject({
        cloud: z.enum(['aws', 'alibaba']).optional(),
        profile: z
          .string()
          .trim()
          .regex(/^[A-Za-z0-9_.@+-]{1,128}$/u, 'A profile name has letters, digits and _ . @ + - only.'),
        accessKeyId: z
          .string()
          .trim()
          .regex(/^[A-Za-z0-9]{16,128}$/u, 'An access key id has 16 to 128 letters and digits.'),
        secretAccessKey: z
          .string()
          .trim()
          .regex(/^[A-Za-z0-9/+=]{16,256}$/u, 'A secret access key has letters, digits and / + = only.'),
        region: z
          .string()
          .trim()
          .regex(/^[a-z]{2,6}(-[a-z0-9]+){1,5}$/u, 'A region looks like eu-central-1 or cn-hangzhou.'),
      })
      .refine(({ cloud, region }) => cloud === 'alibaba' || /^[a-z]{2,6}(-[a-z]+)+-\d{1,2}$/u.test(region), {
        path: ['region'],
        message: 'A region of AWS looks like eu-central-1.',
      }),
  ).returns<{ account: string }>(),
  /** Forgets an account whose keys were typed by hand, and the keys. */
  'accounts.remove': method(z.strictObject({ account: accountId })).returns<void>(),
};

export const accountSubscriptions = {
  /** Each change is the whole list: it is small. */
  'accounts.list': subscription(nothing).of<AccountList, AccountList>(),
};
