import type { Texts } from '../current.ts';

export const stateWords: Texts['stateWords'] = {
  pending: '启动中',
  running: '运行中',
  stopping: '停止中',
  stopped: '已停止',
  'shutting-down': '释放中',
  terminated: '已释放',
  unknown: '状态未知',
};
