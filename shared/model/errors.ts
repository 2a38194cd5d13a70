/** Every way in which Gangway can fail, as a closed set: the page shows text and offers by code, never by matching messages. */
export const ERROR_CODES = [
  'cancelled', // the person, or a closing tab, ended it
  'invalid-input', // a call, an answer or a file's content does not fit its schema
  'unknown-method',
  'not-found', // the named account, instance, terminal or file does not exist
  'internal', // not foreseen; `detail` is the id of its log line
  'unsupported',
  'limit', // a size, count or credit bound was passed
  'replaced', // another window took this one's place
  'lost', // an open connection broke
  'unreachable', // no route, refused, reset
  'timeout',
  'dns',
  'protocol', // the other side does not speak what it should
  'host-key-changed',
  'host-key-rejected',
  'host-key-revoked',
  'auth-failed',
  'key-missing',
  'key-unreadable',
  'key-format',
  'key-passphrase',
  'agent',
  'vault-locked',
  'vault-password', // the master password is wrong
  'vault-broken', // the vault's file was changed or is damaged
  'not-running', // the instance is stopped, stopping or gone
  'no-address',
  'wrong-state', // the instance is not in a state in which this can be done
  'locked', // the cloud holds the instance: overdue, security, protection against stopping
  'no-capacity', // the cloud has no machine of this type free, or the account's quota is used up
  'expired-credentials',
  'bad-credentials',
  'permission-denied',
  'throttled',
  'region-disabled',
  'clock-skew',
  'bad-endpoint', // the cloud endpoint answers something else than its protocol
  'no-region',
  'no-profile',
  'config-broken',
  'read-only',
  'disk-full',
  'in-use', // another copy of Gangway holds the data folder
  'newer-version',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/**
 * An error as it crosses the Link. `hint` is the next step a person can take; `detail` is for the curious; `brief` is the cause alone, for a
 * narrow place that names what failed already. No stack crosses.
 */
export interface WireError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string;
  readonly detail?: string;
  readonly brief?: string;
}

/** Thrown wherever the cause is known. `message` names the thing that failed, `hint` the next step. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly detail: string | undefined;
  readonly brief: string | undefined;

  constructor(code: ErrorCode, message: string, options: { hint?: string; detail?: string; brief?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.hint = options.hint;
    this.detail = options.detail;
    this.brief = options.brief;
  }

  toWire(): WireError {
    return {
      code: this.code,
      message: this.message,
      ...(this.hint === undefined ? {} : { hint: this.hint }),
      ...(this.detail === undefined ? {} : { detail: this.detail }),
      ...(this.brief === undefined ? {} : { brief: this.brief }),
    };
  }

  static fromWire(error: WireError): AppError {
    return new AppError(error.code, error.message, {
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      ...(error.detail === undefined ? {} : { detail: error.detail }),
      ...(error.brief === undefined ? {} : { brief: error.brief }),
    });
  }
}
