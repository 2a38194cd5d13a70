import { DescribeInstancesCommand, DescribeRegionsCommand, EC2Client, paginateDescribeInstances } from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FaultEffect } from './faults.ts';
import { hostileInstances, manyInstances } from './worlds/crowds.ts';
import type { World } from './world.ts';
import { startWorld } from './world.ts';
import { demoWorld } from './worlds/demo.ts';

const credentials = { accessKeyId: 'AKIADEMOACMEPROD0001', secretAccessKey: 'demo+prod/only+works+inside+the+demo+01' };

let world: World;
let clients: { destroy(): void }[];

beforeEach(async () => {
  clients = [];
  world = await startWorld(demoWorld());
});

afterEach(async () => {
  for (const client of clients) client.destroy();
  await world.close();
});

function ec2(region = 'eu-central-1', maxAttempts = 1): EC2Client {
  const client = new EC2Client({ region, credentials, endpoint: world.url, maxAttempts });
  clients.push(client);
  return client;
}

function list(client: EC2Client) {
  return client.send(new DescribeInstancesCommand({ MaxResults: 100 }));
}

describe('a fault that is an error reaches the client under its name', () => {
  const cases: readonly (readonly [FaultEffect['kind'], string])[] = [
    ['server-error', 'InternalError'],
    ['throttle', 'RequestLimitExceeded'],
    ['denied', 'UnauthorizedOperation'],
    ['expired', 'RequestExpired'],
    ['region-disabled', 'AuthFailure'],
  ];
  test.each(cases)('%s: %s', async (kind, name) => {
    world.faults.add({ match: { region: 'eu-central-1' }, effect: { kind } as FaultEffect });
    await expect(list(ec2())).rejects.toMatchObject({ name });
    expect((await list(ec2('us-east-1'))).Reservations).not.toHaveLength(0);
  });
});

test('a region that is down resets the connection and leaves the others alone', async () => {
  world.faults.add({ match: { region: 'eu-central-1' }, effect: { kind: 'reset' } });
  await expect(list(ec2())).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect((await list(ec2('us-east-1'))).Reservations).not.toHaveLength(0);
});

test('throttling ends after as many calls as asked for', async () => {
  const fault = world.faults.add({ match: { action: 'DescribeInstances' }, effect: { kind: 'throttle' }, times: 2 });
  const answer = await list(ec2('eu-central-1', 3));
  expect(answer.$metadata.attempts).toBe(3);
  expect(fault.hits()).toBe(2);
});

test('an action that is denied is named, others go on', async () => {
  world.faults.add({ match: { service: 'sts', action: 'GetCallerIdentity' }, effect: { kind: 'denied' } });
  const sts = new STSClient({ region: 'eu-central-1', credentials, endpoint: world.url });
  clients.push(sts);
  await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
    name: 'AccessDenied',
    message: expect.stringContaining('sts:GetCallerIdentity') as unknown,
  });
  expect((await ec2().send(new DescribeRegionsCommand({}))).Regions).toHaveLength(3);
});

test('an answer cut in the middle is an error for the client', async () => {
  world.faults.add({ match: { action: 'DescribeInstances' }, effect: { kind: 'truncated' } });
  await expect(list(ec2())).rejects.toThrow();
});

test('a web page in place of an answer comes as the page it is', async () => {
  world.faults.add({ match: { action: 'DescribeInstances' }, effect: { kind: 'html' } });
  // What a client makes of it is the client's business: the SDK may read a list without rows.
  const outcome = await list(ec2()).then(
    (answer) => answer.Reservations ?? [],
    () => [],
  );
  expect(outcome).toEqual([]);
  const raw = await fetch(world.url, {
    method: 'POST',
    headers: {
      'x-amz-date': '20261121T000000Z',
      authorization: `AWS4-HMAC-SHA256 Credential=AKIAX/20261121/eu-central-1/ec2/aws4_request, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`,
    },
    body: new URLSearchParams({ Action: 'DescribeInstances', Version: '2016-11-15' }),
  });
  expect(raw.headers.get('content-type')).toContain('text/html');
});

test('a slow page waits at the gate until it is opened', async () => {
  const gate = world.faults.add({ match: { action: 'DescribeInstances' }, effect: { kind: 'hold' } });
  let answered = false;
  const listing = list(ec2()).then((answer) => {
    answered = true;
    return answer;
  });
  await gate.hit();
  expect(answered).toBe(false);
  gate.remove();
  expect((await listing).Reservations).not.toHaveLength(0);
});

test('an empty page with a token loses no row', async () => {
  world.faults.add({ match: { action: 'DescribeInstances' }, effect: { kind: 'empty-page' }, times: 1 });
  let rows = 0;
  let pages = 0;
  for await (const page of paginateDescribeInstances({ client: ec2(), pageSize: 100 }, {})) {
    pages++;
    rows += page.Reservations?.length ?? 0;
  }
  expect([pages, rows]).toEqual([2, 14]);
});

test('a token loop gives the same page again and again', async () => {
  world.faults.add({ match: { action: 'DescribeInstances' }, effect: { kind: 'token-loop' } });
  const client = ec2();
  const first = await client.send(new DescribeInstancesCommand({ MaxResults: 5 }));
  const second = await client.send(new DescribeInstancesCommand({ MaxResults: 5, NextToken: first.NextToken }));
  expect(second.NextToken).toBe(first.NextToken);
  expect(second.Reservations?.[0]?.ReservationId).toBe(first.Reservations?.[0]?.ReservationId);
});

// The SDK takes its time over five thousand rows, the more on a busy machine.
test('a page may hold 5,000 instances', { timeout: 90_000 }, async () => {
  for (const instance of manyInstances({ count: 5_000, account: '480215937742', region: 'us-east-1' })) world.addInstance(instance);
  world.faults.add({ match: {}, effect: { kind: 'page-size', size: 6_000 } });
  const answer = await list(ec2('us-east-1'));
  expect(answer.Reservations?.length).toBe(5_008);
  expect(answer.NextToken).toBeUndefined();
});

test('hostile names arrive byte for byte', async () => {
  const hostile = hostileInstances({ account: '480215937742', region: 'us-east-1' });
  for (const instance of hostile) world.addInstance(instance);
  for (const instance of hostile) {
    const answer = await ec2('us-east-1').send(new DescribeInstancesCommand({ InstanceIds: [instance.id] }));
    const tags = answer.Reservations?.[0]?.Instances?.[0]?.Tags ?? [];
    expect(tags.find((tag) => tag.Key === 'Name')?.Value).toBe(instance.tags['Name']);
  }
});
