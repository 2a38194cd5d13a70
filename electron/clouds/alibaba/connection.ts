import type { ProfileKind } from '../../../shared/model/account.ts';

/** All that is needed to speak for one account. Plain data without a secret: keys are read where they are used. */
export interface Connection {
  /** `alibaba:profile`. */
  readonly account: string;
  /** As shown in messages. */
  readonly profile: string;
  readonly kind: ProfileKind;
  /** Where account-wide questions are asked. */
  readonly region: string;
  /** A custom endpoint, which then answers for all regions. */
  readonly endpoint?: string;
  readonly stsEndpoint?: string;
  /** Reached from inside a VPC (`endpoint_type: vpc`). */
  readonly vpc: boolean;
}
