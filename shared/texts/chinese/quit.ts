import type { Texts } from '../current.ts';

export const quit: Texts['quit'] = {
  question: (terminals, desktops) => {
    const open = [...(terminals === 0 ? [] : [`${terminals} 个终端`]), ...(desktops === 0 ? [] : [`${desktops} 个远程桌面`])];
    return `${open.join('、')}仍打开着。退出 Gangway？`;
  },
  shells: '终端中的 shell 及其中运行的程序将结束。',
  desktops: '远程桌面将断开；远程机器上运行的程序不受影响。',
  go: '退出',
};
