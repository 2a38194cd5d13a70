import { displayText } from '../../shared/model/display-text.ts';
import { AppError } from '../../shared/model/errors.ts';

/** How far a connection came. */
export type Phase = 'identification' | 'key-exchange' | 'authentication' | 'open';

const SSH_DISCONNECT_PROTOCOL_ERROR = 2;

/** The server, or the way to it, went away without a word. */
export function endedError(name: string, phase: Phase): AppError {
  switch (phase) {
    case 'identification':
      return new AppError('protocol', `${name} accepted the connection and closed it at once.`, {
        hint: 'The server may be starting, overloaded (MaxStartups) or refusing this address (hosts.deny, fail2ban). Try again in a minute.',
      });
    case 'key-exchange':
      return new AppError('protocol', `${name} closed the connection in the middle of the key exchange.`, {
        hint: 'Check the log of the SSH server; something between may also be cutting SSH off.',
      });
    case 'authentication':
      return new AppError('lost', `${name} closed the connection during the login.`, {
        hint: 'The server may allow little time to log in, or few attempts. Connect again.',
      });
    case 'open':
      return new AppError('lost', `The connection to ${name} was closed by the other side.`, { hint: 'Reconnect.' });
  }
}

/** The server's own patience ended (LoginGraceTime, two minutes by default) while a person was being asked. */
export function impatientError(name: string): AppError {
  return new AppError('lost', `${name} closed the connection while it waited for your answer.`, {
    hint: 'Servers wait about two minutes. Connect again and answer sooner.',
  });
}

/** `heard`: bytes have come, though not what was waited for. */
export function timeoutError(name: string, phase: Phase, milliseconds: number, heard = false): AppError {
  const seconds = Math.round(milliseconds / 100) / 10;
  switch (phase) {
    case 'identification':
      if (heard) {
        return new AppError('timeout', `${name} sent something within ${seconds} s, but never said that it speaks SSH.`, {
          hint: 'Check the port; this may be a trap for scanners, or another service.',
        });
      }
      return new AppError('timeout', `${name} accepted the connection but said nothing for ${seconds} s.`, {
        hint: 'Check the port; the machine may be overloaded or still starting.',
      });
    case 'key-exchange':
      return new AppError('timeout', `The key exchange with ${name} did not finish within ${seconds} s.`, {
        hint: 'If this happens always on one network, its MTU may be too large for the path.',
      });
    case 'authentication':
      return new AppError('timeout', `${name} did not answer a login step within ${seconds} s.`, {
        hint: 'The server may be waiting for its user directory. Try again.',
      });
    case 'open':
      return new AppError('lost', `${name} has not answered for ${seconds} s.`, { hint: 'Reconnect.' });
  }
}

/** What ssh2 or the socket says, in own words: ssh2's texts are for programmers, and the server's own are not to be trusted. */
export function libraryError(name: string, phase: Phase, error: unknown): AppError {
  if (error instanceof AppError) return error;
  const { message, level, code } = describe(error);
  const detail = displayText(message, 300);
  const text = { detail, cause: error };
  if (/lost before handshake/iu.test(message)) return endedError(name, phase);
  if (level === 'client-timeout') {
    return new AppError('lost', `The connection to ${name} is dead: it no longer answers.`, {
      hint: 'Check the network, then reconnect.',
      ...text,
    });
  }
  if (typeof code === 'number') return disconnectError(name, phase, code, detail, error);
  if (level === 'client-socket' || typeof code === 'string') {
    const reset = code === 'ECONNRESET' || code === 'EPIPE';
    if (phase === 'open')
      return new AppError('lost', `The connection to ${name} broke${reset ? ' (reset by the other side)' : ''}.`, {
        hint: 'Reconnect.',
        ...text,
      });
    if (reset) return endedError(name, phase);
    return new AppError('unreachable', `The connection to ${name} broke (${String(code)}).`, {
      hint: 'Check the network, then try again.',
      ...text,
    });
  }
  const list = /no matching (.+)$/iu.exec(message)?.[1];
  if (list !== undefined) {
    return new AppError('protocol', `${name} and Gangway have no common ${algorithmKind(list)}.`, {
      hint: 'The SSH server is too old or restricted: update it, or allow current algorithms in its configuration.',
      ...text,
    });
  }
  if (/signature/iu.test(message) && phase === 'key-exchange') {
    return new AppError('protocol', `${name} could not prove that it owns its host key.`, {
      hint: 'Do not go on: something between may be pretending to be the server.',
      ...text,
    });
  }
  return new AppError(phase === 'open' ? 'lost' : 'protocol', `${name} sent something that is not valid SSH.`, {
    hint: phase === 'open' ? 'Reconnect.' : 'Check the port; something between may be changing the data.',
    ...text,
  });
}

function disconnectError(name: string, phase: Phase, code: number, detail: string, cause: unknown): AppError {
  if (phase === 'authentication' && (code === SSH_DISCONNECT_PROTOCOL_ERROR || /authentication/iu.test(detail))) {
    return new AppError('auth-failed', `${name} ended the login after too many attempts.`, {
      hint: 'Choose one key file, or log in with fewer keys in the agent.',
      detail,
      cause,
    });
  }
  return new AppError(phase === 'open' ? 'lost' : 'protocol', `${name} ended the connection: ${detail}`, { hint: 'Connect again.', cause });
}

function algorithmKind(list: string): string {
  if (/key exchange/iu.test(list)) return 'key exchange method';
  if (/host key/iu.test(list)) return 'host key type';
  if (/cipher/iu.test(list)) return 'cipher';
  return /mac/iu.test(list) ? 'integrity check (MAC)' : 'algorithm';
}

function describe(error: unknown): { message: string; level: unknown; code: unknown } {
  if (!(error instanceof Error)) return { message: String(error), level: undefined, code: undefined };
  return { message: error.message, level: 'level' in error ? error.level : undefined, code: 'code' in error ? error.code : undefined };
}
