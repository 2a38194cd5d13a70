import type { Texts } from '../current.ts';

export const reachErrors: Texts['reachErrors'] = {
  typeIt: '请直接输入地址。',
  noPublic: (service) => `${service} 没有返回公网地址。`,
  noHttps: (variable) => `${variable} 不是 https 地址。`,
  correctIt: '请修正它，或直接输入地址。',
  late: (service) => `${service} 未能及时响应。`,
  unasked: (service, code) => `无法访问 ${service}（${code}）。`,
  refused: (service, status) => `${service} 拒绝了请求（HTTP ${status}）。`,
  unsupported: 'Gangway 无法读取此云平台的安全组。',
  unsupportedHint: '请在云控制台查看。',
};
