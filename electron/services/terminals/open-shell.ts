import { AppError } from '../../../shared/model/errors.ts';
import type { Instance, InstanceRef, LoginName } from '../../../shared/model/instance.ts';
import type { Machine } from '../../../shared/model/machine.ts';
import { displayText } from '../../../shared/model/display-text.ts';
import { planRoutes, type Route } from '../../../shared/route/plan-routes.ts';
import type { Dialer, ReportStep } from '../../dial/dialer.ts';
import type { Lease } from '../../ssh/shared-connections.ts';
import type { ShellEnd } from '../../../shared/model/terminal.ts';
import type { Ask, Identity, Shell, SshConnect, SshConnection } from '../../ssh/ssh.ts';
import { TERMINAL_WINDOW, type DescribeMachine, type OpenShell } from './terminals.ts';

/** What the terminals need to know of instances. */
export interface InstanceFacts {
  get(ref: InstanceRef): Instance | undefined;
  /** A fresh look at the cloud; `undefined`: gone. */
  describe(ref: InstanceRef, signal: AbortSignal): Promise<Instance | undefined>;
  login(ref: InstanceRef, signal: AbortSignal): Promise<LoginName>;
  keyFile(ref: InstanceRef): string | undefined;
  setLogin(ref: InstanceRef, user: string | null): Promise<unknown>;
  setKeyFile(ref: InstanceRef, path: string | null): Promise<unknown>;
}

/** Looks for the private key of an EC2 key pair. */
export type FindKeyFile = (keyName: string) => Promise<{ path: string | undefined; lookedAt: readonly string[] }>;

export interface OpenShellOptions {
  readonly instances: InstanceFacts;
  readonly dial: Dialer;
  readonly connect: SshConnect;
  readonly connections: {
    acquire(key: string, connect: () => Promise<SshConnection>): Promise<Lease>;
  };
  readonly findKeyFile: FindKeyFile;
  readonly ask: Ask;
}

/** The plain facts of a connection, whatever kind of machine it goes to. */
interface Plan {
  readonly name: string;
  readonly user: string;
  readonly candidates: readonly string[];
  readonly identity: Identity;
  readonly routes: readonly Route[];
  readonly remember: (choice: { user: string; keyFile: string }) => void;
}

const NEXT_ROUTE: ReadonlySet<string> = new Set(['unreachable', 'timeout', 'dns']);

export function createDescribe({ instances }: Pick<OpenShellOptions, 'instances'>): DescribeMachine {
  return async (machine, user, signal) => {
    if (machine.kind === 'host') return { name: machine.host, user: user ?? '' };
    const instance = await lookAt(instances, machine, signal);
    return { name: displayText(instance.name === '' ? instance.instance : instance.name, 128), user: user ?? '' };
  };
}

export function createOpenShell(options: OpenShellOptions): OpenShell {
  // A second tab shares the first one's connection: it shows the same address without dialling.
  const addresses = new WeakMap<SshConnection, string>();
  return async ({ terminal, machine, user, size, report, signal }) => {
    const plan = machine.kind === 'host' ? planHost(machine, user) : await planInstance(options, machine, user, report, signal);
    const key = JSON.stringify([machine, plan.user, plan.identity]);
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
  };
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
  plan: Plan,
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
      if (!(error instanceof AppError) || !NEXT_ROUTE.has(error.code)) throw error;
    }
  }
  throw failure ?? new AppError('no-address', `${plan.name} has no address to connect to.`);
}

function planHost(machine: Extract<Machine, { kind: 'host' }>, user: string | undefined): Plan {
  return {
    name: machine.host,
    user: user ?? '',
    candidates: [],
    identity: { kind: 'ask', why: 'No key was chosen for this host.' },
    routes: [{ hops: [{ kind: 'direct', host: machine.host, port: machine.port }], why: 'address as given' }],
    remember: () => {},
  };
}

async function planInstance(
  { instances, findKeyFile }: OpenShellOptions,
  ref: Extract<Machine, { kind: 'instance' }>,
  wishedUser: string | undefined,
  report: ReportStep,
  signal: AbortSignal,
): Promise<Plan> {
  const instance = await lookAt(instances, ref, signal);
  const name = displayText(instance.name === '' ? instance.instance : instance.name, 128);
  const { routes, blocked } = planRoutes(instance);
  if (routes.length === 0) {
    throw new AppError('no-address', `${name} has no address to connect to.`, {
      hint: 'Give it a public address, or connect from inside its VPC.',
    });
  }
  const login = await instances.login(ref, signal);
  const user = wishedUser ?? login.user;
  report({
    step: 'plan',
    state: 'info',
    text: `Login name ${displayText(user)}: ${wishedUser === undefined ? login.why : 'as you chose'}`,
  });
  const identity = await chooseIdentity(instances.keyFile(ref), instance, findKeyFile, report);
  for (const { blockers } of blocked) report({ step: 'plan', state: 'info', text: blockers.join(' ') });
  return {
    name,
    user,
    candidates: [...new Set([user, login.user, ...login.candidates])],
    identity,
    routes,
    remember: (choice) => {
      void instances.setKeyFile(ref, choice.keyFile);
      if (choice.user !== login.user) void instances.setLogin(ref, choice.user);
    },
  };
}

async function chooseIdentity(
  chosen: string | undefined,
  instance: Instance,
  findKeyFile: FindKeyFile,
  report: ReportStep,
): Promise<Identity> {
  if (chosen !== undefined) {
    report({ step: 'plan', state: 'info', text: `Key ${chosen}: chosen for this instance` });
    return { kind: 'file', path: chosen };
  }
  const keyName = instance.keyName;
  if (keyName === undefined || keyName === '') return { kind: 'ask', why: 'The instance was launched without a key pair.' };
  const found = await findKeyFile(keyName);
  if (found.path !== undefined) {
    report({ step: 'plan', state: 'info', text: `Key ${found.path}: found by the name of key pair ${displayText(keyName)}` });
    return { kind: 'file', path: found.path };
  }
  return {
    kind: 'ask',
    why: `No private key file for key pair "${displayText(keyName)}" was found. Looked for ${found.lookedAt.join(', ')}.`,
  };
}

/** The row as listed when it runs, else a fresh look, since it may have been started since. */
async function lookAt(instances: InstanceFacts, ref: InstanceRef, signal: AbortSignal): Promise<Instance> {
  const listed = instances.get(ref);
  const instance = listed?.state === 'running' ? listed : await instances.describe(ref, signal);
  const name = displayText(listed === undefined || listed.name === '' ? ref.instance : listed.name, 128);
  if (instance === undefined || instance.state === 'terminated') {
    throw new AppError('not-found', `${name} does not exist any more.`, { hint: 'Refresh the list.' });
  }
  if (instance.state !== 'running') {
    const why = instance.stateReason === undefined || instance.stateReason === '' ? '' : ` (${displayText(instance.stateReason)})`;
    throw new AppError('not-running', `${name} is ${instance.state}${why}.`, {
      hint: instance.state === 'pending' ? 'Wait until it runs, then try again.' : 'Start it in the cloud console, then refresh.',
    });
  }
  return instance;
}

function hopText(route: Route): string {
  return route.hops.map(({ host, port }) => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`)).join(' → ');
}
