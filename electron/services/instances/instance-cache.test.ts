import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instanceKey, type Instance } from '../../../shared/model/instance.ts';
import { createInstanceCache, type InstanceCache } from './instance-cache.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gangway-cache-'));
  file = path.join(folder, 'instances.jsonl');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function row(region: string, id: string): Instance {
  const ref = { account: 'aws:demo', region, instance: id };
  return {
    ...ref,
    key: instanceKey(ref),
    cloud: 'aws',
    name: 'line\nbreak',
    state: 'running',
    os: 'linux',
    platform: '',
    type: '',
    image: '',
    securityGroups: [{ id: 'sg-1', name: 'web' }],
    tags: { ['__proto__']: 'x', env: 'prod' },
  };
}
const scope = (region: string, count: number) => ({
  account: 'aws:demo',
  region,
  loadedAt: 7,
  rows: Array.from({ length: count }, (_, index) => row(region, `i-${index}`)),
});
const list: InstanceCache = { scopes: [scope('us-east-1', 600), scope('eu-west-1', 0), scope('ap-south-1', 1)] };

describe('the list on the disk', () => {
  it('comes back as it was, readable by its owner only', async () => {
    await createInstanceCache(file).save(list);
    expect((await createInstanceCache(file).load()).value).toEqual(list);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('is empty when there is none, when it is of another version and when it is no list', async () => {
    const cache = createInstanceCache(file);
    expect((await cache.load()).value.scopes).toEqual([]);
    for (const text of ['{"version":2}\n{"account":"a","region":"b","loadedAt":1}\n', '\0\0\0', 'null\n', '[]']) {
      await writeFile(file, text);
      expect((await cache.load()).value.scopes).toEqual([]);
    }
  });

  it('loses a broken line and nothing else', async () => {
    await createInstanceCache(file).save(list);
    const lines = (await readFile(file, 'utf8')).split('\n');
    lines[2] = lines[2]?.slice(0, 40) ?? '';
    lines[3] = lines[3]?.replace('"running"', '"flying"') ?? '';
    await writeFile(file, lines.join('\n'));
    await appendFile(file, '{"half');
    const { value } = await createInstanceCache(file).load();
    expect(value.scopes.map((one) => one.rows.length)).toEqual([598, 0, 1]);
  });

  it('is the last of several that were saved at once', async () => {
    const cache = createInstanceCache(file);
    await Promise.all([cache.save(list), cache.save({ scopes: [scope('us-east-1', 2)] }), cache.save({ scopes: [scope('eu-west-1', 1)] })]);
    expect((await cache.load()).value.scopes.map((one) => one.region)).toEqual(['eu-west-1']);
  });
});
