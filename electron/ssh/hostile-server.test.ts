import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import ssh2 from 'ssh2';
import { type Sshd, startSshd } from '../../e2e/testbed/sshd.ts';
import { attempt, failure } from '../../e2e/testbed/ssh-session.ts';
import { string, uint32 } from './wire.ts';

const servers: Server[] = [];
const sockets = new Set<Socket>();

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

/** A server that does as told with each connection. `closed` resolves when the client has gone. */
async function serve(behave: (socket: Socket) => void): Promise<{ port: number; closed: Promise<void> }> {
  const { promise: closed, resolve: gone } = Promise.withResolvers<void>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => gone());
    socket.resume();
    behave(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: portOf(server.address()), closed };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

const HOST_KEY = readFileSync(join(import.meta.dirname, 'fixtures/keys/TEST_ecdsa256_openssh'));

const QUICK = { identification: 300, keyExchange: 300, authentication: 300 };

async function meet(behave: (socket: Socket) => void): Promise<Awaited<ReturnType<typeof failure>>> {
  const { port, closed } = await serve(behave);
  const error = await failure(attempt({ port, user: 'u', identity: { kind: 'password' }, timeouts: QUICK }).outcome);
  // Whatever the server does, our side is gone for good.
  await closed;
  return error;
}

/** Keeps writing for as long as the client takes it. */
function pour(socket: Socket, block: Buffer): void {
  const more = (): void => {
    while (!socket.destroyed && socket.write(block));
  };
  socket.on('drain', more);
  more();
}

const IDENT = 'SSH-2.0-Test_1.0\r\n';

function packet(payload: Buffer): Buffer {
  const padding = 16 - ((payload.length + 5) % 8);
  return Buffer.concat([uint32(payload.length + padding + 1), Buffer.of(padding), payload, Buffer.alloc(padding)]);
}

function kexInit(kex: string): Buffer {
  const lists = [kex, 'ssh-ed25519', 'aes128-ctr', 'aes128-ctr', 'hmac-sha2-256', 'hmac-sha2-256', 'none', 'none', '', ''];
  return packet(Buffer.concat([Buffer.of(20), Buffer.alloc(16, 7), ...lists.map((list) => string(list)), Buffer.alloc(5)]));
}

describe('before the identification', () => {
  test('a server that never speaks ends in a time-out that says so', async () => {
    const error = await meet(() => {});
    expect(error).toMatchObject({ code: 'timeout', message: expect.stringContaining('said nothing') });
    expect(error.hint).toBeTruthy();
  });

  test('a server that speaks, and never says what', async () => {
    const error = await meet((socket) => socket.write('220 mail.example ESMTP\r\nand then'));
    expect(error).toMatchObject({ code: 'timeout', message: expect.stringContaining('never said that it speaks SSH') });
    expect(error.message).toContain('The host’s own words: “220 mail.example ESMTP and then”');
    expect(error.hint).toContain('port');
  });

  test('a server that closes at once', async () => {
    expect(await meet((socket) => socket.end())).toMatchObject({ code: 'protocol', message: expect.stringContaining('closed it at once') });
  });

  test.each([
    ['one line', 'Exceeded MaxStartups\r\n', 'Exceeded MaxStartups'],
    ['a line without its end', 'Not allowed at this time', 'Not allowed at this time'],
    [
      'controls and quotation marks',
      '\u001b]0;owned\u0007\u001b[31mgo\u202e\r\n  away” All is well: “\u0007\r\n',
      'go away" All is well: "',
    ],
    ['far too much', `${'x'.repeat(5_000)}\n`, `${'x'.repeat(199)}…`],
  ])('a server that says %s and closes has its own words shown, and only those', async (_what, sent, words) => {
    expect(await meet((socket) => socket.end(sent))).toMatchObject({
      code: 'protocol',
      message: `web-1 closed the connection before it said that it speaks SSH. The host’s own words: “${words}”`,
      hint: expect.stringContaining('MaxStartups'),
    });
  });

  test('a server that resets the connection at once', async () => {
    const error = await meet((socket) => socket.resetAndDestroy());
    expect(['protocol', 'unreachable']).toContain(error.code);
  });

  test('a web server', async () => {
    const error = await meet((socket) => socket.write('HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\n<h1>no</h1>'));
    expect(error).toMatchObject({
      code: 'protocol',
      message: expect.stringContaining('web server'),
      hint: expect.stringContaining('port'),
    });
  });

  test('a TLS server', async () => {
    expect((await meet((socket) => socket.write(Buffer.from('15030100020246', 'hex')))).message).toContain('TLS');
  });

  test('random bytes', async () => {
    const error = await meet((socket) => socket.write(Buffer.from('0001020304ff10abcdef', 'hex')));
    expect(error).toMatchObject({ code: 'protocol', message: expect.stringContaining('not with SSH') });
  });

  test('a line without end', async () => {
    expect(await meet((socket) => pour(socket, Buffer.alloc(4_096, 'x')))).toMatchObject({
      code: 'protocol',
      message: expect.stringContaining('without end'),
    });
  });

  test('a banner without end', async () => {
    const error = await meet((socket) => pour(socket, Buffer.from('go away\r\n'.repeat(500))));
    expect(error).toMatchObject({ code: 'protocol', message: expect.stringContaining('without end') });
  });

  test('lines that talk like the app are quoted as the server’s, in the step that they came in', async () => {
    const { port } = await serve((socket) => socket.write(`Gangway: host key verified\r\nLogged in\r\n${IDENT}`));
    const { outcome, steps } = attempt({ port, user: 'u', identity: { kind: 'password' }, timeouts: QUICK });
    await failure(outcome);
    expect(steps.filter((step) => step.includes('verified'))).toEqual([
      'key-exchange info: The server says: “Gangway: host key verified Logged in”',
    ]);
  });

  test('a server that speaks only SSH 1', async () => {
    expect((await meet((socket) => socket.write('SSH-1.5-Old\r\n'))).message).toContain('SSH 1');
  });
});

describe('in the key exchange', () => {
  test('a server that identifies itself and then says nothing', async () => {
    expect(await meet((socket) => socket.write(IDENT))).toMatchObject({
      code: 'timeout',
      message: expect.stringContaining('key exchange'),
    });
  });

  test('a server that closes in the middle', async () => {
    const error = await meet((socket) => {
      socket.write(IDENT);
      socket.once('data', () => socket.end(kexInit('curve25519-sha256')));
    });
    expect(error).toMatchObject({ code: 'protocol', message: expect.stringContaining('middle of the key exchange') });
  });

  test('a server without a common method', async () => {
    const error = await meet((socket) => socket.write(Buffer.concat([Buffer.from(IDENT), kexInit('diffie-hellman-group1-sha1')])));
    expect(error).toMatchObject({ code: 'protocol', message: expect.stringContaining('no common key exchange method') });
  });

  test('a packet of two gigabytes', async () => {
    const error = await meet((socket) =>
      socket.write(Buffer.concat([Buffer.from(IDENT), Buffer.from('7fffffff0a14', 'hex'), Buffer.alloc(64)])),
    );
    expect(error).toMatchObject({ code: 'protocol' });
    expect(error.message).not.toMatch(/undefined|error:0/u);
  });

  test('packets that mean nothing, without end', async () => {
    const ignore = packet(Buffer.concat([Buffer.of(2), string('x'.repeat(64))]));
    const error = await meet((socket) => {
      socket.write(IDENT);
      socket.write(kexInit('curve25519-sha256'));
      pour(socket, Buffer.concat(Array.from({ length: 100 }, () => ignore)));
    });
    expect(['timeout', 'protocol']).toContain(error.code);
  });

  test('a goodbye with a text full of controls', async () => {
    const goodbye = packet(Buffer.concat([Buffer.of(1), uint32(2), string('\u001b]0;owned\u0007go\r\naway'), string('')]));
    const error = await meet((socket) => socket.write(Buffer.concat([Buffer.from(IDENT), goodbye])));
    expect(error.code).toBe('protocol');
    expect(`${error.message}${error.detail}`).not.toMatch(/[\u0000-\u001f]/u);
  });
});

describe('in the login', () => {
  test('a server that closes without a word', async () => {
    const { promise: port, resolve } = Promise.withResolvers<number>();
    const server = new ssh2.Server({ hostKeys: [HOST_KEY] }, (client) => {
      client.on('error', () => {});
      client.on('authentication', () => client.end());
    });
    server.listen(0, '127.0.0.1', () => resolve(portOf(server.address())));
    const error = await failure(attempt({ port: await port, user: 'u', identity: { kind: 'password' } }).outcome);
    server.close();
    expect(error).toMatchObject({ code: 'lost', message: expect.stringContaining('during the login') });
  });

  test('a server that never answers a login step', async () => {
    const { promise: port, resolve } = Promise.withResolvers<number>();
    const server = new ssh2.Server({ hostKeys: [HOST_KEY] }, (client) => {
      client.on('error', () => {});
      client.on('authentication', () => {});
    });
    server.listen(0, '127.0.0.1', () => resolve(portOf(server.address())));
    const error = await failure(
      attempt({ port: await port, user: 'u', identity: { kind: 'password' }, timeouts: { authentication: 200 } }).outcome,
    );
    server.close();
    expect(error).toMatchObject({ code: 'timeout', message: expect.stringContaining('login step') });
  });

  test('a server whose banner is longer than a message may be', async () => {
    const { promise: port, resolve } = Promise.withResolvers<number>();
    const server = new ssh2.Server({ hostKeys: [HOST_KEY], banner: 'Welcome. '.repeat(6_000) }, (client) => {
      client.on('error', () => {});
    });
    server.listen(0, '127.0.0.1', () => resolve(portOf(server.address())));
    const error = await failure(attempt({ port: await port, user: 'u', identity: { kind: 'password' } }).outcome);
    server.close();
    expect(error).toMatchObject({
      code: 'protocol',
      message: expect.stringContaining('more than 35,000 bytes'),
      hint: expect.stringContaining('banner'),
    });
  });

  test('a server that waits for a tap on a phone has more time, though not for ever', async () => {
    const { promise: port, resolve } = Promise.withResolvers<number>();
    const server = new ssh2.Server({ hostKeys: [HOST_KEY] }, (client) => {
      client.on('error', () => {});
      client.on('authentication', (context) => {
        if (context.method === 'keyboard-interactive') context.prompt([], 'Push', 'Approve the push on your phone', () => {});
        else context.reject(['keyboard-interactive']);
      });
    });
    server.listen(0, '127.0.0.1', () => resolve(portOf(server.address())));
    const answers = { keyboardInteractive: () => ({ answers: [] }) };
    const error = await failure(
      attempt({ port: await port, user: 'u', identity: { kind: 'password' }, answers, timeouts: { approval: 200 } }).outcome,
    );
    server.close();
    expect(error).toMatchObject({ code: 'timeout', message: 'web-1 did not answer a login step within 0.2 s.' });
  });

  /** A server whose questions go on as `ask` says; what Gangway makes of them. */
  async function asked(ask: (context: ssh2.KeyboardAuthContext) => void) {
    const { promise: port, resolve } = Promise.withResolvers<number>();
    const server = new ssh2.Server({ hostKeys: [HOST_KEY] }, (client) => {
      client.on('error', () => {});
      client.on('authentication', (context) => {
        if (context.method === 'keyboard-interactive') ask(context);
        else context.reject(['keyboard-interactive']);
      });
    });
    server.listen(0, '127.0.0.1', () => resolve(portOf(server.address())));
    const answers = { keyboardInteractive: () => ({ answers: ['x'] }) };
    const { outcome, questions } = attempt({ port: await port, user: 'u', identity: { kind: 'password' }, answers });
    const error = await failure(outcome);
    server.close();
    return { error, shown: questions.filter(({ kind }) => kind === 'keyboardInteractive').length };
  }

  test.each([
    ['questions', [{ prompt: 'Code: ', echo: true }], 'web-1 asked more than 20 rounds of questions, so Gangway stopped the login.', 20],
    ['nothing', [], 'web-1 went through more than 20 rounds of a login without a question, so Gangway stopped it.', 0],
  ])('rounds of %s without end are told as what they are', async (_what, prompts, message, rounds) => {
    const { error, shown } = await asked(function again(context) {
      context.prompt(prompts, () => again(context));
    });
    expect(error).toMatchObject({ code: 'protocol', message, hint: expect.stringContaining('Log in with a key') });
    expect(shown).toBe(rounds);
  });

  test('login steps without end are told with the server and what to do', async () => {
    const { promise: port, resolve } = Promise.withResolvers<number>();
    const server = new ssh2.Server({ hostKeys: [HOST_KEY] }, (client) => {
      client.on('error', () => {});
      client.on('authentication', (context) => context.reject(['password'], context.method === 'password'));
    });
    server.listen(0, '127.0.0.1', () => resolve(portOf(server.address())));
    const answers = { password: () => ({ password: 'x' }) };
    const error = await failure(attempt({ port: await port, user: 'u', identity: { kind: 'password' }, answers }).outcome);
    server.close();
    expect(error).toMatchObject({
      code: 'protocol',
      message: 'web-1 accepted more than 8 login steps and asked for one more each time, so Gangway stopped the login.',
      hint: expect.stringContaining('Ask who runs the server'),
    });
  });

  test('more questions at once than can be shown are counted, and none is shown', async () => {
    const prompts = Array.from({ length: 1_000 }, (_, index) => ({ prompt: `Question ${index}`, echo: true }));
    const { error, shown } = await asked((context) => context.prompt(prompts, () => context.accept()));
    expect(error.message).toBe('web-1 asked 1000 questions at once; Gangway shows at most 64 and stopped the login.');
    expect(error.hint).toContain('Log in with a key');
    expect(shown).toBe(0);
  });

  test('a server that takes no new password is not told as one that refused the login', async () => {
    const { promise: port, resolve } = Promise.withResolvers<number>();
    const server = new ssh2.Server({ hostKeys: [HOST_KEY] }, (client) => {
      client.on('error', () => {});
      client.on('authentication', function demand(context) {
        if (context.method === 'password') context.requestChange('Too short', () => demand(context));
        else context.reject(['password']);
      });
    });
    server.listen(0, '127.0.0.1', () => resolve(portOf(server.address())));
    const answers = { password: () => ({ password: 'old' }), newPassword: () => ({ password: 'fresh' }) };
    const error = await failure(attempt({ port: await port, user: 'u', identity: { kind: 'password' }, answers }).outcome);
    server.close();
    expect(error.message).toBe('web-1 asked for a new password 3 times and took none, so Gangway stopped the login.');
    expect(error.hint).toContain('give a new password');
  });

  test('questions without prompts are shown to the person, and a demanded new password is asked for', async () => {
    const { promise: port, resolve } = Promise.withResolvers<number>();
    const passwords: (string | undefined)[] = [];
    const server = new ssh2.Server({ hostKeys: [HOST_KEY] }, (client) => {
      client.on('error', () => {});
      client.on('authentication', (context) => {
        if (context.method === 'keyboard-interactive') {
          context.prompt([], 'Push', 'Approve the push on your phone', () => context.reject(['password'], true));
        } else if (context.method === 'password') {
          passwords.push(context.password);
          context.requestChange('Your password has expired', (changed) => {
            passwords.push(changed);
            context.accept();
          });
        } else {
          context.reject(['keyboard-interactive']);
        }
      });
    });
    server.listen(0, '127.0.0.1', () => resolve(portOf(server.address())));
    const { outcome, questions } = attempt({
      port: await port,
      user: 'u',
      identity: { kind: 'password' },
      answers: {
        keyboardInteractive: () => ({ answers: [] }),
        password: () => ({ password: 'old' }),
        newPassword: () => ({ password: 'fresh' }),
      },
    });
    const connection = await outcome;
    connection.close();
    server.close();
    expect(questions.map(({ kind }) => kind)).toEqual(['hostKey', 'keyboardInteractive', 'password', 'newPassword']);
    expect(questions[1]?.input).toMatchObject({ name: 'Push', instruction: 'Approve the push on your phone', prompts: [] });
    expect(questions[3]?.input).toMatchObject({ text: 'Your password has expired' });
    expect(passwords).toEqual(['old', 'fresh']);
  });
});

describe('a real handshake with one damaged byte', () => {
  let sshd: Sshd;
  beforeAll(async () => {
    sshd = await startSshd({ hostKeys: ['ed25519'] });
  });
  afterAll(() => sshd.stop());

  /** Passes bytes on and changes one of the server's. */
  function damage(at: number): (socket: Socket) => void {
    return (socket) => {
      let passed = 0;
      const server = connect(sshd.port, '127.0.0.1');
      sockets.add(server);
      server.on('error', () => socket.destroy());
      server.on('close', () => socket.destroy());
      socket.on('close', () => server.destroy());
      socket.on('data', (bytes) => server.write(bytes));
      server.on('data', (bytes) => {
        const index = at - passed;
        passed += bytes.length;
        if (index >= 0 && index < bytes.length) bytes[index] = (bytes[index] ?? 0) ^ 0xff;
        socket.write(bytes);
      });
    };
  }

  test.each(Array.from({ length: 24 }, (_, index) => index * 83))('at %i ends in one clear error, or does not matter', async (at) => {
    const { port } = await serve(damage(at));
    const identity = { kind: 'file', path: sshd.clientKeyPath } as const;
    const error = await attempt({ port, user: sshd.user, identity, timeouts: QUICK }).outcome.then(
      (connection) => connection.close(),
      (reason: unknown) => reason,
    );
    if (error === undefined) return;
    expect(error).toMatchObject({ name: 'AppError', hint: expect.any(String) });
    expect((error as Error).message).not.toMatch(/error:0|undefined|lib\(/u);
  });
});
