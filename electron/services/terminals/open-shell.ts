import type { Instance } from '../../../shared/model/instance.ts';
import type { ShellEnd, TerminalSettings } from '../../../shared/model/terminal.ts';
import type { Shell } from '../../ssh/ssh.ts';
import { openForwards } from '../forwards/open-forwards.ts';
import type { OpenLog } from '../logging/session-log.ts';
import type { ResolvedMachine } from '../sessions/resolve-machine.ts';
import { createConnectMachine, isUnreached, type ConnectMachineDeps } from './connect-machine.ts';
import { instanceName, lookAtInstance } from './look-at-instance.ts';
import { startLogging } from './logged-shell.ts';
import { TERMINAL_WINDOW, type DescribeMachine, type OpenedShell, type OpenShell } from './terminals.ts';
import { texts } from '../../../shared/texts/current.ts';

export interface OpenShellOptions extends ConnectMachineDeps {
  readonly openLog: OpenLog;
}

export function createDescribe({ instances, resolve }: Pick<OpenShellOptions, 'instances' | 'resolve'>): DescribeMachine {
  return async ({ machine, user, settings }, signal) => {
    const { name, target, values } = resolve(machine, settings);
    // Also refuses an instance that does not run, before there is a tab.
    const own = target.kind === 'host' ? target.host : instanceName(await lookAtInstance(instances, target, { signal }));
    return { name: name ?? own, user: user ?? values.user, settings: terminalSettings(values) };
  };
}

/** The part of the settings that the page carries out. */
export function terminalSettings(values: ResolvedMachine['values']): TerminalSettings {
  const { columns, rows, scrollback, bell, backspace, pasteGuard, closeOnExit } = values;
  const { fontFamily, fontSize, theme, colours, tabColour, cursor, cursorBlink } = values;
  return {
    ...{ columns, rows, scrollback, bell, backspace, pasteGuard, closeOnExit },
    ...{ fontFamily, fontSize, theme, colours, tabColour, cursor, cursorBlink },
  };
}

export function createOpenShell(options: OpenShellOptions): OpenShell {
  const connectMachine = createConnectMachine(options);

  async function open(resolved: ResolvedMachine, attempt: Parameters<OpenShell>[0]): Promise<OpenedShell> {
    const { machine, user, terminal, size, report, signal, onForwards, onLogFile } = attempt;
    const { values } = resolved;
    const { lease, address, name } = await connectMachine(machine, resolved, user, { terminal, report, signal });
    const { connection } = lease;
    try {
      report({
        step: 'shell',
        state: 'started',
        text: values.remoteCommand === '' ? texts().terminalTexts.openingShell : texts().terminalTexts.openingCommand,
      });
      const raw = await connection.shell({
        size: size(),
        window: TERMINAL_WINDOW,
        signal,
        report,
        term: values.terminalType,
        command: values.remoteCommand,
        environment: values.environment,
        utf8: values.encoding === 'utf-8',
      });
      report({ step: 'shell', state: 'done', text: texts().terminalTexts.shellOpen(connection.summary) });
      const host = resolved.target.kind === 'host' ? resolved.target.host : name;
      const port = Number(/:(\d+)$/u.exec(address)?.[1] ?? values.port);
      const log = await startLogging({ values, host, port, openLog: options.openLog, report, onLogFile });
      const coded = log.raw(raw);
      // The tables of the encodings are large, and few sessions need them.
      const shell = log.text(
        values.encoding === 'utf-8' ? coded : (await import('./encoded-shell.ts')).withEncoding(coded, values.encoding),
      );
      const forwards = openForwards({ forwards: values.forwards, connection, report, changed: onForwards });
      const release = (): void => {
        forwards.close();
        lease.release();
      };
      return { shell: releasing(shell, release), address, user: connection.user };
    } catch (error) {
      lease.release();
      throw error;
    }
  }

  return async (attempt) => {
    const { report, signal } = attempt;
    const resolved = options.resolve(attempt.machine, attempt.settings);
    const machine = resolved.target;
    const before = machine.kind === 'instance' ? options.instances.get(machine) : undefined;
    try {
      return await open(resolved, attempt);
    } catch (error) {
      if (machine.kind !== 'instance' || !isUnreached(error)) throw error;
      // Nobody there: it may have been stopped, or have another address, since it was listed.
      report({ step: 'plan', state: 'info', text: texts().terminalTexts.askingCloud });
      const now = await lookAtInstance(options.instances, machine, { signal, afresh: true });
      if (before !== undefined && sameAddresses(before, now)) throw error;
      report({ step: 'plan', state: 'info', text: texts().terminalTexts.otherAddresses });
      return await open(resolved, attempt);
    }
  };
}

function sameAddresses(a: Instance, b: Instance): boolean {
  return a.publicIp === b.publicIp && a.privateIp === b.privateIp && a.ipv6 === b.ipv6;
}

/** The same shell; its forwards and its share in the connection go with it, also when it is closed before anyone listened to it. */
function releasing(shell: Shell, release: () => void): Shell {
  let end: ShellEnd | undefined;
  let listener: ((end: ShellEnd) => void) | undefined;
  shell.onEnd((how) => {
    release();
    end = how;
    listener?.(how);
  });
  return {
    ...shell,
    onEnd(next) {
      listener = next;
      if (end !== undefined) next(end);
    },
    close() {
      shell.close();
      release();
    },
  };
}
