import { displayText } from '../../shared/model/display-text.ts';
import { AppError } from '../../shared/model/errors.ts';
import { texts } from '../../shared/texts/current.ts';

/** How far a connection came. */
export type Phase = 'identification' | 'key-exchange' | 'authentication' | 'open';

const SSH_DISCONNECT_PROTOCOL_ERROR = 2;

/** The server, or the way to it, went away. `said`: its words in the place of an identification, as `hostWords` gives them. */
export function endedError(name: string, phase: Phase, said = ''): AppError {
  switch (phase) {
    case 'identification':
      return new AppError('protocol', said === '' ? texts().sshErrors.closedAtOnce(name) : texts().sshErrors.closedSaying(name, said), {
        hint: texts().sshErrors.closedAtOnceHint,
      });
    case 'key-exchange':
      return new AppError('protocol', texts().sshErrors.closedInExchange(name), {
        hint: texts().sshErrors.closedInExchangeHint,
      });
    case 'authentication':
      return new AppError('lost', texts().sshErrors.closedInLogin(name), {
        hint: texts().sshErrors.closedInLoginHint,
      });
    case 'open':
      return new AppError('lost', texts().sshErrors.closedByOther(name), {
        hint: texts().sshErrors.reconnect,
        brief: texts().sshErrors.briefly.closed,
      });
  }
}

/** The server's own patience ended (LoginGraceTime, two minutes by default) while a person was being asked. */
export function impatientError(name: string): AppError {
  return new AppError('lost', texts().sshErrors.closedWaiting(name), {
    hint: texts().sshErrors.closedWaitingHint,
  });
}

/** `heard`: bytes have come, though not what was waited for; `said`: what can be read of them. */
export function timeoutError(name: string, phase: Phase, milliseconds: number, heard = false, said = ''): AppError {
  const seconds = Math.round(milliseconds / 100) / 10;
  switch (phase) {
    case 'identification':
      if (heard) {
        return new AppError('timeout', texts().sshErrors.neverSsh(name, seconds, said), {
          hint: texts().sshErrors.trapHint,
        });
      }
      return new AppError('timeout', texts().sshErrors.silent(name, seconds), {
        hint: texts().sshErrors.silentHint,
      });
    case 'key-exchange':
      return new AppError('timeout', texts().sshErrors.slowExchange(name, seconds), {
        hint: texts().sshErrors.slowExchangeHint,
      });
    case 'authentication':
      return new AppError('timeout', texts().sshErrors.slowLogin(name, seconds), {
        hint: texts().sshErrors.slowLoginHint,
      });
    case 'open':
      return new AppError('lost', texts().sshErrors.noAnswer(name, seconds), {
        hint: texts().sshErrors.reconnect,
        brief: texts().sshErrors.briefly.silent(seconds),
      });
  }
}

/** What ssh2 or the socket says, in own words: ssh2's texts are for programmers, and the server's own are not to be trusted. */
export function libraryError(name: string, phase: Phase, error: unknown, said = ''): AppError {
  if (error instanceof AppError) return error;
  const { message, level, code } = describe(error);
  const detail = displayText(message, 300);
  const text = { detail, cause: error };
  if (/lost before handshake/iu.test(message)) return endedError(name, phase, said);
  if (level === 'client-timeout') {
    return new AppError('lost', texts().sshErrors.dead(name), {
      hint: texts().sshErrors.checkReconnect,
      brief: texts().sshErrors.briefly.dead,
      ...text,
    });
  }
  if (typeof code === 'number') return disconnectError(name, phase, code, detail, error);
  if (level === 'client-socket' || typeof code === 'string') {
    const reset = code === 'ECONNRESET' || code === 'EPIPE';
    if (phase === 'open')
      return new AppError('lost', reset ? texts().sshErrors.brokeReset(name) : texts().sshErrors.broke(name), {
        hint: texts().sshErrors.reconnect,
        brief: reset ? texts().sshErrors.briefly.reset : texts().sshErrors.briefly.broke,
        ...text,
      });
    if (reset) return endedError(name, phase, said);
    return new AppError('unreachable', texts().sshErrors.brokeWhy(name, String(code)), {
      hint: texts().sshErrors.checkAgain,
      ...text,
    });
  }
  const list = /no matching (.+)$/iu.exec(message)?.[1];
  if (list !== undefined) {
    return new AppError('protocol', texts().sshErrors.noCommon(name, algorithmKind(list)), {
      hint: texts().sshErrors.noCommonHint,
      ...text,
    });
  }
  if (/signature/iu.test(message) && phase === 'key-exchange') {
    return new AppError('protocol', texts().sshErrors.noProof(name), {
      hint: texts().sshErrors.noProofHint,
      ...text,
    });
  }
  if (/packet length/iu.test(message) && phase === 'authentication') {
    return new AppError('protocol', texts().sshErrors.tooLong(name), { hint: texts().sshErrors.tooLongHint, ...text });
  }
  return new AppError(phase === 'open' ? 'lost' : 'protocol', texts().sshErrors.notValid(name), {
    hint: phase === 'open' ? texts().sshErrors.reconnect : texts().sshErrors.notValidHint,
    brief: texts().sshErrors.briefly.notValid,
    ...text,
  });
}

function disconnectError(name: string, phase: Phase, code: number, detail: string, cause: unknown): AppError {
  if (phase === 'authentication' && (code === SSH_DISCONNECT_PROTOCOL_ERROR || /authentication/iu.test(detail))) {
    return new AppError('auth-failed', texts().sshErrors.manyAttempts(name), {
      hint: texts().sshErrors.manyAttemptsHint,
      detail,
      cause,
    });
  }
  return new AppError(phase === 'open' ? 'lost' : 'protocol', texts().sshErrors.endedWith(name, detail), {
    hint: texts().sshErrors.connectAgain,
    brief: texts().sshErrors.briefly.ended(detail),
    cause,
  });
}

function algorithmKind(list: string): string {
  if (/key exchange/iu.test(list)) return texts().sshErrors.kex;
  if (/host key/iu.test(list)) return texts().sshErrors.hostKeyType;
  if (/cipher/iu.test(list)) return texts().sshErrors.cipher;
  return /mac/iu.test(list) ? texts().sshErrors.mac : texts().sshErrors.algorithm;
}

function describe(error: unknown): { message: string; level: unknown; code: unknown } {
  if (!(error instanceof Error)) return { message: String(error), level: undefined, code: undefined };
  return { message: error.message, level: 'level' in error ? error.level : undefined, code: 'code' in error ? error.code : undefined };
}
