import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { ensureBuilt } from '../../scripts/build.ts';

const entry = join(import.meta.dirname, '..', '..', 'out', 'main', 'browser-host.js');
let folder: string;
let children: ChildProcess[];

beforeAll(() => ensureBuilt(), 120_000);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gangway-process-'));
  children = [];
});
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(args: readonly string[], program = entry): { child: ChildProcess; line: Promise<string>; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [program, ...args], {
    env: { PATH: process.env['PATH'], HOME: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let stdout = '';
  let stderr = '';
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => (stdout += `${line}\n`));
  const line = once(lines, 'line').then(([first]) => String(first));
  line.catch(() => {});
  const ended = once(child, 'close').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
    stdout,
    stderr,
  }));
  return { child, line, ended };
}

const flags = (): string[] => ['--no-open', '--data-dir', join(folder, 'data')];

async function openPage(line: string): Promise<WebSocket> {
  const url = new URL(line.replace('Gangway is ready: ', ''));
  const socket = new WebSocket(`ws://${url.host}/link`, ['gangway.v1', `token.${url.hash.slice(1)}`], { headers: { origin: url.origin } });
  await once(socket, 'open');
  return socket;
}

/** The answer to one call, past whatever else the host has to say. */
async function call(socket: WebSocket, method: string, input: unknown = {}): Promise<unknown> {
  const answer = new Promise<unknown>((resolve) => {
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) return;
      const frame = JSON.parse(data.toString()) as { t: string; id?: number; value?: unknown; error?: unknown };
      if (frame.id === 1 && (frame.t === 'ok' || frame.t === 'fail')) resolve(frame.value ?? frame.error);
    });
  });
  socket.send(JSON.stringify({ t: 'call', id: 1, method, input }));
  return await answer;
}

describe('the browser host as a process', () => {
  it('prints its address on one line and nothing else', async () => {
    const { child, line, ended } = start(flags());
    expect(await line).toMatch(/^Gangway is ready: http:\/\/127\.0\.0\.1:\d+\/#[\w-]{32}$/u);
    child.kill('SIGTERM');
    const { code, stdout, stderr } = await ended;
    expect([code, stdout.trim().split('\n').length, stderr]).toEqual([0, 1, '']);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends on %s with a page open, gives the folder free, within two seconds', async (signal) => {
    const { child, line, ended } = start(flags());
    const socket = await openPage(await line);
    expect(await call(socket, 'app.info')).toMatchObject({ shell: 'browser', dataFolder: join(folder, 'data') });
    const closed = once(socket, 'close');
    const before = performance.now();
    child.kill(signal);
    const { code } = await ended;
    // The guard itself is at 1.8 s; the rest is for a busy machine to notice.
    expect([code, performance.now() - before < 2_000]).toEqual([0, true]);
    await closed;
    expect(existsSync(join(folder, 'data', 'lock'))).toBe(false);
  });

  it('ends within two seconds with a terminal that is still connecting', async () => {
    // Accepts and never speaks.
    const silent = createServer();
    const accepted = once(silent, 'connection') as Promise<[Socket]>;
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    try {
      const { child, line, ended } = start(flags());
      const socket = await openPage(await line);
      const { port } = silent.address() as AddressInfo;
      const machine = { kind: 'host', host: '127.0.0.1', port };
      await call(socket, 'terminals.open', { machine, size: { cols: 80, rows: 24 }, stream: 1, user: 'me' });
      const [connection] = await accepted;
      const closed = once(connection.resume(), 'close');
      const before = performance.now();
      child.kill('SIGTERM');
      const { code } = await ended;
      expect([code, performance.now() - before < 2_000]).toEqual([0, true]);
      await closed;
    } finally {
      silent.close();
    }
  });

  it('answers an unknown flag with one clear line and code 2', async () => {
    const { code, stdout, stderr } = await start(['--bogus']).ended;
    expect([code, stdout, stderr.trim().split('\n').length]).toEqual([2, '', 1]);
    expect(stderr).toContain('--bogus');
  });

  it('does not start twice on one data folder, and says who has it', async () => {
    const first = start(flags());
    await first.line;
    const { code, stdout, stderr } = await start(flags()).ended;
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(`process ${first.child.pid}`);
    expect(stderr).toContain(join(folder, 'data'));
  });

  it('names a port that is taken', async () => {
    const first = start(flags());
    const { port } = new URL((await first.line).replace('Gangway is ready: ', ''));
    const { code, stderr } = await start(['--no-open', '--port', port, '--data-dir', join(folder, 'other')]).ended;
    expect([code, stderr]).toEqual([1, expect.stringContaining(`Port ${port}`)]);
  });

  it('takes over after a copy that was killed', async () => {
    const first = start(flags());
    await first.line;
    first.child.kill('SIGKILL');
    await first.ended;
    expect(await start(flags()).line).toMatch(/^Gangway is ready/u);
  });

  it('writes neither its token nor what was called into the log', async () => {
    const { child, line, ended } = start(flags());
    const address = await line;
    const socket = await openPage(address);
    await call(socket, 'app.openExternal', { url: 'x'.repeat(10_000) });
    child.kill('SIGTERM');
    await ended;
    const log = readFileSync(join(folder, 'data', 'logs', 'gangway.log'), 'utf8');
    expect(log).not.toContain(address.split('#')[1]);
    expect(log).not.toContain('xxxx');
  });

  it('opens the demo once however often it is asked, and ends it with itself', async () => {
    const script = join(folder, 'demo.mjs');
    const notes = join(folder, 'notes');
    writeFileSync(
      script,
      `import { appendFileSync } from 'node:fs';
       const note = (text) => appendFileSync(${JSON.stringify(notes)}, text + '\\n');
       note(process.argv.slice(2).join());
       process.on('SIGTERM', () => process.exit(note('ended')));
       console.log('something else');
       console.log('Gangway is ready: http://127.0.0.1:1/#demo');
       setInterval(() => {}, 1000);`,
    );
    const { child, line, ended } = start([...flags(), '--demo-script', script]);
    const address = await line;
    const socket = await openPage(address);
    expect(await call(socket, 'app.openDemo')).toEqual({ url: 'http://127.0.0.1:1/#demo' });
    expect(await call(await openPage(address), 'app.openDemo')).toEqual({ url: 'http://127.0.0.1:1/#demo' });
    expect(readFileSync(notes, 'utf8')).toBe('--no-open\n');
    child.kill('SIGTERM');
    await ended;
    await expect.poll(() => readFileSync(notes, 'utf8')).toBe('--no-open\nended\n');
  });
});
