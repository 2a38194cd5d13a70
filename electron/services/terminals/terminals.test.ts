import { describe, expect, it, vi } from 'vitest';
import type { TerminalChange } from '../../../shared/contract/terminals.ts';
import { AppError } from '../../../shared/model/errors.ts';
import { BUILT_IN } from '../../../shared/model/session-settings.ts';
import type { ShellEnd, TerminalSize } from '../../../shared/model/terminal.ts';
import { createLinkPair } from '../../../shared/rpc/link.ts';
import { parseHostFrame, decodeBytes, parsePageFrame, type StreamFrame } from '../../../shared/rpc/frames.ts';
import { createStreams } from '../../../shared/rpc/streams.ts';
import type { Shell } from '../../ssh/ssh.ts';
import { createTerminals, type OpenedShell, type OpenShell } from './terminals.ts';

const machine = { kind: 'host', host: 'example.test', port: 22 } as const;
const size: TerminalSize = { cols: 80, rows: 24 };

/** A shell whose far end is the test. */
function fakeShell() {
  let data: (bytes: Uint8Array) => void = () => {};
  let end: (end: ShellEnd) => void = () => {};
  const seen = { written: [] as string[], sizes: [] as TerminalSize[], consumed: 0, closed: false };
  const shell: Shell = {
    onData: (receive) => void (data = receive),
    onEnd: (ended) => void (end = ended),
    write: (bytes, written) => {
      seen.written.push(Buffer.from(bytes).toString());
      written?.();
    },
    resize: (to) => void seen.sizes.push(to),
    consumed: (n) => void (seen.consumed += n),
    close: () => void (seen.closed = true),
  };
  return { shell, seen, print: (text: string) => data(Buffer.from(text)), end: (how: ShellEnd) => end(how) };
}

function page() {
  const [left, right] = createLinkPair();
  const host = createStreams(left);
  const view = createStreams(right);
  left.onFrame((frame) =>
    typeof frame === 'string'
      ? host.control(parsePageFrame(frame) as StreamFrame)
      : host.bytes(decodeBytes(frame).stream, decodeBytes(frame).bytes),
  );
  right.onFrame((frame) =>
    typeof frame === 'string'
      ? view.control(parseHostFrame(frame) as StreamFrame)
      : view.bytes(decodeBytes(frame).stream, decodeBytes(frame).bytes),
  );
  let next = 1;
  return {
    stream() {
      const id = next++;
      const mine = view.open(id);
      let text = '';
      let closed: unknown;
      mine.onBytes((bytes) => (text += Buffer.from(bytes).toString()));
      mine.onClose((error) => (closed = error ?? 'closed'));
      const theirs = host.open(id);
      mine.grant(1024 * 1024);
      return { theirs, type: (typed: string) => mine.write(Buffer.from(typed)), text: () => text, closed: () => closed };
    },
  };
}

function start() {
  const attempts: (Parameters<OpenShell>[0] & { resolve(opened: OpenedShell): void; reject(error: unknown): void })[] = [];
  const changes: TerminalChange[] = [];
  const terminals = createTerminals({
    describe: ({ user }) => Promise.resolve({ name: 'web-1', user: user ?? '', settings: BUILT_IN }),
    openShell: (attempt) => new Promise((resolve, reject) => attempts.push({ ...attempt, resolve, reject })),
    now: () => 1_000,
  });
  terminals.subscribe((change) => changes.push(change));
  const open = async (stream = page().stream()) => {
    const id = await terminals.open({ machine, size, user: undefined, stream: stream.theirs, signal: new AbortController().signal });
    return { id, stream };
  };
  const connect = async (attempt: number) => {
    const far = fakeShell();
    attempts[attempt]?.resolve({ shell: far.shell, address: '127.0.0.1:22', user: 'ubuntu' });
    await vi.waitFor(() => expect(terminals.list().at(-1)?.state).toBe('open'));
    return far;
  };
  return { terminals, attempts, changes, open, connect };
}

describe('terminals', () => {
  it('carry bytes both ways once the shell is open', async () => {
    const { open, connect, terminals } = start();
    const { stream } = await open();
    const far = await connect(0);
    far.print('hello');
    stream.type('ls\r');
    await vi.waitFor(() => expect(stream.text()).toBe('hello'));
    await vi.waitFor(() => expect(far.seen.written).toEqual(['ls\r']));
    expect(terminals.list()[0]).toMatchObject({ state: 'open', user: 'ubuntu', address: '127.0.0.1:22' });
  });

  it('end after they opened, also when the shell was over before anyone listened', async () => {
    const { open, attempts, terminals, changes } = start();
    const { stream } = await open();
    const far = fakeShell();
    const shell: Shell = {
      ...far.shell,
      onData: (receive) => receive(Buffer.from('done\r\n')),
      onEnd: (ended) => ended({ how: 'exited', code: 0 }),
    };
    attempts[0]?.resolve({ shell, address: '127.0.0.1:22', user: 'ubuntu' });
    await vi.waitFor(() => expect(stream.text()).toBe('done\r\n'));
    expect(changes.flatMap((change) => (change.kind === 'state' ? [change.state] : []))).toEqual(['open', 'ended']);
    expect(terminals.list()[0]).toMatchObject({ state: 'ended', end: { how: 'exited', code: 0 } });
  });

  it('are replayed to a page that comes back, and the former stream is closed', async () => {
    const { open, connect, terminals } = start();
    const { id, stream } = await open();
    const far = await connect(0);
    far.print('before ');
    const again = page().stream();
    expect(terminals.attach(id, again.theirs)).toEqual({
      replay: { bytes: 'before '.length, sizes: [{ at: 0, ...size }] },
      title: '',
    });
    far.print('after');
    await vi.waitFor(() => expect(again.text()).toBe('before after'));
    await vi.waitFor(() => expect(stream.closed()).toMatchObject({ code: 'replaced' }));
    // Its program hears nothing of it: a page that wants another size says so.
    expect(far.seen.sizes).toEqual([size]);
  });

  it('tell a page that comes back at which sizes they were printed', async () => {
    const { open, connect, terminals } = start();
    const { id } = await open();
    const far = await connect(0);
    far.print('wide');
    terminals.resize(id, { cols: 40, rows: 10 });
    far.print('narrow');
    far.end({ how: 'exited', code: 0 });
    terminals.reconnect(id, { cols: 41, rows: 10 });
    const { replay } = terminals.attach(id, page().stream().theirs);
    expect(replay.sizes).toEqual([
      { at: 0, ...size },
      { at: 'wide'.length, cols: 40, rows: 10 },
      { at: 'widenarrow'.length, cols: 41, rows: 10 },
    ]);
    expect(far.seen.sizes.at(-1)).toEqual({ cols: 40, rows: 10 });
  });

  it('tell a page that comes back what the program calls them, though the output that said so is gone', async () => {
    const { open, connect, terminals } = start();
    const { id } = await open();
    const far = await connect(0);
    far.print('\u001b]0;night bu');
    far.print('ild\u0007');
    far.print('x'.repeat(2 * 1024 * 1024));
    expect(terminals.attach(id, page().stream().theirs).title).toBe('night build');
    // A title that the shell was in the middle of is not ended by the next one.
    far.print('\u001b]0;half');
    far.end({ how: 'lost' });
    terminals.reconnect(id, size);
    (await connect(1)).print('ready\u0007');
    expect(terminals.attach(id, page().stream().theirs).title).toBe('night build');
  });

  it('have a full-screen program draw anew what is not kept any more', async () => {
    const { open, connect, terminals } = start();
    const { id } = await open();
    const far = await connect(0);
    far.print('\u001b[?1049hframe');
    terminals.attach(id, page().stream().theirs);
    expect(far.seen.sizes).toEqual([size]);
    far.print('x'.repeat(2 * 1024 * 1024));
    const smaller = { cols: size.cols, rows: size.rows - 1 };
    expect(terminals.attach(id, page().stream().theirs).replay.sizes.at(-1)).toMatchObject(smaller);
    expect(far.seen.sizes).toEqual([size, smaller]);
    // Nobody looked in between: it does not become smaller each time.
    terminals.attach(id, page().stream().theirs);
    expect(far.seen.sizes.at(-1)).toEqual(size);
    terminals.attach(id, page().stream().theirs);
    terminals.resize(id, size);
    expect(far.seen.sizes.slice(-2)).toEqual([smaller, size]);
    terminals.attach(id, page().stream().theirs);
    expect(far.seen.sizes.at(-1)).toEqual(smaller);
  });

  it('say how the shell ended and keep the scrollback over a reconnect', async () => {
    const { open, connect, terminals } = start();
    const { id, stream } = await open();
    const far = await connect(0);
    far.print('old');
    far.end({ how: 'lost', error: { code: 'lost', message: 'No answer for 45 s.' } });
    expect(terminals.list()[0]).toMatchObject({ state: 'ended', end: { how: 'lost' } });
    terminals.reconnect(id, size);
    const next = await connect(1);
    next.print('new');
    await vi.waitFor(() => expect(stream.text()).toMatch(/^old[^]*reconnecting at[^]*new$/u));
    expect(terminals.list()[0]?.end).toBeUndefined();
  });

  it('never hand keys typed while disconnected to a later shell', async () => {
    const { open, connect, terminals } = start();
    const { id, stream } = await open();
    const far = await connect(0);
    far.end({ how: 'lost' });
    stream.type('rm -rf *\r');
    terminals.reconnect(id, size);
    const next = await connect(1);
    stream.type('ls\r');
    await vi.waitFor(() => expect(next.seen.written).toEqual(['ls\r']));
  });

  it('show why an attempt failed', async () => {
    const { open, attempts, terminals } = start();
    await open();
    attempts[0]?.reject(new AppError('unreachable', 'Connection refused by 127.0.0.1:22.', { hint: 'Is sshd running?' }));
    await vi.waitFor(() => expect(terminals.list()[0]?.state).toBe('ended'));
    expect(terminals.list()[0]?.end).toMatchObject({ how: 'failed', error: { code: 'unreachable', hint: 'Is sshd running?' } });
    expect(terminals.list()[0]?.log.at(-1)).toMatchObject({ state: 'failed', text: 'Connection refused by 127.0.0.1:22.' });
  });

  it('end the whole attempt when the tab is closed, and close a shell that still comes', async () => {
    const { open, attempts, terminals, changes } = start();
    const { id } = await open();
    terminals.close(id);
    expect(attempts[0]?.signal.aborted).toBe(true);
    const far = fakeShell();
    attempts[0]?.resolve({ shell: far.shell, address: '', user: '' });
    await vi.waitFor(() => expect(far.seen.closed).toBe(true));
    expect(terminals.list()).toEqual([]);
    expect(changes.at(-1)).toEqual({ kind: 'removed', id });
  });

  it('show the forwards and the log file of the shell while it lives', async () => {
    const { open, connect, terminals, attempts, changes } = start();
    const { id } = await open();
    const far = await connect(0);
    const forward = { text: '127.0.0.1:8080 → db:5432', state: 'open' as const };
    attempts[0]?.onForwards([forward]);
    attempts[0]?.onLogFile('/home/me/web.log');
    expect(terminals.list()[0]).toMatchObject({ forwards: [forward], logFile: '/home/me/web.log' });
    expect(changes.slice(-2)).toEqual([
      { kind: 'forwards', id, forwards: [forward] },
      { kind: 'logging', id, logFile: '/home/me/web.log' },
    ]);
    far.end({ how: 'exited', code: 0 });
    expect(terminals.list()[0]?.forwards).toEqual([]);
    expect(terminals.list()[0]?.logFile).toBeUndefined();
    // What an ended shell still says is not the terminal's any more.
    attempts[0]?.onForwards([forward]);
    expect(terminals.list()[0]?.forwards).toEqual([]);
  });

  it('follow their settings, and keep what they have when their session is gone', async () => {
    let settings = { ...BUILT_IN };
    let gone = false;
    let changed = (): void => {};
    const seen: TerminalChange[] = [];
    const terminals = createTerminals({
      describe: () => Promise.resolve({ name: 'web-1', user: '', settings: BUILT_IN }),
      openShell: () => new Promise(() => {}),
      onSettingsChange: (listener) => {
        changed = listener;
      },
      settingsOf: () => {
        if (gone) throw new AppError('not-found', 'gone');
        return settings;
      },
    });
    const signal = new AbortController().signal;
    const id = await terminals.open({ machine, size, user: undefined, stream: page().stream().theirs, signal });
    terminals.subscribe((change) => seen.push(change));
    changed();
    expect(seen).toEqual([]);
    settings = { ...BUILT_IN, fontSize: 20 };
    changed();
    expect(seen).toEqual([{ kind: 'settings', id, settings }]);
    expect(terminals.list()[0]?.settings.fontSize).toBe(20);
    gone = true;
    changed();
    expect(seen).toHaveLength(1);
    expect(terminals.list()[0]?.settings.fontSize).toBe(20);
  });

  it('refuse a machine that cannot be connected to before any tab is made', async () => {
    const terminals = createTerminals({
      describe: () => Promise.reject(new AppError('not-running', 'web-3 is stopped.')),
      openShell: () => Promise.reject(new Error('not reached')),
    });
    const stream = page().stream();
    const opened = terminals.open({ machine, size, user: undefined, stream: stream.theirs, signal: new AbortController().signal });
    await expect(opened).rejects.toMatchObject({ code: 'not-running' });
    expect(terminals.list()).toEqual([]);
  });
});
