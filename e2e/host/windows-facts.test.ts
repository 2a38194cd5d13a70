import { createPrivateKey } from 'node:crypto';
import { rmSync } from 'node:fs';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createAwsCloud } from '../../electron/clouds/aws/aws.ts';
import type { Cloud } from '../../electron/clouds/cloud.ts';
import { decryptPassword } from '../../electron/rdp/password/decrypt-password.ts';
import { probeRdp, type RdpServer } from '../../electron/rdp/probe/probe.ts';
import type { Account } from '../../shared/model/account.ts';
import { readWindowsConsole, type WindowsConsole } from '../../shared/model/console-log.ts';
import { AppError } from '../../shared/model/errors.ts';
import { rdpPort } from '../../shared/route/plan-routes.ts';
import { initialPassword } from '../testbed/aws/windows-password.ts';
import { makeHome, type Home } from '../testbed/home.ts';
import { noRdpShadow, startRdpShadow, type RdpShadow } from '../testbed/rdp-shadow.ts';
import { pointAtRdp } from '../testbed/rdp-instance.ts';
import { startWorld, type World } from '../testbed/world.ts';
import { demoWorld } from '../testbed/worlds/demo.ts';
import { noXrdp, startXrdp, XRDP_START_TIMEOUT, type XrdpServer } from '../testbed/xrdp.ts';

const signal = new AbortController().signal;
let world: World;
let home: Home;
let cloud: Cloud;
let account: Account;

beforeAll(async () => {
  world = await startWorld(demoWorld());
  home = makeHome(world);
  cloud = createAwsCloud({
    platform: { homeFolder: home.folder, env: home.env },
    askMfa: () => Promise.reject(new AppError('cancelled', 'No one is there.')),
    log: { warn: () => {} },
  });
  const found = (await cloud.accounts()).accounts.find(({ profile }) => profile === 'acme-prod');
  if (found === undefined) throw new Error('The demo has this profile.');
  account = found;
});
afterEach(() => world.faults.clear());
afterAll(async () => {
  await cloud?.close();
  await world?.close();
  rmSync(home.folder, { recursive: true, force: true });
});

/** All that AWS tells of a Windows instance. */
async function told(name: string): Promise<{ password: string; console: WindowsConsole; port: number }> {
  const { id, region, account: number } = world.instance(name);
  const ref = { account: account.id, region, instance: id };
  const password = await cloud.passwordData?.(account, ref, signal);
  const log = await cloud.consoleLog?.(account, ref, signal);
  const instance = await cloud.describe(account, ref, signal);
  if (password === undefined || log === undefined || instance === undefined) throw new Error('AWS tells all three.');
  const key = createPrivateKey(world.keyPair(number, region, 'acme-windows').privateKey);
  return {
    password: decryptPassword(password.data, key, 'acme-windows.pem'),
    console: readWindowsConsole(log.text),
    port: rdpPort(instance),
  };
}

function probe(server: { host: string; port: number }): Promise<RdpServer> {
  return probeRdp(connect(server.port, server.host), { where: 'the test server', signal });
}

const plain = (print: string): string => print.replaceAll(':', '').toLowerCase();

describe('what AWS tells of a Windows instance', () => {
  it('is its password, its administrator, its language, and that it is ready', async () => {
    const { password, console, port } = await told('erp-app');
    expect(password).toBe(initialPassword(world.instance('erp-app')));
    expect(password).toMatch(/^[\u0021-\u007e]{32}$/u);
    expect(console).toMatchObject({ user: 'Administrator', language: 'en-US', ready: true, passwordDisabled: false });
    expect(port).toBe(3_389);
  });

  it('is not asked for in vain: missing permissions are named', async () => {
    world.faults.add({ match: { action: 'GetPasswordData' }, effect: { kind: 'denied' } });
    await expect(told('erp-app')).rejects.toMatchObject({
      code: 'permission-denied',
      message: expect.stringContaining('ec2:GetPasswordData in eu-central-1'),
    });
  });

  it('is an empty password while there is none, and an absent log', async () => {
    for (const action of ['GetPasswordData', 'GetConsoleOutput']) world.faults.add({ match: { action }, effect: { kind: 'not-ready' } });
    const { id, region } = world.instance('erp-app');
    const ref = { account: account.id, region, instance: id };
    expect(await cloud.passwordData?.(account, ref, signal)).toMatchObject({ data: '' });
    expect(await cloud.consoleLog?.(account, ref, signal)).toBeUndefined();
  });

  it('comes from the kept log where an instance has no live one', async () => {
    const { id, type } = world.instance('erp-app');
    world.setInstance(id, { type: 'm4.xlarge' });
    expect((await told('erp-app')).console.ready).toBe(true);
    world.setInstance(id, { type });
  });
});

describe.skipIf(noXrdp !== '')(`a real xrdp behind an instance${noXrdp && ` (skipped: ${noXrdp})`}`, () => {
  let server: XrdpServer;
  beforeAll(async () => {
    server = await startXrdp();
  }, XRDP_START_TIMEOUT);
  afterAll(() => server?.stop());

  it('has the port, the password and the certificate that AWS tells of', async () => {
    pointAtRdp(world, 'erp-app', server);
    const { password, console, port } = await told('erp-app');
    const seen = await probe(server);
    expect(port).toBe(server.port);
    expect(password).toBe(server.password);
    expect(console.user).toBe(server.user);
    expect(seen).toMatchObject({ security: 'tls', sha1: server.sha1, sha256: server.sha256, subject: server.subject });
    expect(console.thumbprint).toBe(plain(seen.sha1));
  });

  it('can show another certificate than before', async () => {
    const before = await probe(server);
    await server.renewCertificate();
    const after = await probe(server);
    expect(after.sha256).not.toBe(before.sha256);
    expect(after).toMatchObject({ security: 'tls', sha1: server.sha1, sha256: server.sha256, subject: server.subject });
  });
});

describe.skipIf(noRdpShadow !== '')(`a shadow server behind an instance${noRdpShadow && ` (skipped: ${noRdpShadow})`}`, () => {
  let server: RdpShadow;
  beforeAll(async () => {
    server = await startRdpShadow();
  });
  afterAll(() => server?.stop());

  it('demands network level authentication, with the certificate that AWS tells of', async () => {
    pointAtRdp(world, 'erp-app', server);
    const { password, console } = await told('erp-app');
    const seen = await probe(server);
    expect(seen).toMatchObject({ security: 'nla', sha1: server.sha1, sha256: server.sha256 });
    expect(console.thumbprint).toBe(plain(seen.sha1));
    expect(password).toBe(server.password);
  });
});
