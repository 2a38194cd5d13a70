import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { AppError } from '../../../shared/model/errors.ts';
import { texts } from '../../../shared/texts/current.ts';

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
    if (either.aborted) throw new AppError('cancelled', texts().rdpErrors.cancelled);
    stream.write(CONNECTION_REQUEST);
    const security = readAnswer(await firstBytes(stream, where), where);
    return { security, ...(await certificate(stream, where)) };
  } catch (error) {
    if (signal.aborted) throw new AppError('cancelled', texts().rdpErrors.probe.cancelled(where), { cause: error });
    if (!late.aborted) throw error;
    throw new AppError('timeout', texts().rdpErrors.probe.silent(where), {
      hint: texts().rdpErrors.probe.silentHint,
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
          new AppError('lost', texts().rdpErrors.probe.closed(where), {
            hint: texts().rdpErrors.probe.closedHint,
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
  const { probe: t } = texts().rdpErrors;
  const other = answer.toString('latin1', 0, 4);
  if (other === 'SSH-') {
    throw new AppError('protocol', t.ssh(where), {
      hint: t.sshHint,
    });
  }
  if (answer[0] !== 3 || answer.length < SHORT_ANSWER_LENGTH || (answer[5] ?? 0) >> 4 !== 0xd) {
    throw new AppError('protocol', t.notRdp(where), { hint: t.notRdpHint });
  }
  const kind = answer.length >= ANSWER_LENGTH ? answer[11] : undefined;
  const value = answer.length >= ANSWER_LENGTH ? answer.readUInt32LE(15) : 0;
  if (kind === FAILURE) throw refused(where, value);
  if (kind !== RESPONSE || (value & 0xb) === 0) {
    throw new AppError('unsupported', t.old(where), {
      hint: t.oldHint,
    });
  }
  return (value & 0xa) === 0 ? 'tls' : 'nla';
}

/** Codes of the negotiation failure, MS-RDPBCGR 2.2.1.2.2. */
function refused(where: string, code: number): AppError {
  const { probe: t } = texts().rdpErrors;
  const reasons: Readonly<Record<number, string>> = t.reasons;
  return new AppError('unsupported', t.refuses(where, reasons[code] ?? t.code(code)), {
    hint: t.refusesHint,
  });
}

function certificate(stream: Duplex, where: string): Promise<Omit<RdpServer, 'security'>> {
  return new Promise((resolve, reject) => {
    // The fingerprint is compared by the caller: nobody signs these certificates.
    const tls = connectTls({ socket: stream, rejectUnauthorized: false, minVersion: 'TLSv1.2' });
    const fail = (error: Error): void =>
      reject(
        new AppError('protocol', texts().rdpErrors.probe.noTls(where), {
          hint: texts().rdpErrors.probe.noTlsHint,
          detail: error.message,
          cause: error,
        }),
      );
    tls.once('secureConnect', () => {
      const { fingerprint, fingerprint256, subject, raw } = tls.getPeerCertificate();
      tls.destroy();
      if (fingerprint256 === undefined || fingerprint256 === '') return fail(new Error(texts().rdpErrors.probe.noCertificate));
      const name: unknown = subject?.CN;
      const der = raw.toString('base64');
      resolve({ sha256: fingerprint256, sha1: fingerprint, subject: typeof name === 'string' ? name : '', der });
    });
    tls.once('error', fail);
    tls.once('close', () => fail(new Error(texts().rdpErrors.probe.connectionClosed)));
  });
}
