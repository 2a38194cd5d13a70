import type { Duplex } from 'node:stream';
import { resolvePath } from './command.ts';
import type { ShellSession, Size, Terminal } from './command.ts';
import { commands } from './commands.ts';
import { createKeyReader } from './keys.ts';
import type { Key } from './keys.ts';
import { createLineEditor } from './line-editor.ts';
import type { Machine } from './machine.ts';
import { createOutput } from './output.ts';
import { runLine } from './run.ts';

export interface ShellOptions {
  readonly machine: Machine;
  readonly user: string;
  /** Address of the person's computer. */
  readonly peer: string;
  readonly terminal: string;
  readonly variables: ReadonlyMap<string, string>;
  readonly stream: Duplex;
  /** Starts with the size of the pty request. */
  readonly size: Size;
}

export interface Shell {
  /** Resolves with the exit status. */
  readonly done: Promise<number>;
  resize(size: Size): void;
  /** Ctrl-C from outside (an SSH signal request). */
  interrupt(): void;
}

const maxHistory = 500;
/** Keys kept while a command runs; a terminal's line discipline keeps 4096 bytes. */
const maxTypedAhead = 65_536;

export function createSession(machine: Machine, user: string, peer: string, variables: ReadonlyMap<string, string>): ShellSession {
  const own = [
    ['HOME', machine.home],
    ['USER', user],
    ['SHELL', '/bin/sh'],
    ['PWD', machine.home],
    ['HOSTNAME', machine.hostname],
  ] as const;
  return { user, folder: machine.home, variables: new Map([...own, ...variables]), history: [], leaving: undefined, lastStatus: 0, peer };
}

/** An interactive shell on a channel: greeting, prompt, line editing, commands. */
export function startShell(options: ShellOptions): Shell {
  const { machine, stream } = options;
  let size = options.size;
  const session = createSession(machine, options.user, options.peer, new Map([...options.variables, ['TERM', options.terminal]]));
  const output = createOutput(stream, 'terminal');
  const readKeys = createKeyReader();
  const keys: Key[] = [];
  let wake: (() => void) | undefined;
  let closed = false;
  let running: AbortController | undefined;
  let editing = false;

  const editor = createLineEditor({
    write: (text) => output.show(text),
    columns: () => size.columns,
    history: session.history,
    complete: (before) => complete(before, machine, session),
  });
  const stir = (): void => {
    wake?.();
    wake = undefined;
  };
  stream.on('data', (data: Buffer) => {
    for (const key of readKeys(data)) {
      if (running && key.kind === 'control' && (key.name === 'interrupt' || key.name === 'quit')) {
        // As a terminal's line discipline does: what was typed ahead is thrown away.
        keys.length = 0;
        output.show('^C');
        running.abort();
      } else if (keys.length < maxTypedAhead) keys.push(key);
    }
    stir();
  });
  const onClosed = (): void => {
    closed = true;
    running?.abort();
    stir();
  };
  stream.on('end', onClosed);
  stream.on('close', onClosed);

  const nextKey = async (ms?: number): Promise<Key | undefined> => {
    if (keys.length === 0 && !closed && running?.signal.aborted !== true) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (ms !== undefined) timer = setTimeout(resolve, ms);
      });
      clearTimeout(timer);
    }
    return keys.shift();
  };
  const terminal: Terminal = { size: () => size, name: options.terminal, nextKey };

  async function readLine(): Promise<string | undefined> {
    editor.start(prompt(machine, session));
    editing = true;
    try {
      for (;;) {
        const key = await nextKey();
        if (closed) return undefined;
        const event = key && editor.press(key);
        if (event?.kind === 'line') return event.line;
        if (event?.kind === 'interrupt') return '';
        if (event?.kind === 'end') {
          output.show('logout\r\n');
          return undefined;
        }
      }
    } finally {
      editing = false;
    }
  }

  async function loop(): Promise<number> {
    output.show(greeting(machine, options.peer));
    while (session.leaving === undefined) {
      const line = await readLine();
      if (line === undefined) break;
      if (line.trim() === '') continue;
      if (session.history.at(-1) !== line) session.history.push(line);
      if (session.history.length > maxHistory) session.history.shift();
      const controller = new AbortController();
      running = controller;
      const forced = new AbortController();
      await runLine(line, {
        machine,
        session,
        terminal,
        signal: controller.signal,
        out: (text) => output.write(text, controller.signal),
        err: (text) => output.write(text, forced.signal).catch(() => undefined),
      });
      running = undefined;
      if (controller.signal.aborted) output.show('\r\n');
    }
    return session.leaving ?? session.lastStatus;
  }

  return {
    done: loop(),
    resize: (next) => {
      size = next;
      if (editing) editor.redraw();
      else stir();
    },
    interrupt: () => {
      running?.abort();
      stir();
    },
  };
}

function prompt(machine: Machine, session: ShellSession): string {
  const place =
    session.folder === machine.home
      ? '~'
      : session.folder.startsWith(`${machine.home}/`)
        ? `~${session.folder.slice(machine.home.length)}`
        : session.folder;
  const name = `${session.user}@${machine.hostname}`;
  return `\u001b]0;${name}: ${place}\u0007\u001b[1;32m${name}\u001b[0m:\u001b[1;34m${place}\u001b[0m$ `;
}

function greeting(machine: Machine, peer: string): string {
  const since = new Date(machine.bootedAt).toUTCString();
  return [
    `Welcome to ${machine.os.name} (${machine.os.kernel} ${machine.arch})`,
    '',
    `  ${machine.hostname} is played by Gangway's demo, on your own computer.`,
    `  ${machine.type} in ${machine.zone}, up since ${since}`,
    '',
    '  Try \u001b[1mhelp\u001b[0m, \u001b[1mls -l\u001b[0m, \u001b[1mtop\u001b[0m, \u001b[1mcolors\u001b[0m, \u001b[1mcat README.md\u001b[0m.',
    '',
    `Last login: ${new Date().toUTCString()} from ${peer}`,
    '',
  ].join('\n');
}

/** Command names for the first word, paths for the others. */
function complete(before: string, machine: Machine, session: ShellSession): readonly string[] {
  const word = /[^\s|;&>]*$/.exec(before)?.[0] ?? '';
  const first = /^\s*$|[|;&]\s*$/.test(before.slice(0, before.length - word.length));
  if (first && !word.includes('/'))
    return Object.keys(commands)
      .filter((name) => name.startsWith(word))
      .sort();
  const slash = word.lastIndexOf('/');
  const shown = word.slice(0, slash + 1);
  const folder = resolvePath(session, machine.home, shown === '' ? '.' : shown);
  const start = word.slice(slash + 1);
  return machine.files
    .list(folder)
    .filter((name) => name.startsWith(start) && (start.startsWith('.') || !name.startsWith('.')))
    .map((name) => shown + name);
}
