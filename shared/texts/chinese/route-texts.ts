import type { Texts } from '../current.ts';

export const routeTexts: Texts['routeTexts'] = {
  proxy: (address) => `代理 ${address}`,
  publicName: '公网 IPv4 地址',
  publicWhy: '公网 IPv4 地址',
  noPublic: '此实例没有公网 IPv4 地址。',
  ipv6: 'IPv6 地址',
  noIpv6: '此实例没有 IPv6 地址。',
  privateName: '私网 IPv4 地址',
  privateWhy: '私网 IPv4 地址，可从 VPC 内、经 VPN 或对等连接访问',
  noPrivate: '此实例没有私网 IPv4 地址。',
};
