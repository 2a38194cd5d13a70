import { createHash, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Sshd, startSshd } from '../../e2e/testbed/sshd.ts';
import { attempt, openShell, runInShell, WINDOW } from '../../e2e/testbed/ssh-session.ts';
import type { ShellEnd } from '../../shared/model/terminal.ts';
import type { Timeouts } from './patience.ts';
import type { Shell, SshConnection } from './ssh.ts';

const FILE_BYTES = 20 * 1024 * 1024;
const PACKET = 32 * 1024;

function login(sshd: Sshd, timeouts: Partial<Timeouts> = {}): Promise<SshConnection> {
  return attempt({ port: sshd.port, user: sshd.user, identity: { kind: 'file', path: sshd.clientKeyPath }, timeouts }).outcome;
}

function type(shell: Shell, line: string): void {
  shell.write(Buffer.from(`${line}\n`));
}

/** Waits until the shell has printed this. */
function printed(shell: Shell, text: string): Promise<void> {
  let all = '';
  return new Promise((resolve) => {
    shell.onData((bytes) => {
      all += Buffer.from(bytes).toString('latin1');
      shell.consumed(bytes.length);
      if (all.includes(text)) resolve();
    });
  });
}

function ended(shell: Shell): Promise<ShellEnd> {
  return new Promise((resolve) => shell.onEnd(resolve));
}

/** The part of a shell's output between the two marks, which the echo of the command does not contain in this form. */
function between(output: Buffer): Buffer {
  const start = output.indexOf('<<<');
  return output.subarray(start + 3, output.lastIndexOf('>>>'));
}

const MARKED = (command: string): string => `stty raw -echo; printf '<%s' '<<'; ${command}; printf '>%s' '>>'`;

describe('a shell', () => {
  let sshd: Sshd;
  let connection: SshConnection;
  const content = randomBytes(FILE_BYTES);
  let path: string;

  beforeAll(async () => {
    sshd = await startSshd({ config: ['ClientAliveInterval 1', 'ClientAliveCountMax 2'] });
    path = join(sshd.folder, 'content');
    await writeFile(path, content);
    connection = await login(sshd);
  });
  afterAll(async () => {
    connection.close();
    await sshd.stop();
  });

  test('brings 20 MB whole and in order through its window', async () => {
    const output = between(await runInShell(await openShell(connection), MARKED(`cat ${path}`)));
    expect(output.length).toBe(content.length);
    expect(sha256(output)).toBe(sha256(content));
  });

  test('takes a long paste whole and in order', async () => {
    const shell = await openShell(connection);
    type(shell, `stty raw -echo; printf 'rea%s' dy; head -c 5000000 | sha256sum`);
    await printed(shell, 'ready');
    const done = printed(shell, sha256(Buffer.from('a'.repeat(5_000_000))));
    shell.write(Buffer.alloc(5_000_000, 'a'));
    await done;
    shell.close();
  });

  test('sends at most its window while nothing is consumed, and the others go on', async () => {
    const flood = await openShell(connection, WINDOW);
    let received = 0;
    flood.onData((bytes) => {
      received += bytes.length;
    });
    type(flood, 'yes');
    await vi.waitFor(() => expect(received).toBeGreaterThan(WINDOW - PACKET), 10_000);
    const other = await openShell(connection);
    const output = await runInShell(other, 'seq 1 200000 | tail -1');
    expect(output.toString()).toContain('200000');
    expect(received).toBeLessThanOrEqual(WINDOW + PACKET);
    // The terminal catches up: the flood goes on.
    flood.consumed(received);
    await vi.waitFor(() => expect(received).toBeGreaterThan(WINDOW + PACKET), 10_000);
    const more = received;
    expect(more).toBeLessThanOrEqual(2 * WINDOW + PACKET);
    flood.close();
  });

  test('does not open the gates for a consumer that counts wrongly', async () => {
    const flood = await openShell(connection, WINDOW);
    let received = 0;
    flood.onData((bytes) => {
      received += bytes.length;
    });
    flood.consumed(100 * WINDOW);
    type(flood, 'yes');
    await vi.waitFor(() => expect(received).toBeGreaterThan(WINDOW - PACKET), 10_000);
    await runInShell(await openShell(connection), 'true');
    expect(received).toBeLessThanOrEqual(WINDOW + PACKET);
    flood.close();
  });

  test('follows the size of the terminal and names it', async () => {
    const shell = await connection.shell({
      size: { cols: 101, rows: 33 },
      window: { least: WINDOW },
      signal: new AbortController().signal,
    });
    const first = printed(shell, '33 101 xterm-256color');
    type(shell, 'echo $(stty size) $TERM');
    await first;
    const second = printed(shell, '44 132');
    shell.resize({ cols: 132, rows: 44 });
    type(shell, 'stty size');
    await second;
    shell.close();
  });

  test('tells the exit code', async () => {
    const shell = await openShell(connection);
    shell.onData((bytes) => shell.consumed(bytes.length));
    type(shell, 'exit 3');
    expect(await ended(shell)).toEqual({ how: 'exited', code: 3 });
  });

  test('tells the signal that ended it', async () => {
    const shell = await openShell(connection);
    shell.onData((bytes) => shell.consumed(bytes.length));
    type(shell, 'kill -KILL $$');
    expect(await ended(shell)).toEqual({ how: 'exited', signal: 'SIGKILL' });
  });

  test('keeps output and end for one who listens late, in order', async () => {
    const shell = await openShell(connection);
    type(shell, 'echo last words; exit 7');
    const order: string[] = [];
    const end = new Promise<ShellEnd>((resolve) => {
      shell.onEnd((value) => {
        order.push('end');
        resolve(value);
      });
    });
    await runInShell(await openShell(connection), 'true');
    shell.onData((bytes) => order.push(Buffer.from(bytes).toString()));
    expect(await end).toEqual({ how: 'exited', code: 7 });
    expect(order.join('')).toMatch(/last words[\s\S]*end$/u);
    expect(order.filter((item) => item === 'end')).toHaveLength(1);
  });

  test('tells every listener of its end, and a writer that its bytes are gone', async () => {
    const shell = await openShell(connection);
    const [first, second, written] = [vi.fn(), vi.fn(), vi.fn()];
    shell.onData((bytes) => shell.consumed(bytes.length));
    shell.onEnd(first);
    shell.onEnd(second);
    type(shell, 'stty raw -echo; sleep 0.2; exit 0');
    // More than the server takes from anyone who does not read.
    shell.write(Buffer.alloc(16 * 1024 * 1024), written);
    await ended(shell);
    expect([first, second, written].map(({ mock }) => mock.calls.length)).toEqual([1, 1, 1]);
  });

  test('is closed on request, once', async () => {
    const shell = await openShell(connection);
    const ends: ShellEnd[] = [];
    shell.onData(() => {});
    shell.onEnd((end) => ends.push(end));
    shell.close();
    shell.close();
    shell.write(Buffer.from('ignored'));
    await runInShell(await openShell(connection), 'true');
    expect(ends).toEqual([{ how: 'closed' }]);
  });

  test('takes the hint of an image that refuses root in its first output', async () => {
    const shell = await openShell(connection);
    shell.onData((bytes) => shell.consumed(bytes.length));
    type(shell, `stty -echo; echo 'Please login as the user "ec2-user" rather than the user "root".'; exit 142`);
    expect(await ended(shell)).toMatchObject({ how: 'exited', code: 142, error: { hint: 'Log in as “ec2-user”.' } });
  });

  test('is not opened for a tab that was closed', async () => {
    const signal = AbortSignal.abort();
    await expect(connection.shell({ size: { cols: 80, rows: 24 }, window: { least: WINDOW }, signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  test('keeps the connection when the server asks on an ended shell whether anyone is there', async () => {
    // A little more output than the window takes, then the end: the exit status comes, and the channel stays open until the rest is
    // taken. ClientAliveInterval asks on it every second meanwhile.
    const window = 32 * 1024;
    const shell = await openShell(connection, window);
    let received = 0;
    shell.onData((bytes) => {
      received += bytes.length;
    });
    const end = ended(shell);
    const onEnd = vi.fn();
    void end.then(onEnd);
    const before = keepalives(await sshd.log());
    type(shell, `stty -echo; printf %0${window + 1_000}d 0; exit 5`);
    await vi.waitFor(async () => expect(keepalives(await sshd.log())).toBeGreaterThan(before + 3), { timeout: 15_000, interval: 200 });
    expect(onEnd).not.toHaveBeenCalled();
    shell.consumed(received);
    expect(await end).toEqual({ how: 'exited', code: 5 });
  });
});

describe('while keys are renewed', () => {
  test.each<[string, readonly string[], Partial<Timeouts>]>([
    ['by the server', ['RekeyLimit 1M'], {}],
    ['by us', [], { rekeyBytes: 2 * 1024 * 1024 }],
    ['by us, by the clock', [], { rekeyInterval: 50 }],
  ])('%s, a shell brings every byte', async (_who, config, timeouts) => {
    const sshd = await startSshd({ config });
    try {
      const content = randomBytes(8 * 1024 * 1024);
      await writeFile(join(sshd.folder, 'content'), content);
      const connection = await login(sshd, timeouts);
      const output = between(await runInShell(await openShell(connection), MARKED(`cat ${join(sshd.folder, 'content')}`)));
      connection.close();
      expect(sha256(output)).toBe(sha256(content));
      const log = await sshd.log();
      expect(log.match(/SSH2_MSG_KEXINIT received/gu)?.length).toBeGreaterThan(2);
    } finally {
      await sshd.stop();
    }
  });
});

describe('losing the connection', () => {
  let sshd: Sshd;
  beforeAll(async () => {
    sshd = await startSshd({});
  });
  afterAll(() => sshd.stop());

  async function open(
    timeouts: Partial<Timeouts> = {},
  ): Promise<{ connection: SshConnection; shell: Shell; end: Promise<ShellEnd>; lost: Promise<string | undefined> }> {
    const connection = await login(sshd, timeouts);
    const shell = await openShell(connection);
    const prompt = printed(shell, '$');
    const end = ended(shell);
    const lost = new Promise<string | undefined>((resolve) => connection.onLost(resolve));
    await prompt;
    return { connection, shell, end, lost };
  }

  test('leaves a shell that takes calls and does nothing', async () => {
    const { shell, end, connection } = await open();
    await sshd.signalSessions('SIGKILL');
    await end;
    const written = vi.fn();
    shell.write(Buffer.from('typed too late'), written);
    expect(written).toHaveBeenCalledTimes(1);
    shell.resize({ cols: 90, rows: 30 });
    shell.consumed(WINDOW);
    shell.close();
    connection.ping();
    connection.close();
  });

  test('by a server that is killed ends its shells as lost, and a restarted one takes a new login', async () => {
    const { end, lost, connection } = await open();
    await sshd.kill();
    expect(await end).toMatchObject({ how: 'lost', error: { code: 'lost', brief: expect.stringContaining('by the other side') } });
    expect(await lost).toContain('web-1');
    await expect(openShell(connection)).rejects.toMatchObject({ code: 'lost' });
    await sshd.restart();
    (await login(sshd)).close();
  });

  test('into a black hole is noticed by keepalives', async () => {
    const { end, lost, connection } = await open({ keepaliveInterval: 100, keepaliveCount: 3 });
    await sshd.signalSessions('SIGSTOP');
    try {
      expect(await end).toMatchObject({ how: 'lost', error: { code: 'lost', message: expect.stringContaining('no longer answers') } });
      expect(await lost).toContain('web-1');
    } finally {
      await sshd.signalSessions('SIGKILL');
      connection.close();
    }
  });

  test('is noticed by a ping after waking up', async () => {
    const { end, connection } = await open({ ping: 200 });
    await sshd.signalSessions('SIGSTOP');
    connection.ping();
    try {
      expect(await end).toMatchObject({ how: 'lost' });
    } finally {
      await sshd.signalSessions('SIGKILL');
    }
  });

  test('is not assumed while pings are answered', async () => {
    const { shell, connection } = await open({ ping: 2_000, keepaliveInterval: 50 });
    for (let round = 0; round < 5; round += 1) {
      connection.ping();
      const answer = printed(shell, `round-${round}-done`);
      type(shell, `echo round-${round}-do''ne`);
      await answer;
    }
    connection.close();
  });

  test('on purpose is no loss', async () => {
    const { connection, end, lost } = await open();
    connection.close();
    expect(await end).toEqual({ how: 'closed' });
    expect(await lost).toBeUndefined();
  });
});

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function keepalives(log: string): number {
  return log.match(/keepalive/giu)?.length ?? 0;
}
