import type { Texts } from '../current.ts';

export const connecting: Texts['connecting'] = {
  connecting: '正在连接…',
  retry: '重试',
  retryNow: '立即重试',
  useHere: '在此处使用',
  trying: '正在重试',
  replaced: 'Gangway 已在另一个窗口中打开',
  replacedText: '您的终端在那里继续运行。同一时间只有一个窗口显示它们。',
  retrying: '正在尝试重新连接。仍在运行的终端会恢复显示。',
  ended: '与 Gangway 主机进程的连接已断开。',
  refused: {
    'no-key': { message: '此地址缺少访问令牌。', hint: '请打开 Gangway 启动时输出的完整地址，包括 # 之后的部分。' },
    'old-key': { message: 'Gangway 不接受此地址的访问令牌。', hint: '它已重新启动。请打开它最近一次输出的地址。' },
    'not-running': { message: 'Gangway 没有在此地址运行。', hint: '请重新启动它，此页面随后会自动连接。' },
    'silent-shell': { message: '桌面外壳没有响应。', hint: '请关闭窗口，然后重新启动 Gangway。' },
  },
  dialog: {
    title: '无法加载此对话框',
    text: '其文件已不存在：Gangway 可能在此页面打开期间进行了更新。重新加载后即可恢复，您的终端也会保留。',
    close: '关闭',
    reload: '重新加载',
  },
};
