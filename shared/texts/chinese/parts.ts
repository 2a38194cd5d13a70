import type { Texts } from '../current.ts';

export const parts: Texts['parts'] = {
  less: '减少',
  more: '增加',
  error: (what) => `错误：${what}`,
  warning: (what) => `警告：${what}`,
  dismiss: '关闭提示',
  notifications: '通知',
  close: '关闭',
  copy: (what) => `复制${what}`,
  copied: (what) => `已复制 ${what}`,
  suggestions: (label) => `${label} 的建议`,
  newName: (name) => `${name} 的新名称`,
  take: '选择',
};
