import type { Texts } from '../current.ts';

export const stateReasons: Texts['stateReasons'] = {
  'Client.UserInitiatedShutdown': '已通过云控制台或 API 停止',
  'Client.InstanceInitiatedShutdown': '由实例自身的系统关机',
  'Client.UserInitiatedHibernate': '已通过云控制台或 API 休眠',
  'Client.InternalError': '无法按要求启动，常见原因是没有权限使用加密磁盘的密钥',
  'Client.InvalidSnapshot.NotFound': '找不到其磁盘所用的快照',
  'Client.VolumeLimitExceeded': '账号的磁盘数量或存储容量已达上限',
  'Server.InsufficientInstanceCapacity': '该可用区目前没有此规格的资源',
  'Server.InternalError': 'EC2 内部错误',
  'Server.ScheduledStop': '因硬件退役由 EC2 停止',
  'Server.SpotInstanceShutdown': 'EC2 收回了 Spot 资源，实例已停止',
  'Server.SpotInstanceTermination': 'EC2 收回了 Spot 资源，实例已释放',
};
