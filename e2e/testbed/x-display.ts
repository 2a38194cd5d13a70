import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { desktopInstallLine } from '../../scripts/system-packages.ts';
import { recordProcesses, sweepFolders } from './leftovers.ts';
import { call, signal, until } from './processes.ts';

/** Also on a computer that has much else to do. Milliseconds. */
const START_TIMEOUT = 60_000;
const FOLDER = 'gangway-x-';
/** A client and its server start from nothing; a busy machine takes its time. Milliseconds. */
const WINDOW_TIMEOUT = 90_000;
/** Of a window that goes away meanwhile there is no answer at all. Milliseconds. */
const PIXEL_TIMEOUT = 5_000;
/** Between two keys; faster ones get lost on their way through a remote desktop. Milliseconds. */
const KEY_DELAY = 60;
/** What a line that arrived takes to do something, and how often it is typed. Milliseconds. */
const LINE_TIMEOUT = 20_000;
const LINE_TRIES = 4;
const PROGRAMS = ['/usr/bin/Xvfb', '/usr/bin/openbox', '/usr/bin/xdotool', '/usr/bin/wmctrl', '/usr/bin/import', '/usr/bin/xset'];

/** Why there is no display to be had here; empty: there is. For the names of skipped tests. */
export const noDisplay: string = missing(PROGRAMS);

/** Where to look for a colour. */
export interface ColourPlace {
  /** Default: 500. */
  readonly x?: number;
  /** Default: 400. */
  readonly y?: number;
  /** Default: 90 s. Milliseconds. */
  readonly within?: number;
  /** How far each of the three parts may be off, for pictures that came through a video codec. Default: 0. */
  readonly off?: number;
}

/** A display without a screen, with a window manager. */
export interface XDisplay {
  /** `:N`. */
  readonly name: string;
  /** For programs that are to show themselves here; `HOME` is a folder of the display's own. */
  readonly env: NodeJS.ProcessEnv;
  /** Ids of the windows with exactly this title, the newest last. */
  windows(title: string): Promise<readonly string[]>;
  /** Waits for one. Default: 90 s. */
  window(title: string, within?: number): Promise<string>;
  /** `rrggbb` of one point of a window; `undefined` when there is no such window or point (any more). */
  pixel(window: string, x: number, y: number): Promise<string | undefined>;
  /** Waits for the newest window of this title to have a colour at a point; rejects with the colour that was there instead. */
  showsColour(title: string, colour: string, at?: ColourPlace): Promise<string>;
  /** Clicks into the window, types, and presses Return unless told otherwise. */
  type(window: string, text: string, options?: { readonly enter?: boolean }): Promise<void>;
  /** Types a line and presses Return, and does so again where nothing came of it: the first picture of a session may be there before its ears. */
  typeUntil(window: string, line: string, done: () => boolean): Promise<void>;
  /** Presses keys by name, for example `Return` or `ctrl+alt+Return`. */
  keys(window: string, ...names: readonly string[]): Promise<void>;
  /** As its close button does. */
  closeWindow(window: string): Promise<void>;
  /** A picture of the whole display as PNG, for a test that failed. */
  picture(): Promise<Buffer>;
  stop(): Promise<void>;
}

/** Larger than the windows of clients with their frames: one that does not fit is made smaller, and its server is asked for another size. */
export interface XDisplayOptions {
  /** Default: 1600. */
  readonly width?: number;
  /** Default: 1100. */
  readonly height?: number;
}

/** Starts Xvfb on a number that it chooses itself, and openbox on it. Displays of runs that died are ended first. Every call of a program has a time limit. */
export async function startXDisplay({ width = 1_600, height = 1_100 }: XDisplayOptions = {}): Promise<XDisplay> {
  if (noDisplay !== '') throw new Error(`No display: ${noDisplay}.`);
  await sweepFolders(FOLDER);
  const home = await mkdtemp(join(tmpdir(), FOLDER));
  const children: ChildProcess[] = [];
  const abandoned = (): void => {
    for (const child of children) signal(child.pid, 'SIGKILL');
    rmSync(home, { recursive: true, force: true });
  };
  process.once('exit', abandoned);

  const stop = async (): Promise<void> => {
    process.off('exit', abandoned);
    for (const child of children.toReversed()) await end(child);
    await rm(home, { recursive: true, force: true });
  };

  try {
    const screen = `${width}x${height}x24`;
    const server = spawn('/usr/bin/Xvfb', ['-displayfd', '3', '-screen', '0', screen, '-nolisten', 'tcp', '-noreset'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    children.push(server);
    recordProcesses(home, children);
    const name = `:${await displayNumber(server)}`;
    const env: NodeJS.ProcessEnv = { ...process.env, HOME: home, DISPLAY: name, NO_AT_BRIDGE: '1' };
    for (const variable of ['WAYLAND_DISPLAY', 'XAUTHORITY', 'DBUS_SESSION_BUS_ADDRESS', 'XDG_RUNTIME_DIR']) delete env[variable];
    children.push(spawn('/usr/bin/openbox', [], { env, stdio: 'ignore' }));
    recordProcesses(home, children);
    await until('the window manager', START_TIMEOUT, async () => {
      const told = await call('/usr/bin/wmctrl', ['-m'], { env }).catch(() => Buffer.alloc(0));
      return told.includes('Openbox');
    });
    // Between press and release of a key a busy machine takes long enough for it to repeat itself.
    await call('/usr/bin/xset', ['r', 'off'], { env });
    return { name, env, ...hands(env), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function hands(env: NodeJS.ProcessEnv): Omit<XDisplay, 'name' | 'env' | 'stop'> {
  const xdotool = (...args: readonly string[]): Promise<Buffer> => call('/usr/bin/xdotool', args, { env, timeout: 20_000 });

  const windows = async (title: string): Promise<readonly string[]> => {
    const pattern = `^${title.replace(/[\\^$.*+?()[\]{}|]/gu, '\\$&')}$`;
    // It ends with 1 when there is none.
    const found = await xdotool('search', '--onlyvisible', '--name', pattern).catch(() => Buffer.alloc(0));
    return found
      .toString()
      .split('\n')
      .filter((line) => /^\d+$/u.test(line));
  };
  const window = (title: string, within: number = WINDOW_TIMEOUT): Promise<string> =>
    until(`a window with the title ${title}`, within, async () => (await windows(title)).at(-1));
  const exists = (id: string): Promise<boolean> =>
    xdotool('getwindowgeometry', id).then(
      () => true,
      () => false,
    );
  const pixel = async (id: string, x: number, y: number): Promise<string | undefined> => {
    // `import` with an empty id, or that of no window, waits for somebody to click.
    if (!/^\d+$/u.test(id) || !(await exists(id))) return undefined;
    const args = ['-window', id, '-crop', `1x1+${x}+${y}`, '-depth', '8', 'rgb:-'];
    const raw = await call('/usr/bin/import', args, { env, timeout: PIXEL_TIMEOUT }).catch(() => Buffer.alloc(0));
    return raw.length === 3 ? raw.toString('hex') : undefined;
  };
  const focus = async (id: string): Promise<void> => {
    await xdotool('windowactivate', id);
    await until('the window to have the keyboard', WINDOW_TIMEOUT, async () => {
      const active = await xdotool('getactivewindow').catch(() => Buffer.alloc(0));
      return active.toString().trim() === id;
    });
    await xdotool('mousemove', '--window', id, '300', '300', 'click', '1');
  };
  const typeText = async (text: string, enter: boolean): Promise<void> => {
    await xdotool('type', '--delay', String(KEY_DELAY), '--', text);
    if (enter) await xdotool('key', 'Return');
  };

  return {
    windows,
    window,
    pixel,
    async showsColour(title, colour, { x = 500, y = 400, within = WINDOW_TIMEOUT, off = 0 } = {}) {
      let last: string | undefined;
      try {
        return await until('a colour', within, async () => {
          const id = (await windows(title)).at(-1);
          if (id === undefined) return undefined;
          last = await pixel(id, x, y);
          return last !== undefined && isColour(last, colour, off) ? id : undefined;
        });
      } catch (error) {
        throw new Error(`The window ${title} did not show ${colour} at ${x},${y} within ${within} ms, but ${last ?? 'nothing'}.`, {
          cause: error,
        });
      }
    },
    async type(id, text, { enter = true } = {}) {
      await focus(id);
      await typeText(text, enter);
    },
    async typeUntil(id, line, done) {
      for (let left = LINE_TRIES; left > 0; left -= 1) {
        await focus(id);
        // The rest of a line that lost its keys on the way.
        if (left < LINE_TRIES) await xdotool('key', 'ctrl+u');
        await typeText(line, true);
        const came = await until('the line to do something', LINE_TIMEOUT, done).then(
          () => true,
          () => false,
        );
        if (came) return;
      }
      throw new Error(`Nothing came of typing “${line}” ${LINE_TRIES} times.`);
    },
    async keys(id, ...names) {
      await focus(id);
      await xdotool('key', '--delay', String(KEY_DELAY), ...names);
    },
    async closeWindow(id) {
      await call('/usr/bin/wmctrl', ['-i', '-c', `0x${Number(id).toString(16)}`], { env });
    },
    picture: () => call('/usr/bin/import', ['-window', 'root', 'png:-'], { env }),
  };
}

/** Whether two colours (`rrggbb`) are the same but for `off` in each part. */
export function isColour(one: string, other: string, off: number): boolean {
  const part = (colour: string, at: number): number => Number.parseInt(colour.slice(at, at + 2), 16);
  return [0, 2, 4].every((at) => Math.abs(part(one, at) - part(other, at)) <= off);
}

/** Why the real desktops cannot be used, as words; empty: they can. */
export function missing(programs: readonly string[]): string {
  if (process.env['GANGWAY_DESKTOPS'] === '0') return 'GANGWAY_DESKTOPS=0 is set';
  if (process.platform !== 'linux') return 'this is not Linux';
  const absent = programs.filter((program) => !existsSync(program));
  return absent.length === 0 ? '' : `${absent.join(', ')} missing; run: ${desktopInstallLine}`;
}

/** Ends a child and waits for it; by force when it does not want to. */
export async function end(child: ChildProcess, patience = 2_000): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const timer = setTimeout(() => child.kill('SIGKILL'), patience);
  child.kill('SIGTERM');
  await gone;
  clearTimeout(timer);
}

function displayNumber(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('Xvfb named no display.')), START_TIMEOUT);
    let text = '';
    (server.stdio[3] as Readable).on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const [, number] = /^(\d+)\n/u.exec(text) ?? [];
      if (number === undefined) return;
      clearTimeout(timer);
      resolve(number);
    });
    server.once('exit', (code) => reject(new Error(`Xvfb ended with ${code}.`)));
    server.once('error', reject);
  });
}
