/** What a Windows machine told its console about itself (EC2Launch v2, EC2Launch, EC2Config). Absent: not told, or told illegibly. */
export interface WindowsConsole {
  /** SHA-1 of the certificate of its remote desktop: 40 hexadecimal digits in lower case, without separators. */
  readonly thumbprint?: string;
  readonly subject?: string;
  /** The administrator's name in the language of the system. */
  readonly user?: string;
  /** For example `de-DE`. */
  readonly language?: string;
  /** The last start came to its end: it lets people in. */
  readonly ready: boolean;
  /** The image says that it makes no administrator password. */
  readonly passwordDisabled: boolean;
  /** The encrypted administrator password in base64, as `GetPasswordData` hands it out. */
  readonly encryptedPassword?: string;
}

/** EC2 keeps 64 KiB of a console. UTF-16 units; what is longer is read from its end. */
const MAX_TEXT = 128 * 1_024;
/** What belongs to a name stands at the beginning of its line. UTF-16 units. */
const MAX_LINE = 1_024;
const MAX_NAME = 256;
/** Base64 of an RSA block of 4096 bits has 684 characters. */
const MAX_PASSWORD = 4_096;

/** `2026/11/20 08:15:30Z: `, `2026-11-20T08:15:30.123+01:00: `, `[  12.3] `: a time, and then the name. */
const NAMED =
  /^\s{0,8}(?:[^A-Za-z]{0,12}\d[^\r\n]{0,50}?[:\]>Z]\s{1,4})?(RDPCERTIFICATE-THUMBPRINT|RDPCERTIFICATE-SUBJECTNAME|Language|Username|Password|Ec2SetPassword|OsProductName|OsVersion)\s?:\s*(.*)$/iu;
const OPENING = '<Password>';
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/u;

/**
 * Reads the console log of a Windows machine. Of what was told several times the last legible word counts, since each start tells all but
 * the password again. Lines that are cut off tell nothing. Never throws.
 *
 * Source: EC2's user guide on EC2Launch v2 and on the console output of Windows instances.
 */
export function readWindowsConsole(text: string): WindowsConsole {
  const found: { -readonly [K in keyof WindowsConsole]: WindowsConsole[K] } = { ready: false, passwordDisabled: false };
  let block: string | undefined;
  for (const whole of text.slice(-MAX_TEXT).split(/\r\n|\n|\r/u)) {
    const line = whole.slice(0, MAX_LINE).trimEnd();
    if (block !== undefined) {
      const { inside, closed } = upToEnd(withoutTime(line));
      if ((inside === '' || BASE64.test(inside)) && block.length + inside.length <= MAX_PASSWORD) {
        block += inside;
        if (!closed) continue;
        if (isPassword(block)) found.encryptedPassword = block;
        block = undefined;
        continue;
      }
      // Something else was printed in between: what was gathered is no password, and this line speaks for itself.
      block = undefined;
    }
    if (line.includes('Windows is Ready to use')) found.ready = true;
    else if (line.includes('Windows is being configured')) found.ready = false;
    const [, name, value = ''] = NAMED.exec(line) ?? [];
    switch (name?.toLowerCase() ?? '') {
      case 'rdpcertificate-thumbprint':
        if (/^[0-9a-f]{40}$/iu.test(value)) found.thumbprint = value.toLowerCase();
        break;
      case 'rdpcertificate-subjectname':
        if (isName(value)) found.subject = value;
        break;
      case 'language':
        if (/^[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}$/iu.test(value)) found.language = value;
        break;
      case 'username':
        if (isName(value)) found.user = value;
        break;
      case 'ec2setpassword':
        found.passwordDisabled = /^disabled\b/iu.test(value);
        break;
      case 'osproductname':
      case 'osversion':
        // The first lines of a start.
        found.ready = false;
        break;
      case 'password': {
        if (!value.startsWith(OPENING)) break;
        const { inside, closed } = upToEnd(value.slice(OPENING.length));
        if (!closed) block = inside;
        else if (isPassword(inside)) found.encryptedPassword = inside;
        break;
      }
    }
  }
  return found;
}

function upToEnd(text: string): { readonly inside: string; readonly closed: boolean } {
  const end = text.indexOf('</Password>');
  return { inside: (end < 0 ? text : text.slice(0, end)).trim(), closed: end >= 0 };
}

function withoutTime(line: string): string {
  return line.replace(/^\s{0,8}\d{4}[-/]\d\d[-/]\d\d[T ][^\s]{1,24}:\s{1,4}/u, '');
}

function isPassword(text: string): boolean {
  return text !== '' && text.length <= MAX_PASSWORD && text.length % 4 === 0 && BASE64.test(text);
}

/** No control or line-breaking characters, and nothing that is too long to be a name. */
function isName(text: string): boolean {
  return text !== '' && text.length <= MAX_NAME && !/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufffd]/u.test(text);
}
