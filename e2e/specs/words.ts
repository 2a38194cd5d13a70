/**
 * What a person reads on the way from the list to the shell, in each language of the interface. Written here once more, and not taken from
 * the app's catalogue: a text that went missing there would go missing in the specs as well.
 */
export const WORDS = {
  en: {
    instances: 'Instances',
    search: 'Search instances',
    loading: 'Loading regions',
    terminal: (name: string) => `Terminal ${name}`,
    input: 'Terminal input',
    size: 'Columns and rows',
    firstConnection: /^First connection/u,
    trust: 'Trust and connect',
    howToLogIn: /^How to log in/u,
    password: 'Password',
    passwordFor: /^Password for/u,
    logIn: 'Log in',
    lost: /^Connection lost: (?:closed|reset) by the other side\.$/u,
    reconnect: 'Reconnect',
  },
  'zh-CN': {
    instances: '实例',
    search: '搜索实例',
    loading: '正在加载地域',
    terminal: (name: string) => `终端 ${name}`,
    input: '终端输入',
    size: '列数和行数',
    firstConnection: /^首次连接/u,
    trust: '信任并连接',
    howToLogIn: /^如何登录/u,
    password: '密码',
    passwordFor: /的密码$/u,
    logIn: '登录',
    lost: /^连接已断开：被对方(?:关闭|重置)。$/u,
    reconnect: '重新连接',
  },
} as const;

export type SpokenLanguage = keyof typeof WORDS;
export type Words = (typeof WORDS)[SpokenLanguage];
