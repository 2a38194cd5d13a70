import { randomBytes } from 'node:crypto';
import type { TerminalChange } from '../../../shared/contract/terminals.ts';
import { AppError } from '../../../shared/model/errors.ts';
import type { Machine } from '../../../shared/model/machine.ts';
import type { SettingsLayer } from '../../../shared/model/session-settings.ts';
import type { ForwardState, Replay, ShellEnd, Step, Terminal, TerminalSettings, TerminalSize } from '../../../shared/model/terminal.ts';
import { INPUT_WINDOW } from '../../../shared/rpc/limits.ts';
import type { ByteStream } from '../../../shared/rpc/streams.ts';
import type { Shell } from '../../ssh/ssh.ts';
import { createOutputPump, type OutputPump } from './output-pump.ts';
import { createProgramTitle, type ProgramTitle } from './program-title.ts';
import { createReplayBuffer, type ReplayBuffer } from './replay-buffer.ts';
import { texts } from '../../../shared/texts/current.ts';

/** Bytes of output kept for a page that comes back. */
const REPLAY_BYTES = 1024 * 1024;
/** The SSH window of a terminal's channel in bytes: what can be under way when Ctrl-C is pressed. The most is for long links. */
export const TERMINAL_WINDOW = { least: 512 * 1024, most: 4 * 1024 * 1024 };
/** Lines of a tab's log that are kept. */
const MAX_LOG_LINES = 1_000;
/** Terminals, dead ones included. */
const MAX_TERMINALS = 200;

/** Brings a shell for a terminal into being; everything it throws is an `AppError`. */
export type OpenShell = (options: {
  terminal: string;
  machine: Machine;
  user: string | undefined;
  /** The strongest layer of settings. */
  settings: SettingsLayer | undefined;
  size: () => TerminalSize;
  report: (step: Omit<Step, 'at'>) => void;
  signal: AbortSignal;
  /** The forwards that run with the shell, as they come to stand. */
  onForwards: (forwards: readonly ForwardState[]) => void;
  /** The file that the output goes to; `undefined` when it does not any more. */
  onLogFile: (file: string | undefined) => void;
}) => Promise<OpenedShell>;

export interface OpenedShell {
  readonly shell: Shell;
  readonly address: string;
  readonly user: string;
}

/** What is known of a machine before a connection is tried; throws `not-running`, `not-found`. */
export type DescribeMachine = (
  wish: { machine: Machine; user: string | undefined; settings: SettingsLayer | undefined },
  signal: AbortSignal,
) => Promise<{ name: string; user: string; settings: TerminalSettings }>;

export interface Terminals {
  list(): readonly Terminal[];
  subscribe(changed: (change: TerminalChange) => void): () => void;
  open(input: {
    machine: Machine;
    size: TerminalSize;
    user: string | undefined;
    settings?: SettingsLayer | undefined;
    stream: ByteStream;
    signal: AbortSignal;
  }): Promise<string>;
  /** `title` is what the program calls its terminal now: the replay may not say so any more. */
  attach(id: string, stream: ByteStream): { readonly replay: Replay; readonly title: string };
  resize(id: string, size: TerminalSize): void;
  reconnect(id: string, size: TerminalSize): void;
  setParseRate(id: string, rate: number): void;
  close(id: string): void;
  closeAll(): void;
}

interface Live {
  view: Terminal;
  /** What the person asked for; `view.user` is what was used. */
  readonly wishedUser: string | undefined;
  readonly wishedSettings: SettingsLayer | undefined;
  size: TerminalSize;
  /** The program was told a size that no page has, for it to draw anew. */
  nudged: boolean;
  readonly pump: OutputPump;
  readonly replay: ReplayBuffer;
  readonly title: ProgramTitle;
  stream: ByteStream | undefined;
  shell: Shell | undefined;
  abort: AbortController;
}

export interface TerminalsOptions {
  readonly openShell: OpenShell;
  readonly describe: DescribeMachine;
  readonly now?: () => number;
  /** Open terminals follow the settings: tells when any may have changed. */
  readonly onSettingsChange?: (changed: () => void) => void;
  /** The settings of a terminal as they are now; throws when its session is gone. */
  readonly settingsOf?: (machine: Machine, wished: SettingsLayer | undefined) => TerminalSettings;
}

export function createTerminals(options: TerminalsOptions): Terminals {
  const now = options.now ?? Date.now;
  const live = new Map<string, Live>();
  const listeners = new Set<(change: TerminalChange) => void>();
  const emit = (change: TerminalChange): void => {
    for (const listener of listeners) listener(change);
  };

  function find(id: string): Live {
    const terminal = live.get(id);
    if (terminal === undefined) throw new AppError('not-found', texts().terminalTexts.closed, { hint: texts().terminalTexts.openNew });
    return terminal;
  }

  function note(terminal: Live, step: Omit<Step, 'at'>): void {
    const line: Step = { at: now(), ...step };
    terminal.view = { ...terminal.view, log: [...terminal.view.log, line].slice(-MAX_LOG_LINES) };
    emit({ kind: 'log', id: terminal.view.id, lines: [line] });
  }

  function turn(terminal: Live, state: Terminal['state'], more: { end?: ShellEnd; address?: string; user?: string } = {}): void {
    const { end: _, ...rest } = terminal.view;
    terminal.view = { ...rest, state, ...more };
    emit({ kind: 'state', id: terminal.view.id, state, ...more });
  }

  function setForwards(terminal: Live, forwards: readonly ForwardState[]): void {
    terminal.view = { ...terminal.view, forwards };
    emit({ kind: 'forwards', id: terminal.view.id, forwards });
  }

  function setLogFile(terminal: Live, logFile: string | undefined): void {
    const { logFile: _, ...rest } = terminal.view;
    terminal.view = { ...rest, ...(logFile === undefined ? {} : { logFile }) };
    emit({ kind: 'logging', id: terminal.view.id, ...(logFile === undefined ? {} : { logFile }) });
  }

  options.onSettingsChange?.(() => {
    for (const terminal of live.values()) {
      let settings: TerminalSettings | undefined;
      try {
        settings = options.settingsOf?.(terminal.view.machine, terminal.wishedSettings);
      } catch {
        // Its session was deleted: it keeps what it has.
      }
      if (settings === undefined || JSON.stringify(settings) === JSON.stringify(terminal.view.settings)) continue;
      terminal.view = { ...terminal.view, settings };
      emit({ kind: 'settings', id: terminal.view.id, settings });
    }
  });

  function ended(terminal: Live, end: ShellEnd): void {
    terminal.shell = undefined;
    terminal.pump.flush();
    if (terminal.view.forwards.length > 0) setForwards(terminal, []);
    if (terminal.view.logFile !== undefined) setLogFile(terminal, undefined);
    note(terminal, { step: 'session', state: end.how === 'exited' || end.how === 'closed' ? 'done' : 'failed', text: endText(end) });
    turn(terminal, 'ended', { end });
  }

  function connect(terminal: Live): void {
    const abort = new AbortController();
    terminal.abort = abort;
    const { id, machine } = terminal.view;
    const current = (): boolean => terminal.abort === abort && live.get(id) === terminal && terminal.view.state !== 'ended';
    options
      .openShell({
        terminal: id,
        machine,
        user: terminal.wishedUser,
        settings: terminal.wishedSettings,
        size: () => terminal.size,
        report: (step) => terminal.abort === abort && note(terminal, step),
        signal: abort.signal,
        onForwards: (forwards) => current() && setForwards(terminal, forwards),
        onLogFile: (file) => current() && setLogFile(terminal, file),
      })
      .then(
        ({ shell, address, user }) => {
          if (abort.signal.aborted) return shell.close();
          terminal.shell = shell;
          // Before its output and its end are heard of: it may have ended already, and says so at once.
          turn(terminal, 'open', { address, user });
          // The page may have been resized between the request and now.
          shell.resize(terminal.size);
          shell.onData((bytes) => print(terminal, bytes));
          shell.onEnd((end) => terminal.shell === shell && ended(terminal, end));
        },
        (error: unknown) => {
          if (terminal.abort !== abort || !live.has(id)) return;
          const known =
            error instanceof AppError ? error : new AppError('internal', texts().terminalTexts.unforeseen, { detail: String(error) });
          ended(terminal, { how: 'failed', error: known.toWire() });
        },
      );
  }

  function print(terminal: Live, bytes: Uint8Array): void {
    terminal.title.read(bytes);
    terminal.pump.push(bytes);
  }

  function setSize(terminal: Live, size: TerminalSize): void {
    terminal.size = size;
    terminal.replay.resize(size);
    terminal.shell?.resize(size);
  }

  // A program draws its whole picture only when it is told of another size. The page that comes has a row more or less than this and says so.
  function nudge(terminal: Live): void {
    terminal.nudged = !terminal.nudged;
    const { cols, rows } = terminal.size;
    setSize(terminal, { cols, rows: terminal.nudged && rows > 1 ? rows - 1 : rows + 1 });
  }

  function wire(terminal: Live, stream: ByteStream): Replay {
    const before = terminal.stream;
    terminal.stream = stream;
    const replay = terminal.pump.attach(stream);
    before?.close({ code: 'replaced', message: texts().terminalTexts.replaced });
    stream.onBytes((bytes) => {
      // Typed while no shell is there: dropped, never sent to a later one. The view says that it is not connected.
      if (terminal.shell === undefined) stream.grant(bytes.length);
      else terminal.shell.write(bytes.slice(), () => stream.grant(bytes.length));
    });
    stream.grant(INPUT_WINDOW);
    return replay;
  }

  return {
    list: () => [...live.values()].map((terminal) => terminal.view),
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    async open({ machine, size, user, settings, stream, signal }) {
      if (live.size >= MAX_TERMINALS)
        throw new AppError('limit', texts().terminalTexts.manyOpen(MAX_TERMINALS), { hint: texts().terminalTexts.closeSome });
      const described = await options.describe({ machine, user, settings }, signal).catch((error: unknown) => {
        stream.close();
        throw error;
      });
      const id = randomBytes(8).toString('hex');
      const view: Terminal = { id, machine, ...described, state: 'connecting', openedAt: now(), log: [], forwards: [] };
      const replay = createReplayBuffer(REPLAY_BYTES, size);
      const terminal: Live = {
        view,
        wishedUser: user,
        wishedSettings: settings,
        size,
        nudged: false,
        replay,
        pump: createOutputPump({ replay, consumed: (n) => terminal.shell?.consumed(n) }),
        title: createProgramTitle(),
        stream: undefined,
        shell: undefined,
        abort: new AbortController(),
      };
      live.set(id, terminal);
      emit({ kind: 'added', terminal: view });
      wire(terminal, stream);
      connect(terminal);
      return id;
    },
    attach(id, stream) {
      const terminal = find(id);
      if (terminal.shell !== undefined && terminal.replay.lacksPicture()) nudge(terminal);
      return { replay: wire(terminal, stream), title: terminal.title.current() };
    },
    resize(id, size) {
      const terminal = find(id);
      terminal.nudged = false;
      setSize(terminal, size);
    },
    reconnect(id, size) {
      const terminal = find(id);
      if (terminal.view.state !== 'ended') return;
      setSize(terminal, size);
      // Replayed with the rest, so that a page that comes later sees the same scrollback.
      print(terminal, separator(new Date(now())));
      terminal.pump.flush();
      turn(terminal, 'connecting');
      connect(terminal);
    },
    setParseRate: (id, rate) => find(id).pump.setParseRate(rate),
    close(id) {
      const terminal = find(id);
      live.delete(id);
      terminal.abort.abort(new AppError('cancelled', texts().terminalTexts.tabClosed));
      terminal.shell?.close();
      terminal.stream?.close();
      emit({ kind: 'removed', id });
    },
    closeAll() {
      for (const id of [...live.keys()]) this.close(id);
    },
  };
}

function endText(end: ShellEnd): string {
  if (end.error !== undefined) return end.error.message;
  if (end.how === 'lost') return texts().terminalTexts.lost;
  if (end.signal !== undefined) return texts().terminalTexts.bySignal(end.signal);
  return end.code === undefined ? texts().terminalTexts.ended : texts().terminalTexts.exitCode(end.code);
}

// Leaves every mode a dead program may have set (alternate screen, mouse, bracketed paste, cursor keys, hidden cursor, scroll
// region by DECSTR), then a line that no shell would print. CAN first: the output may have broken off inside a sequence. The
// cursor is saved, since leaving an alternate screen that was never entered would put it where it was saved last: at the top.
function separator(at: Date): Uint8Array {
  const modes = [1049, 1047, 47, 1000, 1002, 1003, 1006, 2004, 1, 1004].map((mode) => `\u001b[?${mode}l`).join('');
  const time = at.toTimeString().slice(0, 8);
  return new TextEncoder().encode(
    `\u0018\u001b7${modes}\u001b[?25h\u001b[!p\u001b[0m\r\n\u001b[90m──── ${texts().terminalTexts.reconnecting(time)} ────\u001b[0m\r\n`,
  );
}
