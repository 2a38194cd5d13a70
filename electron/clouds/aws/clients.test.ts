import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { afterEach, expect, it, vi } from 'vitest';
import { describeServiceError } from './aws-errors.ts';
import { createPrograms } from '../programs.ts';
import { ANSWER_TIMEOUT_MS, createClients } from './clients.ts';
import { openTestEndpoint } from './endpoint-for-tests.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

it('gives up on an endpoint that accepts and never answers', async () => {
  let asked = (): void => {};
  const seen = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const endpoint = await openTestEndpoint(() => {
    asked();
    return { raw: () => {} };
  });
  try {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKID');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const clients = createClients({
      ask: () => Promise.reject(new Error('not asked')),
      programs: createPrograms(),
      programTimeoutMs: 0,
    });
    const connection = {
      account: 'aws:x',
      profile: 'x',
      kind: 'environment',
      region: 'us-east-1',
      endpoints: { ec2: endpoint.url },
      fips: false,
      dualstack: false,
      maxAttempts: 1,
    } as const;
    const sent = clients
      .ec2(connection, 'us-east-1', 'waiting')
      .send(new DescribeInstancesCommand({}))
      .catch((error: unknown) =>
        describeServiceError(error, {
          profile: 'x',
          kind: 'environment',
          service: 'EC2',
          action: 'ec2:DescribeInstances',
          endpoint: endpoint.url,
        }),
      );
    await seen;
    await vi.advanceTimersByTimeAsync(ANSWER_TIMEOUT_MS + 1);
    expect(await sent).toMatchObject({ code: 'timeout', message: `${endpoint.url} did not answer in time.` });
  } finally {
    await endpoint.close();
  }
});
