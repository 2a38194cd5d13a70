import type { Texts } from '../current.ts';

export const settings: Texts['settings'] = {
  title: '设置',
  language: '语言',
  asSystem: '跟随系统',
  theme: '主题',
  light: '浅色',
  dark: '深色',
  fontSize: '终端字号',
  inPixels: '单位：像素。',
  scrollback: '终端回滚行数',
  scrollbackText: '每个终端保留的行数。',
  refresh: '刷新实例',
  refreshText: '两次加载之间的分钟数；0 表示关闭。',
  screenReader: '屏幕阅读器',
  screenReaderText: '终端会朗读其输出。',
  about: (version, shell) => `Gangway ${version}，${shell === 'desktop' ? '桌面版' : '浏览器版'}`,
  dataFolder: '数据文件夹',
};
