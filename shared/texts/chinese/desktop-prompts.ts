import type { Texts } from '../current.ts';

export const desktopPrompts: Texts['desktopPrompts'] = {
  credentials: {
    title: (name) => `登录 ${name} 的桌面`,
    go: '打开桌面',
    user: '用户',
    userHint: '域账号请使用 DOMAIN\\user 或 user@domain。',
    noUser: '请输入用户名。',
    emptyForFirst: '留空则使用实例的初始密码。',
    names: '管理员的名称',
  },
  keyFile: {
    title: (name) => `用于解密 ${name} 密码的密钥`,
    byPassword: '改为输入密码',
    decrypt: '解密',
    text: () => ['云平台用密钥对 ', ' 加密保存管理员的初始密码。其私钥将在本机解密，私钥和密码都不会离开本机。'],
    useFromNow: '以后对此机器使用该密钥',
  },
};
