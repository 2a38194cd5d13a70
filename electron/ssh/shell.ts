import { displayText } from '../../shared/model/display-text.ts';
import { AppError } from '../../shared/model/errors.ts';
import type { ShellEnd } from '../../shared/model/terminal.ts';
import type { createWindowedChannels } from './channel-window.ts';
import { wantedUser } from './server-text.ts';
import type { Shell, ShellOptions } from './ssh.ts';
import { texts } from '../../shared/texts/current.ts';

const TERM = 'xterm-256color';
/** Encoded terminal modes (RFC 4254 section 8): IUTF8 (RFC 8160), so that erasing takes a whole character; then the end mark. */
const modes = (utf8: boolean): Buffer => Buffer.of(42, 0, 0, 0, utf8 ? 1 : 0, 0);
/** How much of the first output is searched for "Please login as the user …", which cloud images print for `root`. */
const HINT_BYTES = 2_048;

export interface ShellDeps {
  readonly channels: ReturnType<typeof createWindowedChannels>;
  readonly timeout: number;
  /** Whether the server is asked to forward the agent. */
  readonly forwardAgent: boolean;
  /** The server broke the rules of the window: the whole connection cannot be trusted. */
  readonly overrun: () => void;
  /** Why the connection ended: called at most once, `undefined` when on purpose. Returns what ends the listening. */
  readonly onConnectionEnd: (ended: (error: AppError | undefined) => void) => () => void;
}

/** Opens a shell in a PTY. Throws `AppError` (`unsupported`, `timeout`, `cancelled`, `lost`). */
export function openShell(
  deps: ShellDeps,
  { size, window, signal, term = TERM, command = '', environment = [], utf8 = true, report }: ShellOptions,
): Promise<Shell> {
  return new Promise((resolve, reject) => {
    let receive: ((bytes: Uint8Array) => void) | undefined;
    let early: Uint8Array[] = [];
    let firstOutput = '';
    let exit: { code: number } | { signal: string } | undefined;
    let end: ShellEnd | undefined;
    let listeners: ((end: ShellEnd) => void)[] = [];
    let phase: 'opening' | 'open' | 'ended' = 'opening';
    let closedByUs = false;
    // Answers come in the order of the requests and carry no name.
    const requests: { readonly what: string; readonly needed: boolean }[] = [];
    let wished = size;

    const fail = (error: AppError): void => {
      if (phase !== 'opening') return;
      phase = 'ended';
      release();
      channel.close();
      reject(error);
    };
    const finish = (how: ShellEnd): void => {
      if (phase !== 'open') return;
      phase = 'ended';
      release();
      end = how;
      // Output that nobody has taken yet comes first.
      if (receive !== undefined) tellEnd();
    };
    const tellEnd = (): void => {
      const told = listeners;
      listeners = [];
      if (end !== undefined) for (const listener of told) listener(end);
    };
    const aborted = (): void => fail(new AppError('cancelled', texts().sshErrors.shellCancelled));
    const timer = setTimeout(
      () =>
        fail(
          new AppError('timeout', texts().sshErrors.slowShell(deps.timeout / 1000), {
            hint: texts().sshErrors.slowShellHint,
          }),
        ),
      deps.timeout,
    );
    const stopListening = deps.onConnectionEnd((error) => {
      fail(error ?? new AppError('lost', texts().sshErrors.closedOpening));
      finish(error === undefined ? { how: 'closed' } : { how: 'lost', error: error.toWire() });
    });
    const release = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
      stopListening();
    };

    const channel = deps.channels.open(
      { most: window.least, ...window },
      {
        opened() {
          // All go out at once: one round trip less on long links.
          channel.pty(wished, term, modes(utf8));
          requests.push({ what: texts().sshErrors.aTerminal, needed: true });
          if (deps.forwardAgent) {
            channel.forwardAgent();
            requests.push({ what: texts().sshErrors.forwardAgent, needed: false });
          }
          for (const { name, value } of environment) {
            channel.env(name, value);
            requests.push({ what: texts().sshErrors.variable(name), needed: false });
          }
          if (command === '') channel.shell();
          else channel.exec(command);
          requests.push({ what: command === '' ? texts().sshErrors.aShell : texts().sshErrors.remoteCommand, needed: true });
        },
        refused: (description) =>
          fail(
            new AppError('unsupported', texts().sshErrors.noSession, {
              hint: texts().sshErrors.noSessionHint,
              detail: displayText(description),
            }),
          ),
        answered(success) {
          const request = requests.shift();
          if (phase !== 'opening' || request === undefined) return;
          const refused = texts().sshErrors.refused(request.what);
          if (!success && request.needed) {
            return fail(new AppError('unsupported', texts().sshErrors.sentence(refused), { hint: texts().sshErrors.limitedLogin }));
          }
          if (!success) report?.({ step: 'shell', state: 'info', text: refused });
          if (requests.length > 0) return;
          phase = 'open';
          clearTimeout(timer);
          signal.removeEventListener('abort', aborted);
          if (wished !== size) channel.resize(wished);
          resolve(shell);
        },
        data(bytes) {
          if (firstOutput.length < HINT_BYTES) firstOutput += Buffer.from(bytes.subarray(0, HINT_BYTES)).toString('latin1');
          if (receive === undefined) early.push(bytes);
          else receive(bytes);
        },
        exitStatus: (code) => (exit ??= { code }),
        exitSignal: (name) => (exit ??= { signal: name }),
        closed() {
          fail(new AppError('lost', texts().sshErrors.closedBefore));
          finish(closedByUs ? { how: 'closed' } : { how: 'exited', ...exit, ...loginHint(firstOutput) });
        },
        overrun: deps.overrun,
      },
    );

    const shell: Shell = {
      onData(next) {
        receive = next;
        const bytes = early;
        early = [];
        for (const block of bytes) next(block);
        if (end !== undefined) tellEnd();
      },
      onEnd(next) {
        listeners.push(next);
        if (end !== undefined && receive !== undefined) queueMicrotask(tellEnd);
      },
      write: (bytes, written) => channel.write(bytes, written),
      resize(next) {
        wished = next;
        channel.resize(next);
      },
      consumed: (n) => channel.grant(n),
      close() {
        if (phase !== 'open') return;
        closedByUs = true;
        channel.close();
        finish({ how: 'closed' });
      },
    };
    if (signal.aborted) aborted();
    else signal.addEventListener('abort', aborted, { once: true });
  });
}

function loginHint(output: string): { error?: ReturnType<AppError['toWire']> } {
  const wanted = wantedUser(output);
  if (wanted === undefined) return {};
  const error = new AppError('auth-failed', texts().sshErrors.notLetIn, { hint: texts().sshErrors.logInAs(wanted) });
  return { error: error.toWire() };
}
