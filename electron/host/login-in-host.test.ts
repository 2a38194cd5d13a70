import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import {
  ec2Answer,
  instancesAnswer,
  instanceXml,
  openHome,
  openTestEndpoint,
  regionsAnswer,
  type TestEndpoint,
} from '../clouds/aws/endpoint-for-tests.ts';
import type { Scope } from '../../shared/model/instance.ts';
import { createRpcClient } from '../../shared/rpc/client.ts';
import { createLinkPair } from '../../shared/rpc/link.ts';
import { createHost } from './create-host.ts';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const REF = { account: 'aws:p', region: 'us-east-1', instance: 'i-01' };

/** Debian by its name, copied into an own image that tells nothing. */
function openCloud(): Promise<TestEndpoint> {
  const image = (id: string, rest: string): string => `<imagesSet><item><imageId>${id}</imageId>${rest}</item></imagesSet>`;
  return openTestEndpoint(({ action, form }) => {
    if (action === 'DescribeRegions') return regionsAnswer('us-east-1');
    if (action === 'DescribeInstances') return instancesAnswer([instanceXml('i-01')]);
    if (action !== 'DescribeImages') return { status: 500 };
    return form.get('ImageId.1') === 'ami-1'
      ? ec2Answer('DescribeImages', image('ami-1', '<name>ours</name><sourceImageId>ami-2</sourceImageId>'))
      : ec2Answer('DescribeImages', image('ami-2', '<name>debian-12-amd64-20241004-1890</name>'));
  });
}

/** What a start of the app proposes for the instance once its region is in this state. */
async function proposed(folder: string, homeFolder: string, settled: (scopes: readonly Scope[]) => boolean): Promise<string> {
  const openExternal = (): Promise<void> => Promise.resolve();
  const host = await createHost({ shell: 'browser', version: '0', dataFolder: folder, homeFolder, env: {}, openExternal });
  try {
    const [ours, theirs] = createLinkPair();
    const page = createRpcClient(ours);
    host.attach(theirs);
    const scopes = new Map<string, Scope>();
    const take = (list: { readonly scopes?: readonly Scope[] }): void => {
      for (const scope of list.scopes ?? []) scopes.set(scope.key, scope);
    };
    page.subscribe('instances.list', undefined, { snapshot: take, change: take });
    await vi.waitFor(() => expect(settled([...scopes.values()])).toBe(true));
    const { user, source } = await page.call('instances.login', REF);
    return `${user} by ${source}`;
  } finally {
    await host.close();
  }
}

const online = (scopes: readonly Scope[]): boolean => scopes.some(({ region, state }) => region === REF.region && state === 'ready');
const offline = (scopes: readonly Scope[]): boolean => scopes.some(({ state }) => state === 'failed');

it('a start without the cloud proposes the login name of the start before, also where its file is broken', async () => {
  const endpoint = await openCloud();
  const home = await openHome({
    '.aws/config': `[profile p]\nregion = us-east-1\nendpoint_url = ${endpoint.url}\n`,
    '.aws/credentials': '[p]\naws_access_key_id = AKID\naws_secret_access_key = s\n',
  });
  ends.push(() => home.remove());
  const folder = await mkdtemp(join(tmpdir(), 'gangway-host-'));
  ends.push(() => rm(folder, { recursive: true, force: true }));
  expect(await proposed(folder, home.homeFolder, online)).toBe('admin by image');
  await endpoint.close();
  expect(await proposed(folder, home.homeFolder, offline)).toBe('admin by image');

  const file = join(folder, 'images.json');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const kept = await readFile(file, 'utf8');
  const guess = 'ec2-user by guess';
  for (const [text, expected] of [
    ['\0\0', guess],
    ['{"version":1,"images":[]}', guess],
    [kept.replaceAll('"name":', '"nam":'), guess],
    // Of a later version: what can be read of it counts.
    [kept.replace('"version":1', '"version":99'), 'admin by image'],
  ] as const) {
    for (const name of await readdir(folder)) if (name.startsWith('images.json')) await rm(join(folder, name));
    await writeFile(file, text);
    expect(await proposed(folder, home.homeFolder, offline), text).toBe(expected);
  }
});
