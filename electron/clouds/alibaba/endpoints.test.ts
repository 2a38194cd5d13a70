import { describe, expect, it } from 'vitest';
import type { Connection } from './connection.ts';
import { endpointOf, isAlibabaHost, isRegionName, readEndpoint } from './endpoints.ts';

const none: ReadonlyMap<string, string> = new Map();
const plain: Connection = { account: 'alibaba:a', profile: 'a', kind: 'static', region: 'cn-hangzhou', vpc: false };
const ecs = (connection: Connection, region: string, learned = none): string => endpointOf(connection, 'ecs', region, learned).href;
const sts = (connection: Connection): string => endpointOf(connection, 'sts', connection.region, none).href;

describe('endpoints of Alibaba Cloud', () => {
  it('are those of the region, by the rule and its exceptions', () => {
    expect(ecs(plain, 'eu-central-1')).toBe('https://ecs.eu-central-1.aliyuncs.com/');
    expect(ecs(plain, 'cn-hangzhou')).toBe('https://ecs-cn-hangzhou.aliyuncs.com/');
    expect(sts(plain)).toBe('https://sts.aliyuncs.com/');
  });

  it('are what the cloud told, but never another’s host', () => {
    expect(ecs(plain, 'cn-wuhan', new Map([['cn-wuhan', 'ecs.cn-wuhan-lr.aliyuncs.com']]))).toBe('https://ecs.cn-wuhan-lr.aliyuncs.com/');
    expect(isAlibabaHost('ecs.cn-wuhan-lr.aliyuncs.com')).toBe(true);
    for (const host of ['aliyuncs.com.evil.example', 'evil.example', 'ecs.aliyuncs.com:8443', 'x@ecs.aliyuncs.com', ''])
      expect(isAlibabaHost(host)).toBe(false);
  });

  it('are inside the VPC where the profile says so', () => {
    expect(ecs({ ...plain, vpc: true }, 'cn-beijing')).toBe('https://ecs-vpc.cn-beijing.aliyuncs.com/');
    expect(sts({ ...plain, vpc: true })).toBe('https://sts-vpc.cn-hangzhou.aliyuncs.com/');
  });

  it('are the account’s own, for STS too unless it is one of Alibaba Cloud’s', () => {
    const own = { ...plain, endpoint: 'http://127.0.0.1:4566/' };
    expect(ecs(own, 'cn-beijing')).toBe('http://127.0.0.1:4566/');
    expect(sts(own)).toBe('http://127.0.0.1:4566/');
    expect(sts({ ...plain, endpoint: 'https://ecs.cn-beijing.aliyuncs.com/' })).toBe('https://sts.aliyuncs.com/');
    expect(sts({ ...own, stsEndpoint: 'https://sts.example/' })).toBe('https://sts.example/');
  });

  it('may be written as a name, with a port, or as an address', () => {
    expect(readEndpoint('ecs.example.com', 'x')).toBe('https://ecs.example.com/');
    expect(readEndpoint('10.0.0.1:8443', 'x')).toBe('https://10.0.0.1:8443/');
    expect(readEndpoint('http://127.0.0.1:1', 'x')).toBe('http://127.0.0.1:1/');
    for (const bad of ['', 'file:///etc', 'https://u:p@x', 'https://x/?a=b', 'https://x/#y', 'a b'])
      expect(() => readEndpoint(bad, 'The endpoint')).toThrow('The endpoint is not the address of an endpoint.');
  });

  it('are made of nothing but a region', () => {
    for (const name of ['cn-hangzhou', 'ap-southeast-1', 'cn-north-2-gov-1', 'cn-wuhan-lr', 'me-central-1'])
      expect(isRegionName(name)).toBe(true);
    for (const name of ['', 'cn', 'x.evil.com/', 'cn-hangzhou.evil', 'CN-HANGZHOU', 'cn-hangzhou#']) expect(isRegionName(name)).toBe(false);
  });
});
