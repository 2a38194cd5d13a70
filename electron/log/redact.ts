const GONE = '[removed]';

/** Field names whose values never reach the log, whatever they are. */
const SECRET_NAME =
  /pass(?:word|phrase|wd)?$|secret|token|credential|private_?key|authori[sz]ation|cookie|signature|^key$|access_?key|api_?key|otp$|mfa_?code/iu;

// `name: value`, `name=value` and `"name": "value"` in running text.
const NAMED_VALUE =
  /(["']?\b[\w-]*(?:password|passphrase|passwd|secret|token|credential|signature|authori[sz]ation|cookie|access_?key(?:_?id)?|api_?key)[\w-]*["']?\s*[:=]\s*)("[^"]*"|'[^']*'|(?:bearer|basic)\s+\S+|[^\s,;&"'}\])]+)/giu;

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // PEM of any kind of private key, also when cut off.
  [/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|$)/gu, GONE],
  [/PuTTY-User-Key-File-\d:[\s\S]*$/gu, GONE],
  // A signed URL: the whole query goes, for what signs it has many names. Fragments of our own URLs are the token.
  [/\b((?:https?|wss?):\/\/[^\s?#"'<>]*)\?[^\s"'<>]*(?:signature|x-amz-|token|credential|accesskey)[^\s"'<>]*/giu, `$1?${GONE}`],
  [/\b(https?:\/\/127\.0\.0\.1:\d+\/?)#[\w-]+/gu, `$1#${GONE}`],
  [/\btoken\.[\w-]{16,}/gu, `token.${GONE}`],
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@:]+:[^\s/@]+@/giu, `$1${GONE}@`],
  // Access key ids: AWS (IAM unique identifiers) and Alibaba Cloud (`LTAI`).
  [/\b(AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,}\b/gu, `$1${GONE}`],
  [/\bLTAI[A-Za-z0-9]{8,}\b/gu, `LTAI${GONE}`],
  [/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/gu, GONE],
  // An AWS secret key stands as 40 characters of base64 with both cases and a digit; session tokens are far longer.
  [/(?<![\w/+=])(?=[^\s]{0,39}[a-z])(?=[^\s]{0,39}[A-Z])(?=[^\s]{0,39}\d)[A-Za-z0-9/+]{40}(?![\w/+=])/gu, GONE],
  [/[A-Za-z0-9/+_-]{120,}={0,2}/gu, GONE],
];

/** Takes out of a text what must not stand in a log: keys, passwords, tokens, signed URLs. Rather too much than too little. */
export function redactText(text: string): string {
  let result = text;
  for (const [pattern, replacement] of PATTERNS) result = result.replace(pattern, replacement);
  return result.replace(NAMED_VALUE, (_match, name: string) => `${name}${GONE}`);
}

/** Depth and width at which data is cut: a log line is for reading. */
const MAX_DEPTH = 6;
const MAX_ITEMS = 50;
/** UTF-16 units of one text. */
const MAX_TEXT = 8_192;

/** `redactText` through a whole value; fields with a secret's name lose their value, bytes are only counted. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value.slice(0, MAX_TEXT));
  if (typeof value === 'number' || typeof value === 'boolean' || value === null || value === undefined) return value;
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object') return `[${typeof value}]`;
  // Bytes may be anything, also what was typed or printed in a terminal.
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (depth >= MAX_DEPTH) return '[deeper]';
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item) => redact(item, depth + 1));
  const result: Record<string, unknown> = {};
  for (const [name, item] of Object.entries(value).slice(0, MAX_ITEMS)) {
    result[name] = SECRET_NAME.test(name) ? GONE : redact(item, depth + 1);
  }
  return result;
}
