import { AppError } from '../../shared/model/errors.ts';
import { displayText } from '../../shared/model/display-text.ts';
import { texts } from '../../shared/texts/current.ts';

/** RFC 4253 section 4.2 lets a server send lines before its identification; more than this is no SSH server. */
const GREETING_BYTES = 64 * 1024;
const GREETING_LINES = 1_000;
/** The identification line itself is at most 255 bytes; a little more is forgiven. */
const LINE_BYTES = 8 * 1024;
const IDENTIFICATION_BYTES = 512;

export interface Identification {
  /** The whole line, for example `SSH-2.0-OpenSSH_9.2p1 Debian-2`. */
  readonly text: string;
  /** Lines sent before it. */
  readonly greeting: string;
}

/**
 * Collects a server's first bytes until its identification line is complete. `collect` returns the line with CR LF and how many
 * bytes of this chunk it used; it throws `AppError('protocol')` for whatever is not SSH 2.
 */
export function createIdentificationReader(
  name: string,
  onIdentified: (found: Identification) => void,
): (chunk: Buffer) => { line: Buffer; used: number } | undefined {
  let line = Buffer.alloc(0);
  let greeting = '';
  let lines = 0;
  let bytes = 0;
  return (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      const end = chunk.indexOf(0x0a, at);
      const stop = end === -1 ? chunk.length : end + 1;
      line = Buffer.concat([line, chunk.subarray(at, stop)]);
      bytes += stop - at;
      at = stop;
      checkFirstBytes(name, line, lines);
      if (line.length > LINE_BYTES || bytes > GREETING_BYTES || lines > GREETING_LINES) throw endless(name);
      if (end === -1) break;
      const text = line.toString('latin1').replace(/\r?\n$/u, '');
      if (text.startsWith('SSH-')) {
        checkVersion(name, text);
        onIdentified({ text: displayText(text), greeting });
        return { line: Buffer.from(`${text}\r\n`, 'latin1'), used: at };
      }
      if (/^HTTP\/\d/u.test(text)) throw notSsh(name, texts().sshErrors.webServer, displayText(text, 80));
      greeting += `${text}\n`;
      lines += 1;
      line = Buffer.alloc(0);
    }
    return undefined;
  };
}

function checkFirstBytes(name: string, line: Buffer, lines: number): void {
  if (lines > 0) return;
  if (line.length >= 3 && (line[0] === 0x15 || line[0] === 0x16) && line[1] === 0x03)
    throw notSsh(name, texts().sshErrors.tlsServer, undefined);
  if (line.length >= 2 && line[0] === 0x03 && line[1] === 0x00) throw notSsh(name, texts().sshErrors.rdpServer, undefined);
  // Identification and greeting are text: these bytes never start one.
  if (line[0] !== undefined && line[0] < 0x07) throw notSsh(name, undefined, `first bytes ${line.subarray(0, 16).toString('hex')}`);
}

function checkVersion(name: string, text: string): void {
  if (/^SSH-(?:2\.0|1\.99)-[^ ]+/u.test(text) && text.length <= IDENTIFICATION_BYTES) return;
  if (text.startsWith('SSH-1.')) {
    throw new AppError('protocol', texts().sshErrors.ssh1(name), {
      hint: texts().sshErrors.updateServer,
      detail: displayText(text),
    });
  }
  throw notSsh(name, undefined, displayText(text, 80));
}

function notSsh(name: string, what: string | undefined, detail: string | undefined): AppError {
  return new AppError('protocol', what === undefined ? texts().sshErrors.notSsh(name) : texts().sshErrors.otherService(name, what), {
    hint: texts().sshErrors.port22,
    ...(detail === undefined ? {} : { detail }),
  });
}

function endless(name: string): AppError {
  return new AppError('protocol', texts().sshErrors.endless(name), {
    hint: texts().sshErrors.trapHint,
  });
}
