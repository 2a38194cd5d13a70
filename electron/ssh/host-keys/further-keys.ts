import type { ParsedKey } from 'ssh2';
import { AppError } from '../../../shared/model/errors.ts';
import { texts } from '../../../shared/texts/current.ts';
import type { SshConnectOptions } from '../ssh.ts';
import { describeKey } from './fingerprint.ts';
import { KEYS_OF_HOST, type HostKeys } from './host-keys.ts';

/**
 * Stores the further keys that a server announced and proved to own (`hostkeys-00@openssh.com`). `unasked`: how many more it announced,
 * beyond those it was asked to prove.
 */
export async function addFurtherKeys(
  hostKeys: HostKeys,
  { target, report }: SshConnectOptions,
  keys: readonly ParsedKey[],
  unasked: number,
): Promise<void> {
  const tell = (text: string): void => report({ step: 'host-key', state: 'info', text });
  try {
    const blobs = keys.map((key) => key.getPublicSSH());
    const { added, left } = await hostKeys.addMissing(target.host, target.port, blobs);
    for (const key of added) {
      const { type, sha256 } = describeKey(key);
      tell(texts().sshSteps.further(type, sha256));
    }
    const ignored = unasked + left;
    if (ignored > 0) tell(texts().sshSteps.furtherLeft(ignored, KEYS_OF_HOST));
  } catch (error) {
    tell(texts().sshSteps.furtherNot(...told(error)));
  }
}

/** What failed, and the next step where one is known. */
export function told(error: unknown): [message: string, hint: string | undefined] {
  if (error instanceof AppError) return [error.message, error.hint];
  return [error instanceof Error ? error.message : String(error), undefined];
}
