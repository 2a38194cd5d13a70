import { z } from 'zod';
import type { AccountList } from '../model/account.ts';
import { accountId, nothing } from './common.ts';
import { method, subscription } from './define.ts';

export const accountMethods = {
  /** Reads the profile files again. */
  'accounts.reload': method(nothing).returns<void>(),
  'accounts.setEnabled': method(z.strictObject({ account: accountId, enabled: z.boolean() })).returns<void>(),
  /** Writes a new profile with access keys into the person's AWS files. An existing profile is never overwritten. */
  'accounts.addProfile': method(
    z.strictObject({
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
        .regex(/^[a-z]{2,6}(-[a-z]+)+-\d{1,2}$/u, 'A region looks like eu-central-1.'),
    }),
  ).returns<{ account: string }>(),
};

export const accountSubscriptions = {
  /** Each change is the whole list: it is small. */
  'accounts.list': subscription(nothing).of<AccountList, AccountList>(),
};
