import { AppError } from '../../../shared/model/errors.ts';
import { texts } from '../../../shared/texts/current.ts';

const PLAIN = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/u;
const HOST = /^[A-Za-z0-9._:%-]+$/u;

/**
 * The command that does in a shell what a double-click does here. A login name can come from a tag, so it may hold anything: it is
 * quoted for a POSIX shell and never reads as an option.
 */
export function sshCommand(user: string, address: string): string {
  if (!HOST.test(address) || address.startsWith('-')) throw new AppError('no-address', texts().instances.badAddress);
  if (/\p{Cc}/u.test(user)) throw new AppError('invalid-input', texts().instances.badUser);
  if (PLAIN.test(user)) return `ssh ${user}@${address}`;
  return `ssh -l '${user.replaceAll("'", `'\\''`)}' ${address}`;
}
