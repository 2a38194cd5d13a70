import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { control, startControl } from './control.ts';
import type { ControlServer } from './control.ts';
import type { World } from './world.ts';
import { startWorld } from './world.ts';
import { demoWorld } from './worlds/demo.ts';

let world: World;
let server: ControlServer;
let client: EC2Client;

beforeEach(async () => {
  world = await startWorld(demoWorld());
  server = await startControl(world);
  const credentials = { accessKeyId: 'AKIADEMOACMEPROD0001', secretAccessKey: 'demo+prod/only+works+inside+the+demo+01' };
  client = new EC2Client({ region: 'us-east-1', credentials, endpoint: world.url, maxAttempts: 1 });
});

afterEach(async () => {
  client.destroy();
  await server.close();
  await world.close();
});

test('another process adds a fault, sees it hit and takes it away', async () => {
  const list = () => client.send(new DescribeInstancesCommand({}));
  const { id } = await control(server.url, { do: 'add-fault', fault: { match: {}, effect: { kind: 'denied' } } });
  await expect(list()).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
  expect(await control(server.url, { do: 'fault-hits', id })).toEqual({ hits: 1 });
  await control(server.url, { do: 'remove-fault', id });
  expect((await list()).Reservations).toHaveLength(8);
});

test('another process points an instance at a server of its own', async () => {
  const { id, tags } = await control(server.url, { do: 'find-instance', name: 'web-us-1' });
  await control(server.url, {
    do: 'set-instance',
    id,
    patch: { publicIp: '127.0.0.1', tags: { ...tags, 'gangway:ssh-port': '2222' } },
  });
  const answer = await client.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
  const instance = answer.Reservations?.[0]?.Instances?.[0];
  expect(instance?.PublicIpAddress).toBe('127.0.0.1');
  expect(instance?.Tags).toContainEqual({ Key: 'gangway:ssh-port', Value: '2222' });
});

test('a crowd of ten thousand is listed in pages', async () => {
  await control(server.url, { do: 'add-crowd', account: '480215937742', region: 'us-east-1', count: 10_000 });
  const first = await client.send(new DescribeInstancesCommand({ MaxResults: 1000 }));
  expect(first.Reservations).toHaveLength(1000);
  expect(first.NextToken).toBeDefined();
});

test('what it cannot do it refuses with the reason, and a web page may do nothing', async () => {
  await expect(control(server.url, { do: 'kill-sshd', id: 'i-0' })).rejects.toThrow('No machines are played in this world.');
  await expect(control(server.url, { do: 'find-instance', name: 'nobody' })).rejects.toThrow('no instance named nobody');
  const page = await fetch(server.url, { method: 'POST', headers: { origin: 'http://example.test' }, body: '{"do":"calls"}' });
  expect(page.status).toBe(400);
});
