import type { Texts } from '../current.ts';
import { tidy } from './tidy.ts';

export const powerErrors: Texts['powerErrors'] = {
  unsupported: 'Gangway 无法启动或停止此云平台的实例。',
  unsupportedHint: '请在云控制台操作。',
  actions: { start: '启动', stop: '停止', reboot: '重启' },
  busy: (name, action) => tidy(`${name} 的 ${action} 请求正在处理。`),
  busyHint: '请等待响应。',
  otherAsked: '对该实例提出了其他操作。',
  nobodyWaits: '已不再等待该实例。',
  closing: 'Gangway 正在关闭。',
  notFollowed: (name) => `无法跟踪 ${name} 的状态。`,
  logDetails: '请刷新；详情请查看 Gangway 的日志。',
  noAddress: (name) => `${name} 已运行，但没有可连接的地址。`,
  noAddressHint: '请为它分配公网地址，或通过其网络内的跳板机连接。',
  noAnswer: (name, address) => `${name} 已运行，但 ${address} 没有响应。`,
  noAnswerHint: '请在详情的“可达性”中查看安全组是否放行；其上的服务也可能尚未启动。',
  deleted: (name) => `${name} 正在被删除。`,
  refresh: '请刷新列表。',
  didNot: (name, action, state) => tidy(`${name} 没有 ${action}，当前状态为 ${state}。`),
  didNotBecause: (name, action, state, why) => tidy(`${name} 没有 ${action}，当前状态为 ${state}：${why}。`),
  didNotHint: '请在云控制台查看原因。',
  still: (name, state, minutes) => tidy(`${minutes} 分钟后，${name} 仍为 ${state}。`),
  stopByForce: '请强制停止，或查看云控制台。',
  lookThere: '请查看云控制台。',
};
