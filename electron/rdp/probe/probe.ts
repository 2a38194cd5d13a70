import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { AppError } from '../../../shared/model/errors.ts';

const PROBE_TIMEOUT_MS = 5_000;
/** X.224 connection request with an RDP negotiation request for TLS and CredSSP (MS-RDPBCGR 2.2.1.1). */
const CONNECTION_REQUEST = Buffer.from('030000130ee000000000000100080003000000', 'hex');
/** TPKT header, X.224 connection confirm, negotiation response or failure (MS-RDPBCGR 2.2.1.2). Bytes. */
const ANSWER_LENGTH = 19;
/** A server without negotiation answers with the X.224 confirm alone. */
const SHORT_ANSWER_LENGTH = 11;
const RESPONSE = 2;
const FAILURE = 3;

export interface RdpServer {
  /** `nla`: the client proves the password before a session is made. */
  readonly security: 'tls' | 'nla';
  /** Of the certificate in DER: colon-separated hex, upper case, as Node gives them. */
  readonly sha256: string;
  readonly sha1: string;
  readonly subject: string;
  /** The certificate itself: DER in base64. */
  readonly der: string;
}

/**
 * Asks a stream whether RDP answers on it, and for the certificate. Closes the stream. Forwards of some kinds accept while their far
 * port is closed: only an answer proves the way. Within five seconds. Source: MS-RDPBCGR 2.2.1.1 and 2.2.1.2.
 *
 * Throws `AppError`: `timeout`, `protocol` (something else answers), `unsupported` (no TLS), `lost`, `cancelled`.
 */
export async function probeRdp(
  stream: Duplex,
  options: { readonly where: string; readonly signal: AbortSignal; readonly timeout?: number },
): Promise<RdpServer> {
  const { where, signal } = options;
  const late = AbortSignal.timeout(options.timeout ?? PROBE_TIMEOUT_MS);
  const either = AbortSignal.any([signal, late]);
  const ended = (): void => void stream.destroy();
  either.addEventListener('abort', ended, { once: true });
  try {
    if (either.aborted) throw new AppError('cancelled', 'Cancelled.');
    stream.write(CONNECTION_REQUEST);
    const security = readAnswer(await firstBytes(stream, where), where);
    return { security, ...(await certificate(stream, where)) };
  } catch (error) {
    if (signal.aborted) throw new AppError('cancelled', `Looking at ${where} was cancelled.`, { cause: error });
    if (!late.aborted) throw error;
    throw new AppError('timeout', `${where} accepts connections, but no remote desktop answers.`, {
      hint: 'Windows may still be starting. Check that Remote Desktop is enabled and listens on this port.',
      cause: error,
    });
  } finally {
    either.removeEventListener('abort', ended);
    stream.destroy();
  }
}

function firstBytes(stream: Duplex, where: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let got = Buffer.alloc(0);
    const settle = (work: () => void): void => {
      stream.off('data', take);
      stream.off('close', closed);
      stream.off('end', closed);
      stream.pause();
      work();
    };
    const take = (chunk: Buffer): void => {
      got = Buffer.concat([got, chunk]);
      const wanted = got[0] === 3 && got.length >= 4 ? got.readUInt16BE(2) : ANSWER_LENGTH;
      // What is no TPKT at all will not become one.
      if (got[0] !== 3 || got.length >= Math.min(Math.max(wanted, SHORT_ANSWER_LENGTH), ANSWER_LENGTH)) settle(() => resolve(got));
    };
    const closed = (): void =>
      settle(() =>
        reject(
          new AppError('lost', `${where} closed the connection when it was asked for a remote desktop.`, {
            hint: 'Check the port, and that the machine lets this address in.',
          }),
        ),
      );
    stream.on('data', take);
    stream.on('close', closed);
    stream.on('end', closed);
    stream.on('error', () => {});
  });
}

function readAnswer(answer: Buffer, where: string): 'tls' | 'nla' {
  const other = answer.toString('latin1', 0, 4);
  if (other === 'SSH-') {
    throw new AppError('protocol', `${where} is an SSH server, not a remote desktop.`, {
      hint: 'The port of remote desktop is usually 3389.',
    });
  }
  if (answer[0] !== 3 || answer.length < SHORT_ANSWER_LENGTH || (answer[5] ?? 0) >> 4 !== 0xd) {
    throw new AppError('protocol', `${where} does not speak RDP.`, { hint: 'Check the port: remote desktop usually listens on 3389.' });
  }
  const kind = answer.length >= ANSWER_LENGTH ? answer[11] : undefined;
  const value = answer.length >= ANSWER_LENGTH ? answer.readUInt32LE(15) : 0;
  if (kind === FAILURE) throw refused(where, value);
  if (kind !== RESPONSE || (value & 0xb) === 0) {
    throw new AppError('unsupported', `${where} offers only RDP’s own old encryption, which proves nothing about the machine.`, {
      hint: 'Turn on TLS for remote desktop on the machine (security layer “Negotiate” or “SSL”).',
    });
  }
  return (value & 0xa) === 0 ? 'tls' : 'nla';
}

/** Codes of the negotiation failure, MS-RDPBCGR 2.2.1.2.2. */
function refused(where: string, code: number): AppError {
  const texts: Record<number, string> = {
    1: 'it requires TLS',
    2: 'it does not allow TLS',
    3: 'it has no certificate for TLS',
    4: 'its settings contradict each other',
    5: 'it requires network level authentication',
    6: 'it requires TLS with client certificates',
  };
  return new AppError('unsupported', `${where} refuses every protection that is offered: ${texts[code] ?? `code ${code}`}.`, {
    hint: 'Check the security settings of remote desktop on the machine.',
  });
}

function certificate(stream: Duplex, where: string): Promise<Omit<RdpServer, 'security'>> {
  return new Promise((resolve, reject) => {
    // The fingerprint is compared by the caller: nobody signs these certificates.
    const tls = connectTls({ socket: stream, rejectUnauthorized: false, minVersion: 'TLSv1.2' });
    const fail = (error: Error): void =>
      reject(
        new AppError('protocol', `${where} answered, but TLS could not be started with it.`, {
          hint: 'Check the certificate of remote desktop on the machine.',
          detail: error.message,
          cause: error,
        }),
      );
    tls.once('secureConnect', () => {
      const { fingerprint, fingerprint256, subject, raw } = tls.getPeerCertificate();
      tls.destroy();
      if (fingerprint256 === undefined || fingerprint256 === '') return fail(new Error('The server showed no certificate.'));
      const name: unknown = subject?.CN;
      const der = raw.toString('base64');
      resolve({ sha256: fingerprint256, sha1: fingerprint, subject: typeof name === 'string' ? name : '', der });
    });
    tls.once('error', fail);
    tls.once('close', () => fail(new Error('The connection was closed.')));
  });
}
