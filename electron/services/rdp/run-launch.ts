import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { displayText } from '../../../shared/model/display-text.ts';
import { AppError } from '../../../shared/model/errors.ts';
import type { Instance } from '../../../shared/model/instance.ts';
import type { Machine } from '../../../shared/model/machine.ts';
import type { RdpClientId } from '../../../shared/model/rdp.ts';
import { machineSecretKey, secretId } from '../../../shared/model/vault.ts';
import type { Log } from '../../log/log.ts';
import { checkCertificate } from '../../rdp/certificates/check-certificate.ts';
import type { FoundClient, FoundClients } from '../../rdp/clients/find-clients.ts';
import { makeLaunchFolder } from '../../rdp/clients/launch-folder.ts';
import { launchClient, type LaunchedClient, type LaunchEnd } from '../../rdp/execute/launch.ts';
import type { Journal } from '../../rdp/journal/journal.ts';
import { plan, type PlanInput } from '../../rdp/plan/plan.ts';
import type { ResolvedMachine } from '../sessions/resolve-machine.ts';
import { isUnreached, type ReachMachine } from '../terminals/connect-machine.ts';
import { lookAtInstance, type InstanceFacts } from '../terminals/look-at-instance.ts';
import { thumbprintWord, type CloudWords, type ConsoleWord } from './cloud-words.ts';
import { findCredentials, loginText, refusalKey, type Credentials, type CredentialsDeps } from './find-credentials.ts';
import type { LaunchRecord } from './launch-record.ts';
import { rdpPort, routeTarget } from '../../../shared/route/plan-routes.ts';
import { desktopPort, findWay, routesTo, type MachineWay } from './machine-way.ts';
import { relayAddress } from './relay-address.ts';
import { watchSession } from './watch-session.ts';

export interface LaunchDeps extends Omit<CredentialsDeps, 'refused'> {
  readonly instances: InstanceFacts;
  readonly reachMachine: ReachMachine;
  readonly words: CloudWords;
  readonly findClients: () => Promise<FoundClients>;
  readonly journal: Journal;
  /** What an earlier run left is being removed; resolves in any case. */
  readonly swept: Promise<void>;
  /** For private folders of launches. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly log: Pick<Log, 'info' | 'error'>;
  readonly refused: Set<string>;
}

export interface LaunchOrder {
  readonly machine: Machine;
  readonly resolved: ResolvedMachine;
  readonly instance: Instance | undefined;
  readonly name: string;
  /** `none`: only the way is wanted. */
  readonly client: RdpClientId | 'none' | undefined;
}

/** What of a launch outlives a single step, for whoever closes it or asks for its file. */
export interface LaunchLife {
  /** For `rdp.file`; set once there is an address. */
  planInput: Omit<PlanInput, 'client' | 'folder' | 'token' | 'display'> | undefined;
  /** A client runs, or the way is kept open. */
  alive: boolean;
}

/** `machineSecretKey`, with the port of the remote desktop. */
export function desktopKey(order: Pick<LaunchOrder, 'machine' | 'resolved' | 'instance'>): string {
  const { target } = order.resolved;
  return machineSecretKey(target.kind === 'instance' ? target : { ...target, port: desktopPort(order) });
}

/**
 * One launch from the way to the end of its client. Resolves when all of it is over and cleaned up; what went wrong is in the record. Never
 * rejects.
 */
export async function runLaunch(
  deps: LaunchDeps,
  order: LaunchOrder,
  record: LaunchRecord,
  life: LaunchLife,
  signal: AbortSignal,
): Promise<void> {
  const { report } = record;
  let way: MachineWay | undefined;
  try {
    way = await prepareAndRun();
  } catch (error) {
    if (signal.aborted) return record.turn('ended');
    if (!(error instanceof AppError)) deps.log.error(error, 'a remote desktop');
    const known =
      error instanceof AppError
        ? error
        : new AppError('internal', 'The remote desktop could not be opened for an unforeseen reason.', { detail: String(error) });
    if (known.code === 'cancelled') {
      report({ step: 'session', state: 'info', text: 'Cancelled' });
      return record.turn('ended');
    }
    report({ step: 'session', state: 'failed', text: known.message });
    record.turn('failed', { error: known.toWire() });
  } finally {
    life.alive = false;
    way?.release();
  }

  async function prepareAndRun(): Promise<MachineWay> {
    const { resolved, name, machine } = order;
    let { instance } = order;
    const key = desktopKey(order);
    const title = instance === undefined || name === instance.instance ? name : `${name} (${instance.instance})`;
    let console: Promise<ConsoleWord> | undefined;
    const askConsole = (): Promise<ConsoleWord> => {
      const none = 'Gangway knows no cloud that this machine belongs to.';
      console ??= instance === undefined ? Promise.resolve({ console: undefined, why: none }) : deps.words.console(instance, signal);
      return console;
    };
    // All at the same time: the person waits for the sum of them otherwise.
    const clients = deps.findClients();
    clients.catch(() => {});
    if (instance?.os === 'windows' && deps.remembered.certificate(key) === undefined) askConsole().catch(() => {});

    if (resolved.values.rdpGateway !== '' && order.client !== 'none') {
      const client = chooseClient(await clients, order.client ?? resolved.values.rdpClient);
      if (client !== undefined) {
        const behind = wayBehindGateway(order, client);
        record.set({ route: behind.text });
        report({ step: 'certificate', state: 'info', text: `Behind a gateway ${client.name} itself looks at the certificate` });
        await deps.swept;
        await runClient(behind, key, title, client, askConsole);
        return behind;
      }
    }
    const wish = { machine, resolved, name, launch: record.view.id, report, signal };
    const found = await findWay(deps.reachMachine, { ...wish, instance }).catch(async (error: unknown) => {
      signal.throwIfAborted();
      if (instance === undefined || !isUnreached(error)) throw error;
      // Nobody there: it may have been stopped, or have another address, since it was listed.
      report({ step: 'plan', state: 'info', text: 'No answer. Asking the cloud whether the instance still runs there' });
      const now = await lookAtInstance(deps.instances, instance, { signal, afresh: true });
      if (sameWay(instance, now)) throw error;
      report({ step: 'plan', state: 'info', text: 'The instance has other addresses by now: trying those' });
      instance = now;
      return await findWay(deps.reachMachine, { ...wish, instance });
    });
    try {
      record.set({ route: found.text });
      await checkCertificate({
        server: found.server,
        machine: key,
        host: instance === undefined ? found.host : instance.instance,
        title,
        launch: record.view.id,
        remembered: deps.remembered,
        cloud: async () => thumbprintWord(await askConsole()),
        ask: deps.ask,
        report,
        signal,
      });
      const client = order.client === 'none' ? undefined : chooseClient(await clients, order.client ?? resolved.values.rdpClient);
      const { found: all } = await clients;
      if (client === undefined && order.client !== 'none') {
        const text = `No remote desktop client was found${all.length === 0 ? '' : ' that is wanted'}: the way is kept open for one that you start`;
        report({ step: 'client', state: 'info', text });
      }
      await deps.swept;
      await (client === undefined ? keepOpen(found, key, askConsole) : runClient(found, key, title, client, askConsole));
    } catch (error) {
      found.release();
      throw error;
    }
    return found;
  }

  async function keepOpen(found: MachineWay, key: string, askConsole: () => Promise<ConsoleWord>): Promise<void> {
    const { values } = order.resolved;
    const { promise: over, resolve: end } = Promise.withResolvers<void>();
    const relay = await watchSession({
      way: found,
      address: relayAddress(key, deps.platform),
      linger: false,
      clock: deps.clock,
      events: {
        up: () => record.turn('connected', { connectedAt: deps.clock.now() }),
        down: () => record.turn('waiting'),
        bytes: (bytesIn, bytesOut) => record.set({ bytesIn, bytesOut }),
        over: end,
        failed: (error) => report({ step: 'session', state: 'failed', text: messageOf(error) }),
      },
    });
    signal.addEventListener('abort', relay.close, { once: true });
    if (signal.aborted) relay.close();
    life.alive = true;
    const likely = order.instance?.os === 'windows' && values.rdpUser === '' ? (await askConsole()).console?.user : undefined;
    const user = values.rdpUser === '' ? (deps.remembered.user(key) ?? likely ?? '') : loginText(values.rdpUser, values.rdpDomain);
    const address = `${relay.host}:${relay.port}`;
    const input = describe(found, relay, { user, domain: '', password: '', source: 'typed', remember: false });
    life.planInput = { ...input, options: { ...input.options, rdpGateway: '' } };
    report({ step: 'client', state: 'info', text: `Point a client at ${address}` });
    if (!signal.aborted) record.turn('waiting', { address, user });
    await over;
    record.turn('ended');
  }

  async function runClient(
    found: MachineWay,
    key: string,
    title: string,
    client: FoundClient,
    askConsole: () => Promise<ConsoleWord>,
  ): Promise<void> {
    const { values } = order.resolved;
    record.set({ client: client.id });
    report({ step: 'client', state: 'info', text: `Client: ${client.name}` });
    const launch = record.view.id;
    const wish = { values, machine: key, title, launch, instance: order.instance, console: askConsole, report, signal };
    const credentials = await findCredentials(deps, wish);
    record.set({ user: loginText(credentials.user, credentials.domain) });

    let wayError: unknown;
    let started: LaunchedClient | undefined;
    let wentDown: AppError | undefined;
    const gateway = values.rdpGateway !== '';
    const over = (): void => started?.close();
    const relay = gateway
      ? undefined
      : await watchSession({
          way: found,
          address: relayAddress(key, deps.platform),
          linger: client.id === 'windows-app',
          clock: deps.clock,
          events: {
            up() {
              wentDown = undefined;
              started?.connected();
              if (record.view.connectedAt === undefined) {
                report({ step: 'session', state: 'done', text: 'The desktop is there' });
                void keepPassword(deps, key, title, credentials, record, signal);
              }
              deps.refused.delete(refusalKey(key, credentials));
              record.turn('connected', { connectedAt: record.view.connectedAt ?? deps.clock.now() });
            },
            down(hadSession, reason) {
              // Where only the relay tells the end, this is it.
              if (client.id === 'windows-app' && hadSession && reason === undefined) return;
              // The client is still there and shows why, or comes back; this is what the list can tell meanwhile.
              wentDown = downError(hadSession, reason ?? wayError, client.name);
              if (!signal.aborted && life.alive) record.turn('failed', { error: wentDown.toWire() });
            },
            bytes: (bytesIn, bytesOut) => record.set({ bytesIn, bytesOut }),
            over,
            failed(error) {
              wayError = error;
              report({ step: 'session', state: 'failed', text: messageOf(error) });
            },
          },
        });
    let folder: string | undefined;
    try {
      const at = relay ?? { host: found.host, port: found.port };
      const input = describe(found, at, credentials);
      life.planInput = input;
      record.set({ address: `${at.host.includes(':') ? `[${at.host}]` : at.host}:${at.port}` });
      folder = await makeLaunchFolder(client, { home: deps.homeFolder, base: deps.folder });
      const planned = plan({
        ...input,
        client: {
          id: client.id,
          program: client.program,
          version: client.version,
          ...(client.variant === undefined ? {} : { variant: client.variant }),
        },
        folder,
        token: `g${randomBytes(8).toString('hex')}`,
        display: { kind: displayOf(deps) },
      });
      for (const { why } of planned.ignored) report({ step: 'client', state: 'info', text: `Left out: ${why}` });
      if (planned.asksPassword)
        report({ step: 'password', state: 'info', text: `${client.name} will ask for the password: copy it from here` });
      signal.throwIfAborted();
      record.turn('launching');
      life.alive = true;
      started = launchClient(planned, {
        ...(credentials.password === '' ? {} : { password: credentials.password }),
        journal: deps.journal,
        signal,
        log: (text) => report({ step: 'client', state: 'info', text }),
        env: deps.env,
      });
      folder = undefined;
      const end = await started.ended;
      life.alive = false;
      finish(end, wentDown, wayError, key, credentials);
      await started.cleaned;
    } finally {
      life.alive = false;
      relay?.close();
      if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    }
  }

  function finish(end: LaunchEnd, wentDown: AppError | undefined, wayError: unknown, key: string, credentials: Credentials): void {
    const hadSession = record.view.connectedAt !== undefined;
    // A broken way says more than what its client makes of it.
    const error =
      end.how === 'lost' || end.how === 'failed'
        ? wayError instanceof AppError && !signal.aborted && end.error?.code !== 'auth-failed'
          ? new AppError('lost', hadSession ? `The way to the desktop broke: ${wayError.message}` : wayError.message, hint(wayError))
          : (end.error ?? wentDown ?? new AppError('lost', 'The connection to the remote desktop was lost.', { hint: 'Launch it again.' }))
        : undefined;
    if (!hadSession && error?.code === 'auth-failed') deps.refused.add(refusalKey(key, credentials));
    if (signal.aborted || error === undefined) {
      // Closed by hand after it had failed: that stays what happened.
      if (wentDown !== undefined && !signal.aborted) return;
      report({ step: 'session', state: 'done', text: end.how === 'logged-off' ? 'Logged off on the machine' : 'Closed' });
      return record.turn('ended');
    }
    report({ step: 'session', state: 'failed', text: error.message });
    record.turn('failed', { error: error.toWire() });
  }

  function describe(found: MachineWay, at: { readonly host: string; readonly port: number }, { user, domain, password }: Credentials) {
    return {
      host: at.host,
      port: at.port,
      label: displayText(order.name, 128),
      user,
      domain,
      hasPassword: password !== '',
      options: order.resolved.values,
      certificate: { sha256: found.server.sha256, sha1: found.server.sha1 },
      home: deps.homeFolder,
    };
  }
}

function sameWay(a: Instance, b: Instance): boolean {
  return a.publicIp === b.publicIp && a.privateIp === b.privateIp && a.ipv6 === b.ipv6 && rdpPort(a) === rdpPort(b);
}

/** `undefined`: none is there. Throws `not-found` for one that was chosen and is not there. */
function chooseClient({ found, install }: FoundClients, wanted: 'auto' | RdpClientId): FoundClient | undefined {
  if (wanted === 'auto') return found[0];
  const client = found.find(({ id }) => id === wanted);
  if (client !== undefined || found.length === 0) return client;
  const command = install.find(({ what }) => what.toLowerCase().includes(wanted))?.command;
  throw new AppError('not-found', `The client chosen for this machine (${wanted}) was not found on this computer.`, {
    hint: `Choose another one: ${found.map(({ name }) => name).join(', ')}.${command === undefined ? '' : ` Or install it: ${command}`}`,
  });
}

/**
 * Behind a gateway it is the gateway that connects: there can be no probe, no relay and no pinned certificate, so only clients that ask the
 * person about a certificate themselves may go there. Throws `unsupported` for the others.
 */
function wayBehindGateway(order: LaunchOrder, client: FoundClient): MachineWay {
  const { values } = order.resolved;
  if (client.id !== 'mstsc' && client.id !== 'windows-app') {
    throw new AppError('unsupported', `${client.name} cannot be told which certificate to expect behind a Remote Desktop Gateway.`, {
      hint: 'Go through a jump host or proxy instead, or use Remote Desktop Connection on Windows.',
    });
  }
  const [route] = routesTo({ ...order, fromInside: true });
  if (route === undefined) throw new AppError('no-address', `${order.name} has no address to connect to.`);
  const { host, port } = routeTarget(route);
  const none = { security: 'nla', sha256: '00'.repeat(32), sha1: '00'.repeat(20), subject: '' } as const;
  return {
    server: none,
    text: `through gateway ${values.rdpGateway}`,
    host: host.replace(/^\[(.*)\]$/u, '$1'),
    port,
    open: () => Promise.reject(new AppError('internal', 'There is no relay behind a gateway.')),
    release: () => {},
  };
}

async function keepPassword(
  deps: LaunchDeps,
  key: string,
  title: string,
  { user, domain, password, remember }: Credentials,
  { report }: LaunchRecord,
  signal: AbortSignal,
): Promise<void> {
  if (!remember) return;
  const who = loginText(user, domain);
  try {
    await deps.secrets.remember(
      { id: secretId.rdpPassword(key, who), kind: 'rdp-password', label: `${who} on ${title}`, value: password },
      signal,
    );
    await deps.remembered.setUser(key, who);
    report({ step: 'password', state: 'info', text: 'Password saved in the vault' });
  } catch (error) {
    report({ step: 'password', state: 'info', text: `The password was not saved. ${messageOf(error)}` });
  }
}

function downError(hadSession: boolean, reason: unknown, client: string): AppError {
  if (reason instanceof AppError) {
    return new AppError('lost', hadSession ? `The way to the desktop broke: ${reason.message}` : reason.message, hint(reason));
  }
  if (hadSession) return new AppError('lost', 'The connection to the remote desktop was lost.', { hint: `${client} may show more.` });
  return new AppError('auth-failed', 'The machine ended the connection before a desktop was there.', {
    hint: `${client} may show why; often it is user name or password. Launch again to give others.`,
  });
}

const hint = (error: AppError): { readonly hint?: string; readonly cause: unknown } => ({
  ...(error.hint === undefined ? {} : { hint: error.hint }),
  cause: error,
});

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function displayOf({ platform, env }: LaunchDeps): PlanInput['display']['kind'] {
  if (platform === 'win32') return 'windows';
  if (platform === 'darwin') return 'macos';
  return (env['DISPLAY'] ?? '') === '' && (env['WAYLAND_DISPLAY'] ?? '') !== '' ? 'wayland' : 'x11';
}
