import { constants, createPrivateKey, privateDecrypt } from 'node:crypto';
import { EC2Client, GetConsoleOutputCommand, GetPasswordDataCommand } from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { initialPassword } from './aws/windows-password.ts';
import { pointAtRdp } from './rdp-instance.ts';
import { startWorld, type World } from './world.ts';
import { demoWorld } from './worlds/demo.ts';

const PROD = '480215937742';
const prodKey = { accessKeyId: 'AKIADEMOACMEPROD0001', secretAccessKey: 'demo+prod/only+works+inside+the+demo+01' };

let world: World;
let client: EC2Client;

beforeEach(async () => {
  world = await startWorld(demoWorld(), { transitionMs: 0 });
  client = new EC2Client({ region: 'eu-central-1', credentials: prodKey, endpoint: world.url, maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  await world.close();
});

const password = async (id: string): Promise<string> =>
  (await client.send(new GetPasswordDataCommand({ InstanceId: id }))).PasswordData ?? '';
const log = async (id: string, latest = true): Promise<string> =>
  Buffer.from((await client.send(new GetConsoleOutputCommand({ InstanceId: id, Latest: latest }))).Output ?? '', 'base64').toString();

/** The library's own unpadding: the product does without. */
function decrypt(data: string): string {
  const key = createPrivateKey(world.keyPair(PROD, 'eu-central-1', 'acme-windows').privateKey);
  return privateDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, Buffer.from(data.trim(), 'base64')).toString();
}

describe('a Windows instance of the world', () => {
  test('gives its password encrypted for its key pair, the same at each call, with white space around it', async () => {
    const instance = world.instance('erp-app');
    const data = await password(instance.id);
    expect(data).toMatch(/^\r\n\S{344}\r\n$/u);
    expect(decrypt(data)).toBe(initialPassword(instance));
    expect(await password(instance.id)).toBe(data);
    expect(await log(instance.id)).toContain(`Password: <Password>\r\n${data.trim()}\r\n</Password>`);
  });

  test('has none before its time, and is being configured until then', async () => {
    const { id, windows } = world.instance('erp-app');
    world.setInstance(id, { windows: { ...windows, born: new Date(world.now()).toISOString() } });
    expect(await password(id)).toBe('');
    expect(await log(id)).toMatch(
      /^\d{4}\/\d\d\/\d\d [\d:]{8}Z: Windows is being configured\. SysprepState=IMAGE_STATE_UNDEPLOYABLE\r\n$/u,
    );
    world.setClock(4 * 60_000 + 1_000);
    expect(decrypt(await password(id))).not.toBe('');
    expect(await log(id)).toContain(': Message: Windows is Ready to use\r\n');
  });

  test('never has one with an ED25519 pair, without a pair, from an image that makes none, or with Linux', async () => {
    const { id, windows } = world.instance('erp-app');
    world.setInstance(id, { keyName: 'acme-prod' });
    expect(await password(id)).toBe('');
    world.setInstance(id, { keyName: 'acme-windows', windows: { ...windows, noPassword: true } });
    expect(await password(id)).toBe('');
    expect(await log(id)).toContain(': Ec2SetPassword: Disabled\r\n');
    expect(await password(world.instance('web-1').id)).toBe('');
  });

  test('has said nothing yet for as many calls as a fault says', async () => {
    const { id } = world.instance('erp-app');
    world.faults.add({ match: { action: 'GetPasswordData' }, effect: { kind: 'not-ready' }, times: 2 });
    world.faults.add({ match: { action: 'GetConsoleOutput' }, effect: { kind: 'not-ready' }, times: 1 });
    expect([await password(id), await password(id)]).toEqual(['', '']);
    expect(await password(id)).not.toBe('');
    expect(await log(id)).toBe('');
    expect(await log(id)).not.toBe('');
  });

  test('speaks its own language, and shows the thumbprint of the server that it is pointed at', async () => {
    const sha1 = '3F:8A:1C:5E:7B:9D:20:46:F1:E2:D3:C4:B5:A6:97:88:67:56:45:3A';
    const { id } = pointAtRdp(world, 'erp-app', { host: '127.0.0.1', port: 33_890, user: 'Administrateur', password: 'geheim', sha1 });
    const { windows } = world.setInstance(id, { windows: { ...world.instance('erp-app').windows, language: 'fr-FR' } });
    expect(windows?.thumbprint).toBe(sha1);
    const text = await log(id);
    expect(text).toContain(': RDPCERTIFICATE-THUMBPRINT: 3F8A1C5E7B9D2046F1E2D3C4B5A697886756453A\r\n');
    expect(text).toContain(': Language: fr-FR\r\n');
    expect(text).toContain(': Username: Administrateur\r\n');
    expect(decrypt(await password(id))).toBe('geheim');
    expect(world.instance('erp-app').tags).toMatchObject({ Name: 'erp-app', 'gangway:rdp-port': '33890' });
  });

  test('before Nitro has no live log', async () => {
    const { id } = world.setInstance(world.instance('erp-app').id, { type: 'm4.large' });
    await expect(log(id)).rejects.toMatchObject({ name: 'UnsupportedOperation' });
    expect(await log(id, false)).toContain('Windows is Ready to use');
  });

  test('tells nothing to those who may not ask', async () => {
    world.faults.add({ match: { action: 'GetPasswordData' }, effect: { kind: 'denied' } });
    await expect(password(world.instance('erp-app').id)).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
    await expect(password(world.instance('qa-windows').id)).rejects.toThrow();
  });
});
