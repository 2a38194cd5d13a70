import type { ProfileKind } from '../../../shared/model/account.ts';
import type { Endpoints } from './endpoints.ts';

/** All that the worker needs to speak for one profile. Plain data without a secret: keys are read where they are used. */
export interface Connection {
  /** `aws:profile`. */
  readonly account: string;
  /** As shown in messages. */
  readonly profile: string;
  readonly kind: ProfileKind;
  /** The profile's own region, where account-wide questions are asked. */
  readonly region: string;
  /** A role that is assumed with the keys of the environment variables. */
  readonly byEnvironment?: true;
  readonly endpoints: Endpoints;
  readonly fips: boolean;
  readonly dualstack: boolean;
  /** From `retry_mode` and `max_attempts`, where the person set them. */
  readonly retryMode?: 'standard' | 'adaptive';
  readonly maxAttempts?: number;
}
