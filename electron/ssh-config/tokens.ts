import { createHash } from 'node:crypto';
import { AppError } from '../../shared/model/errors.ts';
import { texts } from '../../shared/texts/current.ts';

/** What the tokens of ssh_config(5), TOKENS, stand for. */
export interface TokenValues {
  /** %h: the host to connect to. */
  readonly host: string;
  /** %n: the name as it was given. */
  readonly alias: string;
  readonly port: number;
  /** %r: login name there. */
  readonly user: string;
  /** %u: login name here. */
  readonly localUser: string;
  /** %d and a leading ~. */
  readonly homeFolder: string;
  /** %l: name of this computer; %L is its first label. */
  readonly localHost: string;
  /** %i. */
  readonly uid: number;
  /** %k: HostKeyAlias, else the name as it was given. */
  readonly hostKeyAlias: string;
  /** %j: ProxyJump as it stands, or empty. */
  readonly jump: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const FILES = '%CdhijkLlnpru';

/** Which tokens a keyword takes, and whether `${NAME}`; others are refused by ssh, and by `expand`. */
const TAKES: Readonly<Record<string, { readonly tokens: string; readonly env: boolean }>> = {
  hostname: { tokens: '%h', env: false },
  proxyjump: { tokens: '%hnpr', env: false },
  proxycommand: { tokens: '%hnpr', env: false },
  remotecommand: { tokens: FILES, env: false },
  certificatefile: { tokens: FILES, env: true },
  identityfile: { tokens: FILES, env: true },
  identityagent: { tokens: FILES, env: true },
  userknownhostsfile: { tokens: FILES, env: true },
};

/** Longer than any path or command that a system takes. UTF-16 units. */
const MAX_EXPANDED = 32_768;

/**
 * The value of a keyword with its tokens and variables replaced, as ssh does for that keyword. Throws `config-broken` for a token that the
 * keyword does not take, or a variable that is not set: ssh ends there too.
 */
export function expand(keyword: string, value: string, values: TokenValues): string {
  const takes = TAKES[keyword];
  if (takes === undefined) return value;
  const done = value.replace(/%(.?)|\$\{([^}]*)\}/gsu, (whole, token: string | undefined, name: string | undefined) => {
    if (name !== undefined) {
      if (!takes.env) return whole;
      const found = values.env[name];
      if (found === undefined) throw broken(keyword, texts().configTexts.variableUnset(name));
      return found;
    }
    if (token === undefined || token === '' || !takes.tokens.includes(token)) {
      throw broken(keyword, texts().configTexts.noMeaning(whole));
    }
    return tokenValue(token, values);
  });
  if (done.length > MAX_EXPANDED) throw broken(keyword, texts().configTexts.tooLong);
  return done;
}

/** A path with its tokens, and with a leading `~` as the home folder. */
export function expandPath(keyword: string, value: string, values: TokenValues): string {
  // ssh replaces the ~ first, so one that comes out of a token stays.
  return expand(
    keyword,
    value.replace(/^~(?=$|[/\\])/u, () => values.homeFolder.replaceAll('%', '%%')),
    values,
  );
}

function broken(keyword: string, why: string): AppError {
  return new AppError('config-broken', texts().configTexts.unusable(keyword, why), { hint: texts().configTexts.seeTokens });
}

function tokenValue(token: string, values: TokenValues): string {
  const { host, alias, port, user, localUser, homeFolder, localHost, uid, hostKeyAlias, jump } = values;
  switch (token) {
    case '%':
      return '%';
    case 'C':
      // OpenSSH 9.6 took the jump host into it.
      return createHash('sha1').update(`${localHost}${host}${port}${user}${jump}`).digest('hex');
    case 'd':
      return homeFolder;
    case 'h':
      return host;
    case 'i':
      return String(uid);
    case 'j':
      return jump;
    case 'k':
      return hostKeyAlias;
    case 'L':
      return localHost.split('.')[0] ?? '';
    case 'l':
      return localHost;
    case 'n':
      return alias;
    case 'p':
      return String(port);
    case 'r':
      return user;
    default:
      return localUser;
  }
}
