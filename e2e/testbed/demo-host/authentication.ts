import { timingSafeEqual } from 'node:crypto';
import ssh2 from 'ssh2';
import type { AuthContext, AuthenticationType } from 'ssh2';

/** What lets a person in to one machine. */
export interface Access {
  /** Public key lines that are good now for this user. */
  readonly keys: (user: string) => readonly string[];
  readonly user: string;
  /** A machine with a password takes no keys, or nobody would ever be asked for it. */
  readonly password: string | undefined;
  /** Besides the password; both are asked by keyboard-interactive. */
  readonly code: string | undefined;
}

/** OpenSSH's MaxAuthTries. */
const maxTries = 6;

/** Answers one connection's attempts; `giveUp` is called after too many. */
export function authenticator(access: Access, giveUp: () => void): (context: AuthContext) => void {
  const methods = [methodOf(access)];
  let tries = 0;

  const refuse = (context: AuthContext): void => {
    if (context.method !== 'none' && ++tries >= maxTries) giveUp();
    else context.reject(methods);
  };
  return (context) => {
    const known = context.username === access.user;
    if (context.method === 'publickey' && methods.includes('publickey')) {
      const key = matchingKey(access.keys(context.username), context.key.data);
      // Images made with cloud-init let root in with the same key, only to say who to log in as.
      if (!key || !(known || context.username === 'root')) return refuse(context);
      // Without a signature this is the question whether the key would do.
      if (!context.signature || !context.blob) return context.accept();
      const good = key.verify(context.blob, context.signature, context.hashAlgo);
      return good === true ? context.accept() : refuse(context);
    }
    if (context.method === 'password' && methods.includes('password')) {
      return known && same(context.password, access.password) ? context.accept() : refuse(context);
    }
    if (context.method === 'keyboard-interactive' && methods.includes('keyboard-interactive')) {
      const prompts = [
        { prompt: 'Password: ', echo: false },
        { prompt: 'Verification code: ', echo: true },
      ];
      return context.prompt(prompts, `Two steps for ${context.username}`, (answers) => {
        const [password = '', code = ''] = answers;
        if (known && same(password, access.password) && same(code, access.code)) context.accept();
        else refuse(context);
      });
    }
    return refuse(context);
  };
}

function methodOf({ password, code }: Access): AuthenticationType {
  if (password === undefined) return 'publickey';
  return code === undefined ? 'password' : 'keyboard-interactive';
}

function matchingKey(lines: readonly string[], blob: Buffer): ssh2.ParsedKey | undefined {
  for (const line of lines) {
    const key = ssh2.utils.parseKey(line);
    if (!(key instanceof Error) && key.getPublicSSH().equals(blob)) return key;
  }
  return undefined;
}

function same(given: string, wanted: string | undefined): boolean {
  if (wanted === undefined) return false;
  const [left, right] = [Buffer.from(given), Buffer.from(wanted)];
  return left.length === right.length && timingSafeEqual(left, right);
}
