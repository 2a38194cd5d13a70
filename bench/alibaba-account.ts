import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { makeAwsHome, type AwsHome } from './aws-home.ts';

const REGION = 'cn-hangzhou';

/** ECS and STS answers of one account that are made before the clock starts; signatures are not looked at here. */
export async function openEcsEndpoint(count: number): Promise<{ readonly url: string; readonly lists: number; close(): Promise<void> }> {
  const answers: Readonly<Record<string, string>> = {
    DescribeRegions: JSON.stringify({ Regions: { Region: [{ RegionId: REGION, LocalName: 'Hangzhou', Status: 'available' }] } }),
    DescribeInstances: JSON.stringify({ Instances: { Instance: Array.from({ length: count }, (_, at) => instance(at)) }, NextToken: '' }),
    GetCallerIdentity: JSON.stringify({ AccountId: '1457320918264475', Arn: 'acs:ram::1457320918264475:user/bench' }),
  };
  let lists = 0;
  const server = createServer((request, response) => {
    const action = String(request.headers['x-acs-action']);
    request.resume().once('end', () => {
      const body = answers[action];
      if (action === 'DescribeInstances') lists += 1;
      response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json;charset=utf-8' });
      response.end(body ?? JSON.stringify({ Code: 'InvalidAction.NotFound', Message: 'Not served here.' }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get lists() {
      return lists;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** As `makeAwsHome`, with a profile of Alibaba Cloud beside that of AWS. */
export function makeHomeOfBoth(ec2: string, ecs: string): AwsHome {
  const home = makeAwsHome(ec2);
  mkdirSync(join(home.folder, '.aliyun'));
  const keys = { access_key_id: 'LTAIbenchbenchbench', access_key_secret: 'benchbenchbenchbenchbenchbench' };
  const profile = { name: 'bench-asia', mode: 'AK', region_id: REGION, endpoint: ecs, ...keys };
  writeFileSync(join(home.folder, '.aliyun/config.json'), JSON.stringify({ current: 'bench-asia', profiles: [profile] }), { mode: 0o600 });
  return home;
}

function instance(at: number): Record<string, unknown> {
  const number = String(at).padStart(5, '0');
  return {
    ...{ InstanceId: `i-bp1bench${number}`, InstanceName: `asia-${number}`, RegionId: REGION, ZoneId: `${REGION}-h`, Status: 'Running' },
    ...{
      InstanceType: 'ecs.g8i.large',
      OSType: 'linux',
      OSNameEn: 'Debian  13 64 bit',
      ImageId: 'debian_13_0_x64',
      InstanceNetworkType: 'vpc',
    },
    VpcAttributes: { VpcId: 'vpc-bench', VSwitchId: 'vsw-bench', PrivateIpAddress: { IpAddress: [`10.1.${at >> 8}.${at & 255}`] } },
    EipAddress: { IpAddress: `203.0.113.${at & 255}`, AllocationId: `eip-bench${number}` },
    SecurityGroupIds: { SecurityGroupId: ['sg-bench'] },
    Tags: { Tag: [{ TagKey: 'Team', TagValue: 'bench' }] },
    ...{ CreationTime: '2026-09-01T08:00Z', StartTime: '2026-09-01T08:00Z', InstanceChargeType: 'PostPaid' },
  };
}
