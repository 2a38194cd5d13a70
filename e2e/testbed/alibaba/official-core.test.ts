import OpenApi, { $OpenApiUtil } from '@alicloud/openapi-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorld, type World } from '../world.ts';
import { demoWorldWithAlibaba } from '../worlds/demo-alibaba.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld(demoWorldWithAlibaba());
});
afterAll(() => world.close());

/** One call of the vendor's own client. */
async function call(action: string, query: Record<string, string>, secret = 'demoAsiaOnlyWorksInTheDemo0001'): Promise<unknown> {
  const client = new OpenApi(
    new $OpenApiUtil.Config({
      ...{ accessKeyId: 'LTAI5tDemoAcmeAsia000001', accessKeySecret: secret, regionId: 'cn-hangzhou' },
      ...{ endpoint: new URL(world.url).host, protocol: 'HTTP' },
    }),
  );
  const params = new $OpenApiUtil.Params({
    ...{ action, version: '2014-05-26', protocol: 'HTTP', pathname: '/', method: 'POST', authType: 'AK' },
    ...{ style: 'RPC', reqBodyType: 'formData', bodyType: 'json' },
  });
  const answer = (await client.callApi(params, new $OpenApiUtil.OpenApiRequest({ query }), {} as never)) as { body: unknown };
  return answer.body;
}

describe('the vendor’s own client', () => {
  it('reads the instances of the world', async () => {
    const body = await call('DescribeInstances', { RegionId: 'cn-beijing', MaxResults: '100' });
    const { Instances } = body as { Instances: { Instance: { InstanceName: string; OperationLocks: unknown }[] } };
    expect(Instances.Instance.map((one) => one.InstanceName)).toEqual(['campaign-2025', 'scraper', '北京-网关']);
    expect(Instances.Instance[0]?.OperationLocks).toEqual({ LockReason: [{ LockReason: 'financial', LockMsg: '' }] });
  });

  it('has its signature of odd parameters accepted', async () => {
    const odd = {
      RegionId: 'cn-hangzhou',
      InstanceIds: '["i-none"]',
      'Tag.1.Key': "it's (a) *~!",
      'Tag.1.Value': '中 +/=&?',
      InstanceName: '',
    };
    expect(await call('DescribeInstances', odd)).toMatchObject({ TotalCount: 0 });
  });

  it('is refused with a wrong secret, and for an action that is missing', async () => {
    await expect(call('DescribeInstances', { RegionId: 'cn-hangzhou' }, 'wrong')).rejects.toMatchObject({ code: 'SignatureDoesNotMatch' });
    await expect(call('DescribeNothing', { RegionId: 'cn-hangzhou' })).rejects.toMatchObject({ code: 'InvalidAction.NotFound' });
  });
});
