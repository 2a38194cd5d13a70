import { expect, it } from 'vitest';
import type { Clients } from './clients.ts';
import { instancesAnswer } from './endpoint-for-tests.ts';
import { createListMemory } from './list-memory.ts';
import { createOperations } from './operations.ts';

it('a list without end is told with its profile, its region and what to do', async () => {
  let pages = 0;
  const send = () => Promise.resolve({ xml: instancesAnswer([], `page ${++pages}`).body });
  const clients = {
    ec2: () => ({ send }),
    credentials: () => ({ get: () => Promise.resolve(), forget: () => {} }),
  } as unknown as Clients;
  const listing = createOperations(clients, createListMemory()).list(
    { region: 'eu-central-1' },
    {
      connection: {
        account: 'aws:demo',
        profile: 'demo',
        kind: 'static',
        region: 'eu-central-1',
        endpoints: {},
        fips: false,
        dualstack: false,
      },
      patience: 'waiting',
      signal: new AbortController().signal,
      log: () => {},
      page: () => {},
    },
  );
  await expect(listing).rejects.toMatchObject({
    code: 'limit',
    message: 'The list of instances of profile demo in eu-central-1 has more than 5000 pages.',
    hint: expect.stringContaining('check the endpoint of the profile'),
  });
  expect(pages).toBe(5_000);
});
