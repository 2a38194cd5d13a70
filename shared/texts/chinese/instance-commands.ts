import type { Texts } from '../current.ts';

export const instanceCommands: Texts['instanceCommands'] = {
  open: '打开终端',
  openAs: '以其他身份打开终端…',
  copyAddress: '复制地址',
  copyId: '复制实例 ID',
  copyName: '复制名称',
  copySsh: '复制 ssh 命令',
  openWindows: '打开终端（SSH）',
  refresh: '刷新全部实例',
  refreshRegion: '刷新此地域',
  details: '显示或隐藏详情',
  search: '搜索实例',
  show: '转到实例列表',
};
