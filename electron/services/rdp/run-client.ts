import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { AppError } from '../../../shared/model/errors.ts';
import { secretId } from '../../../shared/model/vault.ts';
import type { FoundClient } from '../../rdp/clients/find-clients.ts';
import { makeLaunchFolder } from '../../rdp/clients/launch-folder.ts';
import { launchClient, type LaunchedClient, type LaunchEnd } from '../../rdp/execute/launch.ts';
import { plan, type PlanInput } from '../../rdp/plan/plan.ts';
import type { ConsoleWord } from './cloud-words.ts';
import { findCredentials, loginText, refusalKey, type Credentials } from './find-credentials.ts';
import { absentError, downError, endError, messageOf } from './launch-errors.ts';
import type { LaunchDeps, LaunchLife, LaunchOrder } from './launch-order.ts';
import type { LaunchRecord } from './launch-record.ts';
import type { MachineWay } from './machine-way.ts';
import { planFacts } from './plan-facts.ts';
import { relayAddress } from './relay-address.ts';
import { watchSession } from './watch-session.ts';
import { texts } from '../../../shared/texts/current.ts';

export interface ClientRun {
  readonly order: LaunchOrder;
  readonly record: LaunchRecord;
  readonly life: LaunchLife;
  readonly found: MachineWay;
  /** `desktopKey`. */
  readonly key: string;
  readonly title: string;
  readonly client: FoundClient;
  readonly askConsole: () => Promise<ConsoleWord>;
  readonly signal: AbortSignal;
}

/** User and password, the relay, the client; resolves when that has ended and nothing of it is left. Throws what stands in the way. */
export async function runClient(deps: LaunchDeps, run: ClientRun): Promise<void> {
  const { order, record, life, found, key, title, client, signal } = run;
  const { report } = record;
  const { values } = order.resolved;
  record.set({ client: client.id });
  report({ step: 'client', state: 'info', text: texts().rdpSteps.client(client.name) });
  const credentials = await findCredentials(deps, {
    ...{ values, machine: key, title, launch: record.view.id, instance: order.instance, console: run.askConsole, report, signal },
    notYet: (retryAt) => record.set({ retryAt }),
  });
  record.turn('preparing');
  record.set({ user: loginText(credentials.user, credentials.domain) });

  let wayError: unknown;
  let started: LaunchedClient | undefined;
  /** What the list says meanwhile of a client that runs: it shows why by itself, or comes back. */
  let trouble: AppError | undefined;
  let left = false;
  const inTrouble = (error: AppError): void => {
    if (signal.aborted || !life.alive) return;
    trouble = error;
    record.turn('failed', { error: error.toWire() });
  };
  const relay =
    values.rdpGateway !== ''
      ? undefined
      : await watchSession({
          way: found,
          address: relayAddress(key, deps.platform),
          linger: client.id === 'windows-app',
          clock: deps.clock,
          events: {
            came() {
              left = false;
              if (trouble === undefined) return;
              trouble = undefined;
              record.turn('launching');
            },
            absent: () => inTrouble(absentError(client.name)),
            left: () => void (left = true),
            up() {
              left = false;
              trouble = undefined;
              wayError = undefined;
              started?.connected();
              if (record.view.connectedAt === undefined) {
                report({ step: 'session', state: 'done', text: texts().rdpSteps.there });
                void keepWhatWorked(deps, run, credentials);
              }
              deps.refused.delete(refusalKey(key, credentials));
              record.turn('connected', { connectedAt: record.view.connectedAt ?? deps.clock.now() });
            },
            down(hadSession, reason) {
              // Where only the relay tells the end, this is it.
              if (client.id === 'windows-app' && hadSession && reason === undefined) return;
              inTrouble(downError(hadSession, reason ?? wayError, client.name));
            },
            bytes: (bytesIn, bytesOut) => record.set({ bytesIn, bytesOut }),
            over: () => started?.close(),
            failed(error) {
              wayError = error;
              report({ step: 'session', state: 'failed', text: messageOf(error) });
            },
          },
        });
  let folder: string | undefined;
  try {
    const at = relay ?? { host: found.host, port: found.port };
    const { user, domain, password } = credentials;
    const input = planFacts(deps, order, found, at, { user, domain, hasPassword: password !== '' });
    life.planInput = input;
    record.set({ address: `${at.host.includes(':') ? `[${at.host}]` : at.host}:${at.port}` });
    folder = await makeLaunchFolder(client, { home: deps.homeFolder, base: deps.folder });
    const { id, program, version, variant, library } = client;
    const planned = plan({
      ...input,
      client: { id, program, version, ...(variant === undefined ? {} : { variant }), ...(library === undefined ? {} : { library }) },
      folder,
      token: `g${randomBytes(8).toString('hex')}`,
      display: { kind: displayOf(deps) },
    });
    for (const { why } of planned.ignored) report({ step: 'client', state: 'info', text: texts().rdpSteps.leftOut(why) });
    if (planned.asksPassword) {
      report({ step: 'password', state: 'info', text: texts().rdpSteps.willAsk(client.name) });
    }
    signal.throwIfAborted();
    record.turn('launching');
    life.alive = true;
    started = launchClient(planned, {
      ...(password === '' ? {} : { password }),
      ...{ journal: deps.journal, signal, env: deps.env },
      log: (text) => report({ step: 'client', state: 'info', text }),
    });
    folder = undefined;
    const end = await started.ended;
    life.alive = false;
    finish(deps, run, { end, trouble, left, wayError, credentials });
    await started.cleaned;
  } finally {
    life.alive = false;
    relay?.close();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}

interface Ending {
  readonly end: LaunchEnd;
  readonly trouble: AppError | undefined;
  /** The client had broken off a session by itself. */
  readonly left: boolean;
  readonly wayError: unknown;
  readonly credentials: Credentials;
}

function finish(deps: LaunchDeps, { record, key, signal }: ClientRun, { end, trouble, left, wayError, credentials }: Ending): void {
  const { report } = record;
  const hadSession = record.view.connectedAt !== undefined;
  const way = signal.aborted ? undefined : wayError;
  const failed = end.how === 'lost' || end.how === 'failed';
  const error = failed ? endError({ end: end.error, wentDown: trouble, way, hadSession }) : undefined;
  if (!hadSession && error?.code === 'auth-failed') deps.refused.add(refusalKey(key, credentials));
  if (signal.aborted || error === undefined) {
    // Closed by hand after it had failed: that stays what happened. A client that went first was only slow to end.
    if (trouble !== undefined && !signal.aborted && !left && end.how !== 'logged-off') return;
    report({ step: 'session', state: 'done', text: end.how === 'logged-off' ? texts().rdpSteps.loggedOff : texts().rdpSteps.closed });
    return record.turn('ended');
  }
  report({ step: 'session', state: 'failed', text: error.message });
  record.turn('failed', { error: error.toWire() });
}

/** A password that is to be remembered, and the name that was chosen. */
async function keepWhatWorked(deps: LaunchDeps, { key, title, record, signal }: ClientRun, credentials: Credentials): Promise<void> {
  const { user, domain, password, remember, chosenName } = credentials;
  const { report } = record;
  const who = loginText(user, domain);
  try {
    if (remember) {
      const id = secretId.rdpPassword(key, who);
      await deps.secrets.remember({ id, kind: 'rdp-password', label: texts().rdpSteps.passwordLabel(who, title), value: password }, signal);
      report({ step: 'password', state: 'info', text: texts().rdpSteps.passwordSaved });
    }
    if (chosenName === true) await deps.remembered.setAdministrator(key, who);
    if (remember) await deps.remembered.setUser(key, who);
  } catch (error) {
    const { rdpSteps: t } = texts();
    const why = messageOf(error);
    report({ step: 'password', state: 'info', text: remember ? t.passwordNotSaved(why) : t.nameNotSaved(why) });
  }
}

function displayOf({ platform, env }: LaunchDeps): PlanInput['display']['kind'] {
  if (platform === 'win32') return 'windows';
  if (platform === 'darwin') return 'macos';
  return (env['DISPLAY'] ?? '') === '' && (env['WAYLAND_DISPLAY'] ?? '') !== '' ? 'wayland' : 'x11';
}
