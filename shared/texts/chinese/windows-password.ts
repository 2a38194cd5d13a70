import type { Texts } from '../current.ts';

export const windowsPassword: Texts['windowsPassword'] = {
  tryAgain: '重试',
  asking: '正在向云平台查询…',
  saved: (user) => `${user} 的密码已保存在保险库中。`,
  there: (user) => `云平台有 ${user} 的初始密码，可用实例的私钥解密。`,
  ready: (user, key) => `${user} 的初始密码可用 ${key} 解密。`,
  readyAfter: (user, key) => `${user} 的初始密码可用 ${key} 解密，需先输入其密钥口令。`,
  notYet: '尚未就绪：Windows 会在首次启动期间生成密码，通常需要 4 至 15 分钟。',
  askingAgain: '正在重新查询…',
  asksIn: (seconds) => `${seconds} 秒后重新查询`,
  askNow: '立即查询',
  savedNow: '密码已保存到保险库',
  hide: '隐藏',
  show: '显示',
  copy: '复制',
  save: '保存到保险库',
  hidesAfter: (seconds) => `${seconds} 秒后自动隐藏。`,
  copied: {
    granted: '已复制密码。60 秒后将从剪贴板中清除。',
    prompt: '已复制密码。如果您允许浏览器让 Gangway 查看剪贴板，60 秒后将从中清除。',
    denied: '已复制密码。Gangway 无权查看剪贴板，在您复制其他内容之前，密码会一直留在其中。',
  },
  cleared: '已从剪贴板中清除密码',
  stays: '密码仍在剪贴板中：请复制其他内容',
};
