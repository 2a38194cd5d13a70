import { PassThrough } from 'node:stream';
import { DescribeInstancesCommand, DescribeRegionsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { HttpResponse } from '@smithy/core/transport';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { BODY_IDLE_MS, BODY_TOTAL_MS, wholeAnswers } from './answer-body.ts';
import { guardAnswers, type InstancesOutput } from './answer-guard.ts';
import { describeServiceError } from './aws-errors.ts';
import { describeCredentialFailure } from './credential-errors.ts';
import { instancesAnswer, instanceXml, regionsAnswer } from './endpoint-for-tests.ts';

afterEach(() => {
  vi.useRealTimers();
});

/** Sends a little of `body` again and again, so that it never stands still, until the limit of the whole is over. */
async function drip(body: PassThrough): Promise<void> {
  for (let past = 0; past <= BODY_TOTAL_MS; past += BODY_IDLE_MS / 2) {
    body.write('<');
    await vi.advanceTimersByTimeAsync(BODY_IDLE_MS / 2);
  }
}

/** A guarded client whose answers have the given bodies. */
function client(body: () => unknown, headers: Readonly<Record<string, string>> = {}): { ec2: EC2Client; calls: () => number } {
  let calls = 0;
  const handle = (): Promise<unknown> => {
    calls++;
    return Promise.resolve({ response: { statusCode: 200, headers: { ...headers }, body: body() } });
  };
  const ec2 = guardAnswers(
    new EC2Client({
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 's' },
      maxAttempts: 1,
      requestHandler: { handle } as never,
    }),
  );
  return { ec2, calls: () => calls };
}

const place = { profile: 'demo', kind: 'static', service: 'EC2', action: 'ec2:DescribeInstances', region: 'us-east-1' } as const;

describe('the guard of answers', () => {
  it('gives a list as it came and leaves other answers to the SDK', async () => {
    const body = instancesAnswer([instanceXml('i-01', '', { Name: 'wéb 😀' })], 'next').body ?? '';
    const list = client(() => Buffer.from(body));
    expect(((await list.ec2.send(new DescribeInstancesCommand({}))) as unknown as InstancesOutput).xml).toBe(body);
    const regions = await client(() => Buffer.from(regionsAnswer('us-east-1').body ?? '')).ec2.send(new DescribeRegionsCommand({}));
    expect(regions.Regions?.map((region) => region.RegionName)).toEqual(['us-east-1']);
  });

  it('gives up on a body that stands still, not on one that comes slowly', async () => {
    vi.useFakeTimers();
    const body = new PassThrough();
    const sent = client(() => body)
      .ec2.send(new DescribeInstancesCommand({}))
      .catch((error: unknown) => describeServiceError(error, place));
    const whole = instancesAnswer([instanceXml('i-01')]).body ?? '';
    for (const part of [whole.slice(0, 50), whole.slice(50, 100), whole.slice(100, 150)]) {
      await vi.advanceTimersByTimeAsync(BODY_IDLE_MS - 1_000);
      body.write(part);
    }
    await vi.advanceTimersByTimeAsync(BODY_IDLE_MS + 1);
    expect(await sent).toMatchObject({ code: 'timeout', message: 'The EC2 endpoint of us-east-1 did not answer in time.' });
  });

  it.each([200, 503])('gives up on a body that drips without end, and does not ask for it again (HTTP %i)', async (statusCode) => {
    vi.useFakeTimers();
    const body = new PassThrough();
    let calls = 0;
    const handle = (): Promise<unknown> => {
      calls++;
      return Promise.resolve({ response: new HttpResponse({ statusCode, headers: {}, body }) });
    };
    const credentials = { accessKeyId: 'a', secretAccessKey: 's' };
    const ec2 = guardAnswers(new EC2Client({ region: 'us-east-1', credentials, requestHandler: { handle } as never }));
    const sent = ec2.send(new DescribeInstancesCommand({})).catch((error: unknown) => describeServiceError(error, place));
    await drip(body);
    expect(await sent).toMatchObject({
      code: 'timeout',
      message: 'The EC2 endpoint of us-east-1 did not complete its answer for profile demo in us-east-1 within 120 seconds.',
      hint: 'Check the network or the proxy, then refresh.',
    });
    expect(calls).toBe(1);
    expect(body.destroyed).toBe(true);
  });

  it('gives up on the same where the SDK itself calls, to assume a role', async () => {
    vi.useFakeTimers();
    const body = new PassThrough();
    const handle = (): Promise<unknown> => Promise.resolve({ response: new HttpResponse({ statusCode: 200, headers: {}, body }) });
    const requestHandler = wholeAnswers({ handle } as unknown as NodeHttpHandler);
    const sts = new STSClient({ region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 's' }, requestHandler });
    const ours = { account: 'aws:demo', profile: 'demo', kind: 'assume-role', region: 'us-east-1' } as const;
    const sent = sts
      .send(new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::111122223333:role/dev', RoleSessionName: 's' }))
      .catch((error: unknown) => describeCredentialFailure(error, { ...ours, endpoints: {}, fips: false, dualstack: false }));
    await drip(body);
    expect(await sent).toMatchObject({ code: 'timeout', message: expect.stringContaining('profile demo within 120 seconds') as string });
  });

  it('stops an answer without end', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    let chunks = 0;
    async function* endless(): AsyncGenerator<Buffer> {
      for (;;) {
        chunks++;
        yield await Promise.resolve(chunk);
      }
    }
    const error: unknown = await client(() => Object.assign(endless(), { destroy: () => {} }))
      .ec2.send(new DescribeInstancesCommand({}))
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'limit' });
    expect(chunks).toBe(65);
  });

  it('knows a web page by its type and by its first words', async () => {
    for (const answer of [
      client(() => Buffer.from('hi'), { 'Content-Type': 'text/html; charset=utf-8' }),
      client(() => Buffer.from('\n <!DOCTYPE html><p>hi')),
    ]) {
      for (const command of [new DescribeInstancesCommand({}), new DescribeRegionsCommand({})]) {
        const error: unknown = await answer.ec2.send(command).catch((reason: unknown) => reason);
        expect(error).toMatchObject({ code: 'bad-endpoint' });
      }
    }
  });
});
