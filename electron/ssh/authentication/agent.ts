import { connect, type Socket } from 'node:net';
import { AppError } from '../../../shared/model/errors.ts';
import { blobType, string, uint32, wireReader } from '../wire.ts';
import { texts } from '../../../shared/texts/current.ts';

// Messages of the SSH agent protocol (draft-ietf-sshm-ssh-agent, sections 5 and 8).
const REQUEST_IDENTITIES = 11;
const IDENTITIES_ANSWER = 12;
const SIGN_REQUEST = 13;
const SIGN_RESPONSE = 14;

export const RSA_SHA2_256 = 2;
export const RSA_SHA2_512 = 4;

/** An answer is a list of public keys or one signature. */
const ANSWER_LIMIT = 256 * 1024;
const LIST_TIMEOUT = 10_000;
/** An agent may ask a person to confirm, or to touch a security key. */
const SIGN_TIMEOUT = 120_000;

export interface AgentIdentity {
  readonly type: string;
  readonly publicBlob: Buffer;
  readonly comment: string;
}

/** A running SSH agent. Each call is one connection; all throw `AppError('agent')` or `cancelled`. */
export interface Agent {
  list(signal: AbortSignal): Promise<AgentIdentity[]>;
  /** The signature blob exactly as the agent made it (security keys add flags and a counter). */
  sign(publicBlob: Buffer, data: Buffer, flags: number, signal: AbortSignal): Promise<Buffer>;
}

/** `socket`: path of a Unix socket (`SSH_AUTH_SOCK`) or a Windows named pipe. */
export function createAgent(socket: string): Agent {
  return {
    async list(signal) {
      const answer = await ask(socket, Buffer.of(REQUEST_IDENTITIES), LIST_TIMEOUT, signal);
      return readAnswer(answer, IDENTITIES_ANSWER, texts().loginTexts.notListed, (reader) => {
        const identities: AgentIdentity[] = [];
        for (let left = reader.uint32(); left > 0; left -= 1) {
          const publicBlob = reader.string();
          const comment = reader.string().toString('utf8');
          const type = blobType(publicBlob);
          if (type !== undefined) identities.push({ type, publicBlob, comment });
        }
        return identities;
      });
    },
    async sign(publicBlob, data, flags, signal) {
      const request = Buffer.concat([Buffer.of(SIGN_REQUEST), string(publicBlob), string(data), uint32(flags)]);
      const answer = await ask(socket, request, SIGN_TIMEOUT, signal);
      return readAnswer(answer, SIGN_RESPONSE, texts().loginTexts.refusedSign, (reader) => reader.string());
    },
  };
}

function readAnswer<T>(answer: Buffer, expected: number, refused: string, read: (reader: ReturnType<typeof wireReader>) => T): T {
  if (answer[0] !== expected) throw new AppError('agent', refused, { hint: texts().loginTexts.checkAgent });
  try {
    return read(wireReader(answer.subarray(1)));
  } catch (error) {
    throw new AppError('agent', texts().loginTexts.strangeAnswer, { hint: texts().loginTexts.restartAgent, cause: error });
  }
}

function ask(path: string, request: Buffer, timeout: number, signal: AbortSignal): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(path);
    let answer = Buffer.alloc(0);
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
      socket.destroy();
      settle();
    };
    const fail = (message: string, cause?: unknown): void =>
      end(() => reject(new AppError('agent', message, { hint: texts().loginTexts.agentRuns, cause })));
    const aborted = (): void => end(() => reject(new AppError('cancelled', texts().loginTexts.agentCancelled)));
    const timer = setTimeout(() => fail(texts().loginTexts.agentLate(timeout / 1000)), timeout);
    if (signal.aborted) return aborted();
    signal.addEventListener('abort', aborted, { once: true });
    socket.on('error', (error) => fail(texts().loginTexts.agentUnreachable(path), error));
    socket.on('close', () => fail(texts().loginTexts.agentClosed));
    socket.on('data', (chunk) => {
      answer = Buffer.concat([answer, chunk]);
      if (answer.length < 4) return;
      const length = answer.readUInt32BE(0);
      if (length === 0 || length > ANSWER_LIMIT) return fail(texts().loginTexts.strangeAnswer);
      if (answer.length >= 4 + length) end(() => resolve(answer.subarray(4, 4 + length)));
    });
    socket.write(string(request));
  });
}
