/**
 * How a keyword takes its value (readconf.c of OpenSSH 9.2 to 10.0). `word`: one word; `words`: all words of the first line that has it;
 * `add`: every line adds; `rest`: the line as it stands; `flag`: yes or no; `time`: seconds as in sshd_config(5) TIME FORMATS.
 */
export type KeywordKind = 'word' | 'words' | 'add' | 'rest' | 'flag' | 'number' | 'time' | 'choice';

const CHOICES: Readonly<Record<string, readonly string[]>> = {
  addressfamily: ['inet', 'inet6', 'any'],
  compression: ['yes', 'no'],
  stricthostkeychecking: ['yes', 'no', 'off', 'true', 'false', 'ask', 'accept-new'],
  pubkeyauthentication: ['yes', 'no', 'true', 'false', 'unbound', 'host-bound'],
};

const KINDS: Readonly<Record<KeywordKind, string>> = {
  word: `hostname user hostkeyalias bindaddress bindinterface identityagent preferredauthentications proxyjump forwardagent
    controlpath pkcs11provider securitykeyprovider`,
  words: 'userknownhostsfile globalknownhostsfile setenv',
  add: 'identityfile certificatefile localforward remoteforward dynamicforward sendenv',
  rest: 'proxycommand remotecommand localcommand knownhostscommand',
  flag: `identitiesonly passwordauthentication kbdinteractiveauthentication challengeresponseauthentication skeyauthentication
    tisauthentication keyboardinteractiveauthentication tcpkeepalive keepalive exitonforwardfailure gatewayports forwardx11
    clearallforwardings`,
  number: 'port serveralivecountmax connectionattempts numberofpasswordprompts',
  time: 'serveraliveinterval connecttimeout',
  choice: Object.keys(CHOICES).join(' '),
};

/** Known to ssh, of no use here: nobody needs to be told that they are passed over. */
const QUIET = `batchmode checkhostip controlmaster controlpersist hashknownhosts gssapiauthentication gssapidelegatecredentials
  gssapikeyexchange gssapitrustdns gssapirenewalforcesrekey gssapiclientidentity gssapiserveridentity gssapikexalgorithms loglevel
  logverbose syslogfacility visualhostkey updatehostkeys fingerprinthash ipqos addkeystoagent forwardx11trusted forwardx11timeout
  xauthlocation escapechar enableescapecommandline canonicaldomains canonicalizefallbacklocal canonicalizehostname
  canonicalizemaxdots canonicalizepermittedcnames nohostauthenticationforlocalhost ignoreunknown usekeychain rekeylimit
  streamlocalbindmask streamlocalbindunlink obscurekeystroketiming channeltimeout tag versionaddendum warnweakcrypto refuseconnection`;

/** Known to ssh, not carried out here: said with the host. */
const UNUSED = `ciphers macs kexalgorithms hostkeyalgorithms pubkeyacceptedalgorithms pubkeyacceptedkeytypes hostbasedacceptedalgorithms
  hostbasedacceptedkeytypes hostbasedkeytypes casignaturealgorithms requiredrsasize revokedhostkeys verifyhostkeydns
  hostbasedauthentication enablesshkeysign tunnel tunneldevice requesttty sessiontype stdinnull forkafterauthentication
  permitlocalcommand permitremoteopen proxyusefdpass protocol cipher rhostsrsaauthentication rsaauthentication useprivilegedport
  usersh fallbacktorsh uselogin afstokenpassing kerberosauthentication kerberostgtpassing smartcarddevice dsaauthentication
  useroaming compressionlevel globalknownhostsfile2 userknownhostsfile2`;

const list = (text: string): readonly string[] => text.split(/\s+/u);
const kinds = new Map(Object.entries(KINDS).flatMap(([kind, names]) => list(names).map((name) => [name, kind as KeywordKind] as const)));
const quiet = new Set(list(QUIET));
const unused = new Set(list(UNUSED));

/** Other names of one keyword. */
const ALIASES: Readonly<Record<string, string>> = {
  challengeresponseauthentication: 'kbdinteractiveauthentication',
  skeyauthentication: 'kbdinteractiveauthentication',
  tisauthentication: 'kbdinteractiveauthentication',
  keyboardinteractiveauthentication: 'kbdinteractiveauthentication',
  keepalive: 'tcpkeepalive',
  identityfile2: 'identityfile',
  dsaauthentication: 'pubkeyauthentication',
};

export type Known =
  | { readonly kind: KeywordKind; readonly name: string }
  | { readonly kind: 'quiet' | 'unused' | 'unknown'; readonly name?: undefined };

export function knowKeyword(keyword: string): Known {
  const name = ALIASES[keyword] ?? keyword;
  const kind = kinds.get(name);
  if (kind !== undefined) return { kind, name };
  return { kind: quiet.has(name) ? 'quiet' : unused.has(name) ? 'unused' : 'unknown' };
}

/** The value as it is kept, or `undefined` when ssh would refuse it. */
export function checkedValue(kind: KeywordKind, name: string, word: string): string | undefined {
  switch (kind) {
    case 'flag':
      return flag(word);
    case 'choice': {
      const choice = word.toLowerCase();
      return CHOICES[name]?.includes(choice) === true ? (flag(choice) ?? choice) : undefined;
    }
    case 'number': {
      const number = /^\d{1,9}$/u.test(word) ? Number(word) : Number.NaN;
      return number >= 0 && (name !== 'port' || (number >= 1 && number <= 65_535)) ? String(number) : undefined;
    }
    case 'time': {
      const time = word.toLowerCase() === 'none' && name === 'connecttimeout' ? 0 : seconds(word);
      return time === undefined ? undefined : String(time);
    }
    default:
      return word;
  }
}

function flag(word: string): 'yes' | 'no' | undefined {
  const value = word.toLowerCase();
  if (value === 'yes' || value === 'true') return 'yes';
  return value === 'no' || value === 'false' || value === 'off' ? 'no' : undefined;
}

const UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 };

/** `90`, `1m30s` and so on, in seconds. */
function seconds(text: string): number | undefined {
  if (text === '' || text.length > 32) return undefined;
  let sum = 0;
  let place = 0;
  for (const [whole, digits = '', unit = ''] of text.matchAll(/(\d+)([smhdw]?)/giu)) {
    if (text.indexOf(whole, place) !== place) return undefined;
    place += whole.length;
    sum += Number(digits) * (UNITS[unit.toLowerCase()] ?? 1);
  }
  return place === text.length && sum <= 2_147_483_647 ? sum : undefined;
}
