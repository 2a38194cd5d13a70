import { AppError } from '../../../shared/model/errors.ts';
import type { Instance } from '../../../shared/model/instance.ts';
import type { ShellEnd } from '../../../shared/model/terminal.ts';
import type { Route } from '../../../shared/route/plan-routes.ts';
import type { Dialer, ReportStep } from '../../dial/dialer.ts';
import type { ResolvedMachine, ResolveMachine } from '../sessions/resolve-machine.ts';
import type { TerminalSettings } from '../../../shared/model/terminal.ts';
import type { Lease } from '../../ssh/shared-connections.ts';
import type { Ask, Shell, SshConnect, SshConnection } from '../../ssh/ssh.ts';
import { planHost, planInstance, type ConnectionPlan, type FindKeyFile } from './connection-plan.ts';
import { instanceName, lookAtInstance, type InstanceFacts } from './look-at-instance.ts';
import { TERMINAL_WINDOW, type DescribeMachine, type OpenedShell, type OpenShell } from './terminals.ts';

export interface OpenShellOptions {
  readonly resolve: ResolveMachine;
  readonly instances: InstanceFacts;
  readonly dial: Dialer;
  readonly connect: SshConnect;
  readonly connections: {
    acquire(key: string, connect: () => Promise<SshConnection>): Promise<Lease>;
  };
  readonly findKeyFile: FindKeyFile;
  readonly ask: Ask;
}

/** Nobody answered there: the next address may be better, or the instance has changed since it was listed. */
const UNREACHED: ReadonlySet<string> = new Set(['unreachable', 'timeout', 'dns']);

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
  // A second tab shares the first one's connection: it shows the same address without dialling.
  const addresses = new WeakMap<SshConnection, string>();

  async function open(resolved: ResolvedMachine, { terminal, user, size, report, signal }: Parameters<OpenShell>[0]): Promise<OpenedShell> {
    const { target } = resolved;
    const plan =
      target.kind === 'host' ? planHost(resolved, target, user) : await planInstance(options, resolved, target, user, report, signal);
    const key = JSON.stringify([target, plan.user, plan.identity]);
    const lease = await options.connections.acquire(key, async () => {
      const { connection, address } = await connectBest(options, plan, terminal, report, signal);
      addresses.set(connection, address);
      return connection;
    });
    try {
      report({ step: 'shell', state: 'started', text: 'Opening a shell' });
      const shell = await lease.connection.shell({ size: size(), window: TERMINAL_WINDOW, signal });
      report({ step: 'shell', state: 'done', text: `Shell open (${lease.connection.summary})` });
      return { shell: releasing(shell, lease), address: addresses.get(lease.connection) ?? '', user: lease.connection.user };
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
      report({ step: 'plan', state: 'info', text: 'No answer. Asking the cloud whether the instance still runs there' });
      const now = await lookAtInstance(options.instances, machine, { signal, afresh: true });
      if (before !== undefined && sameAddresses(before, now)) throw error;
      report({ step: 'plan', state: 'info', text: 'The instance has other addresses by now: trying those' });
      return await open(resolved, attempt);
    }
  };
}

function isUnreached(error: unknown): boolean {
  return error instanceof AppError && UNREACHED.has(error.code);
}

function sameAddresses(a: Instance, b: Instance): boolean {
  return a.publicIp === b.publicIp && a.privateIp === b.privateIp && a.ipv6 === b.ipv6;
}

/** The same shell; its share in the connection goes with it. */
function releasing(shell: Shell, lease: Lease): Shell {
  let end: ShellEnd | undefined;
  let listener: ((end: ShellEnd) => void) | undefined;
  shell.onEnd((how) => {
    lease.release();
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
      lease.release();
    },
  };
}

async function connectBest(
  { dial, connect, ask }: OpenShellOptions,
  plan: ConnectionPlan,
  terminal: string,
  report: ReportStep,
  signal: AbortSignal,
): Promise<{ connection: SshConnection; address: string }> {
  let failure: unknown;
  for (const route of plan.routes) {
    const target = route.hops[0];
    if (target === undefined) continue;
    report({ step: 'plan', state: 'info', text: `Trying ${hopText(route)} (${route.why})` });
    try {
      const { stream, address } = await dial({ target, report, signal });
      const connection = await connect({
        stream,
        target: {
          host: target.host,
          port: target.port,
          user: plan.user,
          title: plan.name === target.host ? address : `${plan.name} (${address})`,
          terminal,
          identity: plan.identity,
          userCandidates: plan.candidates,
        },
        ask,
        report,
        signal,
        onRemember: plan.remember,
        onText: (text) => report({ step: 'authentication', state: 'info', text }),
      });
      return { connection, address };
    } catch (error) {
      signal.throwIfAborted();
      failure ??= error;
      // What failed has said so itself, on its own step.
      if (!(error instanceof AppError) || !UNREACHED.has(error.code)) throw error;
    }
  }
  throw failure ?? new AppError('no-address', `${plan.name} has no address to connect to.`);
}

function hopText(route: Route): string {
  return route.hops.map(({ host, port }) => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`)).join(' → ');
}
