import { AppError } from '../../../shared/model/errors.ts';
import { sendPayload, type Ssh2Protocol } from '../ssh2-internals.ts';
import { string } from '../wire.ts';
import { texts } from '../../../shared/texts/current.ts';

const USERAUTH_REQUEST = 50;
/** More prompts in one request than anyone could answer (the contract allows as many). */
export const PROMPT_LIMIT = 64;

/** What a server says to an authentication message (RFC 4252, RFC 4256). */
export type AuthReply =
  | { readonly kind: 'success' }
  | { readonly kind: 'failure'; readonly methods: readonly string[]; readonly partial: boolean }
  | { readonly kind: 'key-accepted' }
  | {
      readonly kind: 'questions';
      readonly name: string;
      readonly instruction: string;
      readonly prompts: readonly { readonly prompt: string; readonly echo: boolean }[];
    }
  /** More than `PROMPT_LIMIT` questions at once. */
  | { readonly kind: 'too-many'; readonly count: number }
  | { readonly kind: 'change-password'; readonly text: string };

export interface PublicKeyAttempt {
  readonly user: string;
  /** As announced: `rsa-sha2-512`, `ssh-ed25519`, `ssh-ed25519-cert-v01@openssh.com`… */
  readonly algorithm: string;
  readonly publicBlob: Uint8Array;
}

/** Authentication messages as calls: each sends one and waits for the server's answer to it. */
export interface AuthWire {
  /** Resolves when the server is ready for authentication. */
  readonly started: Promise<void>;
  /** Signature algorithms that the server takes (RFC 8308), `undefined` when it did not say. */
  signatureAlgorithms(): readonly string[] | undefined;
  none(user: string): Promise<AuthReply>;
  password(user: string, password: string, newPassword?: string): Promise<AuthReply>;
  keyboardInteractive(user: string): Promise<AuthReply>;
  answers(answers: readonly string[]): Promise<AuthReply>;
  /** Asks whether the key would do, without proving that we hold it. */
  probe(attempt: PublicKeyAttempt): Promise<AuthReply>;
  /** `sign` makes a complete signature blob over what it is given. */
  signed(attempt: PublicKeyAttempt, sign: (data: Buffer) => Promise<Buffer> | Buffer): Promise<AuthReply>;
}

/**
 * Takes authentication out of ssh2's hands. ssh2's own order of attempts ignores partial success, answers questions without prompts
 * in silence and drops certificates and security keys of agents.
 */
export function takeOverAuthentication(
  protocol: Ssh2Protocol,
  hooks: {
    readonly onText: (text: string) => void;
    /** `approval`: the server may be waiting for a person (a tap on a phone) before it answers. */
    readonly waiting: (kind: 'authentication' | 'approval') => void;
    readonly answered: () => void;
  },
): AuthWire {
  const handlers = protocol._handlers;
  let algorithms: readonly string[] | undefined;
  let waiter: ((reply: AuthReply) => void) | undefined;

  const reply = (value: AuthReply): void => {
    const resolve = waiter;
    waiter = undefined;
    if (resolve === undefined) return;
    hooks.answered();
    resolve(value);
  };
  const exchange = (send: () => void, kind: 'authentication' | 'approval' = 'authentication'): Promise<AuthReply> =>
    new Promise((resolve, reject) => {
      waiter = resolve;
      hooks.waiting(kind);
      try {
        send();
      } catch (error) {
        waiter = undefined;
        reject(error);
      }
    });

  const started = new Promise<void>((resolve) => {
    handlers.SERVICE_ACCEPT = () => resolve();
  });
  handlers.EXT_INFO = (_protocol, extensions) => {
    algorithms ??= extensions.find((extension) => extension.name === 'server-sig-algs')?.algs;
  };
  handlers.USERAUTH_BANNER = (_protocol, text) => hooks.onText(text);
  const succeeded = handlers.USERAUTH_SUCCESS;
  handlers.USERAUTH_SUCCESS = (self) => {
    // ssh2's own handler starts the keepalive and emits `ready`.
    succeeded(self);
    reply({ kind: 'success' });
  };
  handlers.USERAUTH_FAILURE = (_protocol, methods, partial) => reply({ kind: 'failure', methods, partial });
  handlers.USERAUTH_PK_OK = () => reply({ kind: 'key-accepted' });
  handlers.USERAUTH_INFO_REQUEST = (_protocol, name, instruction, prompts) => {
    if (prompts.length <= PROMPT_LIMIT) reply({ kind: 'questions', name, instruction, prompts });
    else reply({ kind: 'too-many', count: prompts.length });
  };
  handlers.USERAUTH_PASSWD_CHANGEREQ = (_protocol, text) => reply({ kind: 'change-password', text });

  const request = ({ user, algorithm, publicBlob }: PublicKeyAttempt, signed: boolean): Buffer =>
    Buffer.concat([
      Buffer.of(USERAUTH_REQUEST),
      string(user),
      string('ssh-connection'),
      string('publickey'),
      Buffer.of(signed ? 1 : 0),
      string(algorithm),
      string(publicBlob),
    ]);
  const sendPublicKey = (payload: Buffer): Promise<AuthReply> =>
    exchange(() => {
      // ssh2 reads message 60 by what was asked last.
      protocol._authsQueue.push('publickey');
      sendPayload(protocol, payload);
    });

  return {
    started,
    signatureAlgorithms: () => algorithms,
    none: (user) => exchange(() => protocol.authNone(user)),
    password: (user, password, newPassword) =>
      exchange(() => {
        // The answer to a change request goes under the request that caused it, which is still in the queue.
        if (newPassword !== undefined) protocol._authsQueue.length = 0;
        protocol.authPassword(user, password, newPassword);
      }, 'approval'),
    keyboardInteractive: (user) => exchange(() => protocol.authKeyboard(user)),
    answers: (answers) => exchange(() => protocol.authInfoRes(answers), 'approval'),
    probe: (attempt) => sendPublicKey(request(attempt, false)),
    async signed(attempt, sign) {
      const payload = request(attempt, true);
      const sessionId = protocol._kex?.sessionID;
      if (sessionId === undefined) throw new AppError('internal', texts().loginTexts.noSessionId);
      const signature = await sign(Buffer.concat([string(sessionId), payload]));
      return sendPublicKey(Buffer.concat([payload, string(signature)]));
    },
  };
}
