import { execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/model/errors.ts';
import { probeRdp } from './probe.ts';

const folder = mkdtempSync(join(tmpdir(), 'gangway-probe-'));
let identity: { key: Buffer; cert: Buffer };
const ends: (() => void)[] = [];

beforeAll(() => {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, '-days', '2', '-subj', '/CN=WIN-DEMO'],
    { stdio: 'ignore' },
  );
  identity = { key: readFileSync(key), cert: readFileSync(cert) };
});
afterEach(() => {
  for (const end of ends.splice(0)) end();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What an RDP server says to the connection request: TPKT, X.224 confirm, negotiation. */
function answer(type: number, value: number): Buffer {
  const bytes = Buffer.from('030000130ed000001234000200080000000000'.slice(0, 38), 'hex');
  bytes[11] = type;
  bytes.writeUInt32LE(value, 15);
  return bytes;
}

async function serve(onConnection: (socket: Socket) => void): Promise<Socket> {
  const server = createServer((socket) => {
    ends.push(() => socket.destroy());
    socket.on('error', () => {});
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => server.close());
  return connect((server.address() as AddressInfo).port, '127.0.0.1');
}

/** A server that negotiates `protocol` and then speaks TLS. */
const rdp = (protocol: number, pieces = 1) =>
  serve((socket) => {
    socket.once('data', () => {
      const bytes = answer(2, protocol);
      for (let at = 0; at < bytes.length; at += Math.ceil(bytes.length / pieces))
        socket.write(bytes.subarray(at, at + Math.ceil(bytes.length / pieces)));
      const tls = new TLSSocket(socket, { isServer: true, ...identity });
      tls.on('error', () => {});
    });
  });

async function reason(stream: Promise<Socket>, timeout = 5_000): Promise<AppError> {
  const error: unknown = await probeRdp(await stream, { where: 'win-1:3389', signal: new AbortController().signal, timeout }).catch(
    (thrown: unknown) => thrown,
  );
  if (error instanceof AppError) return error;
  throw new Error('It was taken for RDP.');
}

describe('a remote desktop server', () => {
  it.each([
    [1, 'tls'],
    [2, 'nla'],
    [8, 'nla'],
  ] as const)('that chose protocol %i is %s, and shows its certificate', async (protocol, security) => {
    const found = await probeRdp(await rdp(protocol), { where: 'win-1:3389', signal: new AbortController().signal });
    const { raw, fingerprint256 } = new X509Certificate(identity.cert);
    expect(found).toMatchObject({ security, subject: 'WIN-DEMO', sha256: fingerprint256 });
    expect(found.sha1.replaceAll(':', '').toLowerCase()).toBe(createHash('sha1').update(raw).digest('hex'));
  });

  it('may answer byte by byte', async () => {
    const found = await probeRdp(await rdp(1, 19), { where: 'win-1:3389', signal: new AbortController().signal });
    expect(found.security).toBe('tls');
  });

  it('that has only the old encryption, or refuses everything, is told', async () => {
    expect(await reason(serve((socket) => socket.once('data', () => socket.write(answer(2, 0)))))).toMatchObject({ code: 'unsupported' });
    const refused = await reason(serve((socket) => socket.once('data', () => socket.write(answer(3, 3)))));
    expect(refused).toMatchObject({ code: 'unsupported', message: expect.stringContaining('no certificate') as string });
    const short = Buffer.from('0300000b06d00000123400', 'hex');
    expect(await reason(serve((socket) => socket.once('data', () => socket.write(short))))).toMatchObject({ code: 'unsupported' });
  });
});

describe('what is none', () => {
  it('an SSH server is called so', async () => {
    expect(await reason(serve((socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n')))).toMatchObject({
      code: 'protocol',
      message: 'win-1:3389 is an SSH server, not a remote desktop.',
    });
  });

  it('a port that accepts and is silent, or that speaks half a header, ends in time', async () => {
    expect(
      await reason(
        serve(() => {}),
        50,
      ),
    ).toMatchObject({ code: 'timeout', message: expect.stringContaining('accepts connections') as string });
    expect(
      await reason(
        serve((socket) => socket.write(Buffer.of(3, 0))),
        50,
      ),
    ).toMatchObject({ code: 'timeout' });
  });

  it('a port that closes, or answers another protocol, or breaks off TLS', async () => {
    expect(await reason(serve((socket) => socket.end()))).toMatchObject({ code: 'lost' });
    expect(await reason(serve((socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')))).toMatchObject({ code: 'protocol' });
    const broken = serve((socket) => socket.once('data', () => socket.end(answer(2, 1))));
    expect(await reason(broken)).toMatchObject({ code: 'protocol', message: expect.stringContaining('TLS') as string });
  });

  it('a probe that nobody waits for any more is cancelled', async () => {
    const stream = await serve(() => {});
    const error: unknown = await probeRdp(stream, { where: 'x', signal: AbortSignal.abort() }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'cancelled' });
    expect(stream.destroyed).toBe(true);
  });
});
