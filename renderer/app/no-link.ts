import type { ErrorCode } from '../../shared/model/errors.ts';

export type NoLinkReason = 'no-key' | 'old-key' | 'not-running' | 'silent-shell';

const CODES: Readonly<Record<NoLinkReason, ErrorCode>> = {
  'no-key': 'bad-credentials',
  'old-key': 'bad-credentials',
  'not-running': 'unreachable',
  'silent-shell': 'timeout',
};

/** There is no Link to the host. Its words come with the page's own code, which the Link does not wait for. */
export class NoLink extends Error {
  readonly reason: NoLinkReason;
  readonly code: ErrorCode;

  constructor(reason: NoLinkReason) {
    super(reason);
    this.name = 'NoLink';
    this.reason = reason;
    this.code = CODES[reason];
  }
}
