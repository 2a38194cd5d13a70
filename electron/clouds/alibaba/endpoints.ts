import { AppError } from '../../../shared/model/errors.ts';
import { texts } from '../../../shared/texts/current.ts';
import type { Connection } from './connection.ts';

export type ServiceName = 'ecs' | 'sts';

export const VERSIONS: Readonly<Record<ServiceName, string>> = { ecs: '2014-05-26', sts: '2015-04-01' };

/** Where Alibaba Cloud's own tools start when nothing says another. */
export const DEFAULT_REGION = 'cn-hangzhou';

/** Regions whose ECS endpoint does not follow the rule; from the endpoint table of `@alicloud/ecs20140526` 7.11.6, public ones only. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'cn-hangzhou': 'ecs-cn-hangzhou.aliyuncs.com',
  'cn-shanghai-finance-1': 'ecs-cn-hangzhou.aliyuncs.com',
  'cn-shenzhen-finance-1': 'ecs-cn-hangzhou.aliyuncs.com',
  'cn-hangzhou-finance': 'ecs.aliyuncs.com',
  'cn-north-2-gov-1': 'ecs.aliyuncs.com',
};

/** A region by the look of it: it becomes part of a host name, so nothing else may stand in it. */
export function isRegionName(text: string): boolean {
  return text.length <= 64 && /^[a-z]{2,6}(?:-[a-z0-9]+){1,5}$/u.test(text);
}

/**
 * The address of a service for one region: the account's custom endpoint, what `DescribeRegions` told (`learned`, by region), else by the
 * rule. STS is asked at a custom endpoint as well unless that is one of Alibaba Cloud's own, which speak for one service only.
 */
export function endpointOf(connection: Connection, service: ServiceName, region: string, learned: ReadonlyMap<string, string>): URL {
  const own = connection.endpoint === undefined ? undefined : new URL(connection.endpoint);
  if (service === 'sts') {
    if (connection.stsEndpoint !== undefined) return new URL(connection.stsEndpoint);
    if (own !== undefined && !isAlibabaHost(own.hostname)) return own;
    return new URL(connection.vpc ? `https://sts-vpc.${region}.aliyuncs.com/` : 'https://sts.aliyuncs.com/');
  }
  if (own !== undefined) return own;
  if (connection.vpc) return new URL(`https://ecs-vpc.${region}.aliyuncs.com/`);
  return new URL(`https://${learned.get(region) ?? EXCEPTIONS[region] ?? `ecs.${region}.aliyuncs.com`}/`);
}

/** What `DescribeRegions` tells becomes the host of signed calls: only Alibaba Cloud's own names are taken. */
export function isAlibabaHost(host: string): boolean {
  return /^(?:[a-z0-9-]+\.)+aliyuncs\.com$/u.test(host);
}

/** A host name, `host:port` or web address as a person writes it, as a web address with `/` at its end. */
export function readEndpoint(text: string, where: string): string {
  const address = /^[a-z][a-z0-9+.-]*:\/\//iu.test(text) ? text : `https://${text}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const usable =
    url !== undefined &&
    (url.protocol === 'https:' || url.protocol === 'http:') &&
    url.username === '' &&
    url.password === '' &&
    url.search === '' &&
    url.hash === '';
  if (!usable) {
    throw new AppError('config-broken', texts().alibabaProfiles.noEndpoint(where), {
      hint: texts().alibabaProfiles.endpointForm,
    });
  }
  return url.href;
}
