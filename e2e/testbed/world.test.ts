import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeImagesCommand,
  DescribeInstanceStatusCommand,
  DescribeInstancesCommand,
  DescribeKeyPairsCommand,
  DescribeRegionsCommand,
  DescribeVolumesCommand,
  EC2Client,
  GetConsoleOutputCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  paginateDescribeInstances,
} from '@aws-sdk/client-ec2';
import { EC2InstanceConnectClient, SendSSHPublicKeyCommand } from '@aws-sdk/client-ec2-instance-connect';
import { DescribeInstanceInformationCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { World } from './world.ts';
import { startWorld } from './world.ts';
import { demoWorld } from './worlds/demo.ts';

const prodKey = { accessKeyId: 'AKIADEMOACMEPROD0001', secretAccessKey: 'demo+prod/only+works+inside+the+demo+01' };
const devKey = { accessKeyId: 'AKIADEMOACMEDEV00002', secretAccessKey: 'demo+dev/only+works+inside+the+demo+002' };

let world: World;
let closers: (() => void)[];

beforeEach(async () => {
  closers = [];
  world = await startWorld(demoWorld(), { transitionMs: 0 });
});

afterEach(async () => {
  for (const close of closers) close();
  await world.close();
});

function options(region: string, credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }) {
  return { region, credentials, endpoint: world.url, maxAttempts: 1 };
}

function ec2(region = 'eu-central-1', credentials = prodKey, extra: { maxAttempts?: number } = {}): EC2Client {
  const client = new EC2Client({ ...options(region, credentials), ...extra });
  closers.push(() => client.destroy());
  return client;
}

function sts(credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string } = prodKey): STSClient {
  const client = new STSClient(options('eu-central-1', credentials));
  closers.push(() => client.destroy());
  return client;
}

async function names(client: EC2Client): Promise<string[]> {
  const found: string[] = [];
  for await (const page of paginateDescribeInstances({ client, pageSize: 5 }, {})) {
    for (const reservation of page.Reservations ?? []) {
      for (const instance of reservation.Instances ?? []) found.push(instance.Tags?.find((tag) => tag.Key === 'Name')?.Value ?? '');
    }
  }
  return found;
}

describe('the endpoints answer the unmodified clients', () => {
  test('with the regions that are enabled, or with all of them', async () => {
    const enabled = await ec2().send(new DescribeRegionsCommand({}));
    expect(enabled.Regions?.map((region) => region.RegionName)).toEqual(['eu-central-1', 'us-east-1', 'ap-southeast-2']);
    const all = await ec2().send(new DescribeRegionsCommand({ AllRegions: true }));
    expect(all.Regions?.filter((region) => region.OptInStatus === 'not-opted-in').map((region) => region.RegionName)).toContain(
      'me-south-1',
    );
  });

  test('with the instances of one account in one region, page by page', async () => {
    const found = await names(ec2());
    expect(found).toHaveLength(14);
    expect(found[0]).toBe('web-1');
    expect(new Set(found).size).toBe(14);
    expect(world.calls.filter((call) => call.action === 'DescribeInstances')).toHaveLength(3);
    expect(await names(ec2('us-east-1', devKey))).toContain('build-1');
  });

  test('with every field of an instance that the list shows', async () => {
    const id = world.instance('web-1').id;
    const answer = await ec2().send(new DescribeInstancesCommand({ InstanceIds: [id] }));
    expect(answer.Reservations?.[0]?.Instances?.[0]).toMatchObject({
      InstanceId: id,
      InstanceType: 'm7i.large',
      State: { Name: 'running', Code: 16 },
      PlatformDetails: 'Linux/UNIX',
      KeyName: 'acme-prod',
      PublicIpAddress: '127.54.1.11',
      PrivateIpAddress: '127.10.1.11',
      Placement: { AvailabilityZone: 'eu-central-1a' },
      SecurityGroups: [{ GroupName: 'web-prod' }],
      MetadataOptions: { HttpEndpoint: 'enabled' },
      LaunchTime: new Date('2026-11-20T08:15:30Z'),
    });
  });

  test('with what the filters leave over', async () => {
    const stopped = await ec2().send(new DescribeInstancesCommand({ Filters: [{ Name: 'instance-state-name', Values: ['stopped'] }] }));
    expect(stopped.Reservations?.flatMap((one) => one.Instances ?? []).map((one) => one.State?.Name)).toEqual(['stopped']);
    const web = await ec2().send(new DescribeInstancesCommand({ Filters: [{ Name: 'tag:Name', Values: ['web-*'] }] }));
    expect(web.Reservations).toHaveLength(3);
    const wrong = ec2().send(new DescribeInstancesCommand({ Filters: [{ Name: 'colour', Values: ['red'] }] }));
    await expect(wrong).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });

  test('with images, also private ones, and key pairs with their public halves', async () => {
    const image = world.instance('worker-1').image;
    const own = await ec2().send(new DescribeImagesCommand({ ImageIds: [image] }));
    expect(own.Images?.[0]).toMatchObject({ Name: 'acme-golden-base-2026-11-02', Public: false });
    const foreign = ec2('eu-central-1', devKey).send(new DescribeImagesCommand({ ImageIds: [image] }));
    await expect(foreign).rejects.toMatchObject({ name: 'InvalidAMIID.NotFound' });
    const pairs = await ec2().send(new DescribeKeyPairsCommand({ IncludePublicKey: true }));
    expect(pairs.KeyPairs?.[0]).toMatchObject({ KeyName: 'acme-prod', KeyType: 'ed25519' });
    expect(pairs.KeyPairs?.[0]?.KeyFingerprint).toMatch(/^[A-Za-z0-9+/]{43}=$/);
    expect(pairs.KeyPairs?.[0]?.PublicKey).toBe(world.keyPair('480215937742', 'eu-central-1', 'acme-prod').publicKey);
  });

  test('with the health of running instances only, unless all are asked for', async () => {
    const running = await ec2('us-east-1').send(new DescribeInstanceStatusCommand({}));
    expect(running.InstanceStatuses).toHaveLength(7);
    const all = await ec2('us-east-1').send(new DescribeInstanceStatusCommand({ IncludeAllInstances: true }));
    expect(all.InstanceStatuses).toHaveLength(8);
  });

  test('with a console log that holds the host keys', async () => {
    const { id } = world.instance('web-1');
    const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHpcJ3c2vd1R1v5J8m0M1H1k4u8Q4c4v0Zl8Jr7o2o0h root@web-1';
    world.setInstance(id, { hostKeys: [key] });
    const answer = await ec2().send(new GetConsoleOutputCommand({ InstanceId: id }));
    const text = Buffer.from(answer.Output ?? '', 'base64').toString();
    expect(text).toContain('-----BEGIN SSH HOST KEY FINGERPRINTS-----');
    expect(text).toContain(`\r\n${key}\r\n`);
  });

  test('with who signed', async () => {
    const answer = await sts().send(new GetCallerIdentityCommand({}));
    expect(answer).toMatchObject({ Account: '480215937742', Arn: 'arn:aws:iam::480215937742:user/dana' });
  });

  test('with a role, once the code of the MFA device is right', async () => {
    const role = {
      RoleArn: 'arn:aws:iam::480215937742:role/on-call',
      RoleSessionName: 'test',
      SerialNumber: 'arn:aws:iam::480215937742:mfa/dana',
    };
    await expect(sts().send(new AssumeRoleCommand({ ...role, TokenCode: '000000' }))).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(sts().send(new AssumeRoleCommand({ ...role, SerialNumber: undefined }))).rejects.toMatchObject({ name: 'AccessDenied' });
    const { Credentials } = await sts().send(new AssumeRoleCommand({ ...role, TokenCode: '123456' }));
    const temporary = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    };
    const identity = await sts(temporary).send(new GetCallerIdentityCommand({}));
    expect(identity.Arn).toBe('arn:aws:sts::480215937742:assumed-role/on-call/test');
    world.setClock(2 * 3_600_000);
    const late = new EC2Client({ ...options('eu-central-1', temporary), systemClockOffset: 2 * 3_600_000 });
    closers.push(() => late.destroy());
    await expect(late.send(new DescribeRegionsCommand({}))).rejects.toMatchObject({ name: 'RequestExpired' });
  });

  test('with managed nodes and pushed keys', async () => {
    const ssm = new SSMClient(options('us-east-1', prodKey));
    const connect = new EC2InstanceConnectClient(options('us-east-1', prodKey));
    closers.push(
      () => ssm.destroy(),
      () => connect.destroy(),
    );
    const nodes = await ssm.send(new DescribeInstanceInformationCommand({}));
    expect(nodes.InstanceInformationList?.map((node) => node.PingStatus)).toContain('Online');
    const publicKey = world.keyPair('480215937742', 'us-east-1', 'acme-prod').publicKey;
    const target = { InstanceId: world.instance('web-us-1').id, InstanceOSUser: 'ubuntu', SSHPublicKey: publicKey };
    expect(await connect.send(new SendSSHPublicKeyCommand(target))).toMatchObject({ Success: true });
    expect(world.state.pushedKeys[0]).toMatchObject({ instance: target.InstanceId, user: 'ubuntu', publicKey });
    const gone = connect.send(new SendSSHPublicKeyCommand({ ...target, InstanceId: 'i-00000000000000000' }));
    await expect(gone).rejects.toMatchObject({ name: 'EC2InstanceNotFoundException' });
  });

  test('with an error for what this world does not have', async () => {
    await expect(ec2().send(new DescribeVolumesCommand({}))).rejects.toMatchObject({ name: 'InvalidAction' });
    const id = 'i-0123456789abcdef0';
    await expect(ec2().send(new DescribeInstancesCommand({ InstanceIds: [id] }))).rejects.toMatchObject({
      name: 'InvalidInstanceID.NotFound',
    });
    await expect(ec2().send(new DescribeInstancesCommand({ InstanceIds: ['web-1'] }))).rejects.toMatchObject({
      name: 'InvalidInstanceID.Malformed',
    });
    const both = ec2().send(new DescribeInstancesCommand({ InstanceIds: [world.instance('web-1').id], MaxResults: 5 }));
    await expect(both).rejects.toMatchObject({ name: 'InvalidParameterCombination' });
    await expect(ec2().send(new DescribeInstancesCommand({ NextToken: 'made-up' }))).rejects.toMatchObject({
      name: 'InvalidParameterValue',
    });
  });
});

test('a world file is the same data as JSON', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gangway-world-'));
  const file = join(folder, 'world.json');
  writeFileSync(file, JSON.stringify(demoWorld()));
  const fromFile = await startWorld(file);
  expect(fromFile.data).toEqual(demoWorld());
  await fromFile.close();
  rmSync(folder, { recursive: true });
});

describe('power', () => {
  test('moves an instance through its states and gives its address back', async () => {
    const { id } = world.instance('web-1');
    const seen: string[] = [];
    world.state.onInstance((instance) => seen.push(instance.state));
    const stopping = await ec2().send(new StopInstancesCommand({ InstanceIds: [id] }));
    expect(stopping.StoppingInstances?.[0]).toMatchObject({ PreviousState: { Name: 'running' }, CurrentState: { Name: 'stopping' } });
    await vi.waitFor(() => expect(world.instance('web-1').state).toBe('stopped'));
    const found = await ec2().send(new DescribeInstancesCommand({ InstanceIds: [id] }));
    expect(found.Reservations?.[0]?.Instances?.[0]?.PublicIpAddress).toBeUndefined();
    await ec2().send(new StartInstancesCommand({ InstanceIds: [id] }));
    await vi.waitFor(() => expect(world.instance('web-1').state).toBe('running'));
    expect(seen).toEqual(['stopping', 'stopped', 'pending', 'running']);
  });
});

describe('signatures are checked for real', () => {
  test('a wrong secret, an unknown key and an expired one are told apart', async () => {
    const wrong = { ...prodKey, secretAccessKey: 'not the secret' };
    await expect(sts(wrong).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
    await expect(ec2('us-east-1', wrong).send(new DescribeRegionsCommand({}))).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
    const unknown = { ...prodKey, accessKeyId: 'AKIANOBODY0000000000' };
    await expect(sts(unknown).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
    await expect(ec2('us-east-1', unknown).send(new DescribeRegionsCommand({}))).rejects.toMatchObject({ name: 'AuthFailure' });
    world.identities.expire(prodKey.accessKeyId);
    await expect(sts().send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'ExpiredToken' });
    await expect(ec2().send(new DescribeRegionsCommand({}))).rejects.toMatchObject({ name: 'RequestExpired' });
  });

  test('a changed body is noticed', async () => {
    const client = ec2();
    client.middlewareStack.add(
      (next) => (args) => {
        const request = args.request as { body: string; headers: Record<string, string> };
        request.body = request.body.replace('MaxResults=5', 'MaxResults=6');
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    await expect(client.send(new DescribeInstancesCommand({ MaxResults: 5 }))).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
  });

  test('a clock that is off is refused, and the Date header lets the client correct itself', async () => {
    world.setClock(20 * 60_000);
    await expect(ec2().send(new DescribeRegionsCommand({}))).rejects.toMatchObject({ name: 'RequestExpired' });
    const patient = await ec2('eu-central-1', prodKey, { maxAttempts: 3 }).send(new DescribeRegionsCommand({}));
    expect(patient.Regions).toHaveLength(3);
  });

  test('a request without a signature gets an error, not a row', async () => {
    const answer = await fetch(world.url, {
      method: 'POST',
      body: new URLSearchParams({ Action: 'DescribeInstances', Version: '2016-11-15' }),
    });
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('<Code>MissingAuthenticationToken</Code>');
  });
});
