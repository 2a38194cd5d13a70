import { AppError } from '../../../shared/model/errors.ts';
import type { Instance } from '../../../shared/model/instance.ts';
import { rdpPort } from '../../../shared/route/plan-routes.ts';
import { checkCertificate } from '../../rdp/certificates/check-certificate.ts';
import { isUnreached } from '../terminals/connect-machine.ts';
import { lookAtInstance } from '../terminals/look-at-instance.ts';
import { chooseClient, wayBehindGateway } from './choose-client.ts';
import { thumbprintWord, type ConsoleWord } from './cloud-words.ts';
import { keepWayOpen } from './keep-way-open.ts';
import { desktopKey, type LaunchDeps, type LaunchLife, type LaunchOrder } from './launch-order.ts';
import type { LaunchRecord } from './launch-record.ts';
import { findWay, type MachineWay } from './machine-way.ts';
import { runClient } from './run-client.ts';
import { texts } from '../../../shared/texts/current.ts';

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
    const known = error instanceof AppError ? error : new AppError('internal', texts().rdpErrors.unforeseen, { detail: String(error) });
    if (known.code === 'cancelled') {
      report({ step: 'session', state: 'info', text: texts().rdpSteps.cancelled });
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
      const none = texts().rdpErrors.noCloud;
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
        report({ step: 'certificate', state: 'info', text: texts().rdpSteps.behindGateway(client.name) });
        await deps.swept;
        await runClient(deps, { ...{ order, record, life, key, title, client, askConsole, signal }, found: behind });
        return behind;
      }
    }
    const wish = { machine, resolved, name, launch: record.view.id, report, signal };
    const found = await findWay(deps.reachMachine, { ...wish, instance }).catch(async (error: unknown) => {
      signal.throwIfAborted();
      if (instance === undefined || !isUnreached(error)) throw error;
      // Nobody there: it may have been stopped, or have another address, since it was listed.
      report({ step: 'plan', state: 'info', text: texts().terminalTexts.askingCloud });
      const now = await lookAtInstance(deps.instances, instance, { signal, afresh: true });
      if (sameWay(instance, now)) throw error;
      report({ step: 'plan', state: 'info', text: texts().terminalTexts.otherAddresses });
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
        const text = all.length === 0 ? texts().rdpSteps.noClient : texts().rdpSteps.noWantedClient;
        report({ step: 'client', state: 'info', text });
      }
      await deps.swept;
      const launch = { order, record, life, found, key, askConsole, signal };
      await (client === undefined ? keepWayOpen(deps, launch) : runClient(deps, { ...launch, title, client }));
    } catch (error) {
      found.release();
      throw error;
    }
    return found;
  }
}

function sameWay(a: Instance, b: Instance): boolean {
  return a.publicIp === b.publicIp && a.privateIp === b.privateIp && a.ipv6 === b.ipv6 && rdpPort(a) === rdpPort(b);
}
