import { createServer, connect, type Server, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { AppError } from '../../shared/model/errors.ts';
import type { Step } from '../../shared/model/terminal.ts';
import type { Dialed } from './dialer.ts';
import { dialDirect } from './direct.ts';
import { createProxyDialer, type Proxy, type ProxyPassword } from './proxy.ts';
import { ipv6Bytes } from './socks5.ts';

const servers: Server[] = [];
const sockets = new Set<Socket>();

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

async function serve(handle: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    handle(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Says who it is at once, as an SSH server does, then repeats what it hears. */
const echo = (): Promise<number> =>
  serve((socket) => {
    socket.write('SSH-2.0-test\r\n');
    socket.pipe(socket);
  });

interface Asked {
  readonly host: string;
  readonly port: number;
}

/** A SOCKS5 proxy (RFC 1928, 1929) that answers and passes on in one packet, so that the first bytes come with its answer. */
async function socksProxy(asked: Asked[], login?: { user: string; password: string }): Promise<number> {
  return serve((socket) => {
    let held = Buffer.alloc(0);
    let state: 'methods' | 'login' | 'request' | 'open' = 'methods';
    const next = (): void => {
      if (state === 'methods' && held.length >= 2 && held.length >= 2 + (held[1] ?? 0)) {
        const methods = held.subarray(2, 2 + (held[1] ?? 0));
        held = held.subarray(2 + (held[1] ?? 0));
        if (login !== undefined && !methods.includes(2)) return void socket.end(Buffer.of(5, 0xff));
        state = login === undefined ? 'request' : 'login';
        socket.write(Buffer.of(5, login === undefined ? 0 : 2));
      } else if (state === 'login' && held.length >= 3) {
        const user = held.subarray(2, 2 + (held[1] ?? 0)).toString();
        const at = 2 + (held[1] ?? 0);
        const password = held.subarray(at + 1, at + 1 + (held[at] ?? 0)).toString();
        held = Buffer.alloc(0);
        const right = user === login?.user && password === login.password;
        state = 'request';
        if (right) socket.write(Buffer.of(1, 0));
        else socket.end(Buffer.of(1, 1));
      } else if (
        state === 'request' &&
        held.length >= 5 &&
        held.length >= 6 + (held[3] === 3 ? 1 + (held[4] ?? 0) : held[3] === 4 ? 16 : 4)
      ) {
        const kind = held[3];
        const length = kind === 3 ? 1 + (held[4] ?? 0) : kind === 4 ? 16 : 4;
        const name = held.subarray(4 + (kind === 3 ? 1 : 0), 4 + length);
        const host = kind === 3 ? name.toString() : kind === 4 ? name.toString('hex') : [...name].join('.');
        const port = held.readUInt16BE(4 + length);
        asked.push({ host, port });
        state = 'open';
        const far = connect(port, '127.0.0.1');
        sockets.add(far);
        far.on('error', () => socket.end(Buffer.of(5, 5, 0, 1, 0, 0, 0, 0, 0, 0)));
        far.once('data', (first) => {
          socket.write(Buffer.concat([Buffer.of(5, 0, 0, 3, 4), Buffer.from('home'), Buffer.of(0, 22), first]));
          far.pipe(socket);
          socket.pipe(far);
        });
      }
    };
    socket.on('data', (chunk) => {
      if (state === 'open') return;
      held = Buffer.concat([held, chunk]);
      next();
    });
  });
}

/** An HTTP proxy that knows CONNECT. */
function httpProxy(asked: Asked[], heads: string[], login?: string): Promise<number> {
  return serve((socket) => {
    let head = '';
    const read = (chunk: Buffer): void => {
      head += chunk.toString('latin1');
      if (!head.includes('\r\n\r\n')) return;
      socket.off('data', read);
      heads.push(head);
      const wanted = /^CONNECT (.*):(\d+) HTTP\/1\.1\r\n/u.exec(head);
      const given = /\r\nProxy-Authorization: Basic (\S+)/u.exec(head)?.[1];
      if (login !== undefined && Buffer.from(given ?? '', 'base64').toString() !== login) {
        return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="x"\r\n\r\nno');
      }
      asked.push({ host: wanted?.[1] ?? '', port: Number(wanted?.[2]) });
      const far = connect(Number(wanted?.[2]), '127.0.0.1');
      sockets.add(far);
      far.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
      far.once('data', (first) => {
        socket.write(Buffer.concat([Buffer.from('HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n'), first]));
        far.pipe(socket);
        socket.pipe(far);
      });
    };
    socket.on('data', read);
  });
}

function passwords(...given: string[]): ProxyPassword & { readonly used: string[]; readonly good: string[] } {
  const used: string[] = [];
  const good: string[] = [];
  return {
    used,
    good,
    next: () => {
      const password = given[used.length];
      if (password !== undefined) used.push(password);
      return Promise.resolve(password);
    },
    accepted: () => good.push(used.at(-1) ?? ''),
  };
}

function dial(
  proxy: Pick<Proxy, 'kind' | 'port'> & { user?: string },
  target: { host: string; port: number },
  options: { password?: ProxyPassword; timeout?: number; signal?: AbortSignal } = {},
): { steps: Omit<Step, 'at'>[]; dialed: Promise<Dialed> } {
  const steps: Omit<Step, 'at'>[] = [];
  const dialer = createProxyDialer({ host: '127.0.0.1', user: '', ...proxy }, dialDirect, options.password ?? passwords());
  const signal = options.signal ?? new AbortController().signal;
  const timeout = options.timeout === undefined ? {} : { timeout: options.timeout };
  return { steps, dialed: dialer({ target, report: (step) => steps.push(step), signal, ...timeout }) };
}

async function hear(stream: Dialed['stream'], length: number): Promise<string> {
  let text = '';
  for await (const chunk of stream) {
    text += String(chunk);
    if (text.length >= length) break;
  }
  return text;
}

async function reason(work: Promise<unknown>): Promise<AppError> {
  const error: unknown = await work.then(
    () => new Error('It was reached.'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof AppError) return error;
  throw error;
}

const KINDS = ['socks5', 'http'] as const;

describe.each(KINDS)('a %s proxy', (kind) => {
  const start = (asked: Asked[], login?: { user: string; password: string }): Promise<number> =>
    kind === 'socks5' ? socksProxy(asked, login) : httpProxy(asked, [], login && `${login.user}:${login.password}`);

  test('looks the name up itself, and loses nothing that the server says at once', async () => {
    const asked: Asked[] = [];
    const port = await echo();
    const { dialed, steps } = dial({ kind, port: await start(asked) }, { host: 'only-there.example', port });
    const { stream, address } = await dialed;
    stream.write('hello');
    expect(await hear(stream, 19)).toBe('SSH-2.0-test\r\nhello');
    expect(asked).toEqual([{ host: 'only-there.example', port }]);
    expect(address).toBe(`only-there.example:${port}`);
    expect(steps.at(-1)).toMatchObject({ state: 'done', text: `Connected to only-there.example:${port} through the proxy` });
  });

  test('gets the login, and a wrong password is followed by another', async () => {
    const port = await start([], { user: 'ann', password: 'right' });
    const password = passwords('wrong', 'right', 'never');
    const { stream } = await dial({ kind, port, user: 'ann' }, { host: 'x', port: await echo() }, { password }).dialed;
    stream.destroy();
    expect(password.used).toEqual(['wrong', 'right']);
    expect(password.good).toEqual(['right']);
  });

  test('that takes no password is told after the last one, and no message holds any of them', async () => {
    const port = await start([], { user: 'ann', password: 'right' });
    const { dialed, steps } = dial({ kind, port, user: 'ann' }, { host: 'x', port: 1 }, { password: passwords('s3cret-1', 's3cret-2') });
    const error = await reason(dialed);
    expect(error).toMatchObject({ code: 'auth-failed' });
    expect(JSON.stringify([error.toWire(), steps])).not.toContain('s3cret');
  });

  test('that wants a login when none is set says where to set it', async () => {
    const port = await start([], { user: 'ann', password: 'right' });
    const error = await reason(dial({ kind, port }, { host: 'x', port: 1 }).dialed);
    expect(error).toMatchObject({ code: 'auth-failed', hint: expect.stringContaining('settings') as string });
  });

  test('that cannot reach the target says so', async () => {
    const port = await echo();
    const gone = servers.pop();
    await new Promise((resolve) => gone?.close(resolve));
    const error = await reason(dial({ kind, port: await start([]) }, { host: 'x', port }).dialed);
    expect(error.code).toBe('unreachable');
  });

  test('that is silent is given up in time, and its connection ended', async () => {
    let ended: Promise<unknown> = Promise.resolve();
    const port = await serve((socket) => {
      ended = new Promise((resolve) => socket.resume().once('close', resolve));
    });
    expect(await reason(dial({ kind, port }, { host: 'x', port: 1 }, { timeout: 100 }).dialed)).toMatchObject({ code: 'timeout' });
    await ended;
  });

  test('that answers garbage, ends at once or drips is told, and never waited for beyond its time', async () => {
    const garbage = await serve((socket) => void socket.write('220 smtp.example ESMTP\r\n'));
    expect((await reason(dial({ kind, port: garbage }, { host: 'x', port: 1 }, { timeout: 5_000 }).dialed)).code).toBe('protocol');
    const brief = await serve((socket) => void socket.end());
    expect((await reason(dial({ kind, port: brief }, { host: 'x', port: 1 }, { timeout: 5_000 }).dialed)).code).toBe('unreachable');
    const half = await serve((socket) => void socket.write(kind === 'http' ? 'HTTP/1.1 200' : Buffer.of(5)));
    expect((await reason(dial({ kind, port: half }, { host: 'x', port: 1 }, { timeout: 100 }).dialed)).code).toBe('timeout');
  });

  test('is let go of when the tab is closed', async () => {
    const tab = new AbortController();
    const port = await serve(() => tab.abort());
    expect((await reason(dial({ kind, port }, { host: 'x', port: 1 }, { signal: tab.signal }).dialed)).code).toBe('cancelled');
  });
});

test.each(KINDS)('whatever a %s proxy answers, the failure is one that was foreseen', async (kind) => {
  let answer = new Uint8Array();
  const port = await serve((socket) => void socket.end(answer));
  const start = kind === 'http' ? 'HTTP/1.1 ' : '\u0005\u0000\u0005';
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 64 }), fc.boolean(), async (bytes, plausible) => {
      answer = plausible ? Buffer.concat([Buffer.from(start, 'latin1'), bytes]) : bytes;
      const outcome = await dial({ kind, port }, { host: 'x', port: 1 }, { timeout: 2_000 }).dialed.catch((error: unknown) => error);
      if (outcome instanceof Error) expect(outcome).toBeInstanceOf(AppError);
      else (outcome as Dialed).stream.destroy();
    }),
    { numRuns: 60 },
  );
});

test('an endless header of an HTTP proxy is cut off', async () => {
  const port = await serve((socket) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    const more = (): void => {
      while (!socket.destroyed && socket.write(`X-More: ${'x'.repeat(1_000)}\r\n`));
    };
    socket.on('drain', more);
    more();
  });
  expect(await reason(dial({ kind: 'http', port }, { host: 'x', port: 1 }).dialed)).toMatchObject({ code: 'protocol' });
});

test('an HTTP proxy that wants another kind of login is told with the kinds', async () => {
  const port = await serve(
    (socket) => void socket.end('HTTP/1.1 407 No\r\nProxy-Authenticate: Negotiate\r\nProxy-authenticate: NTLM\r\n\r\n'),
  );
  const error = await reason(dial({ kind: 'http', port }, { host: 'x', port: 1 }).dialed);
  expect(error).toMatchObject({ code: 'unsupported', message: expect.stringContaining('Negotiate, NTLM') as string });
});

test('IPv6 addresses go as addresses', async () => {
  const asked: Asked[] = [];
  const heads: string[] = [];
  const port = await echo();
  (await dial({ kind: 'socks5', port: await socksProxy(asked) }, { host: '2001:db8::1', port }).dialed).stream.destroy();
  (await dial({ kind: 'http', port: await httpProxy([], heads) }, { host: '2001:db8::1', port }).dialed).stream.destroy();
  expect(asked[0]?.host).toBe('20010db8000000000000000000000001');
  expect(heads[0]).toContain(`CONNECT [2001:db8::1]:${port} HTTP/1.1\r\nHost: [2001:db8::1]:${port}\r\n`);
  expect(ipv6Bytes('::ffff:192.0.2.1').toString('hex')).toBe('00000000000000000000ffffc0000201');
  expect(ipv6Bytes('::').toString('hex')).toBe('0'.repeat(32));
});
