import type { Texts } from '../current.ts';

export const lockWords: Texts['lockWords'] = {
  overdue: { why: '账号欠费', hint: '请在云控制台结清账单（或续费）后再运行。' },
  security: { why: '因安全原因被云平台锁定', hint: '请查看云控制台安全中心的通知，并申请解除锁定。' },
  recycling: { why: '正在等待释放', hint: '请在其磁盘被删除之前，在云控制台续费。' },
  refunded: { why: '已退订', hint: '它不会再运行；其磁盘可能仍保留在云控制台中。' },
  other: { why: '被云平台锁定', hint: '请在云控制台查看原因。' },
};
