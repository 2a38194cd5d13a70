import type { Texts } from '../current.ts';

export const trustPrompts: Texts['trustPrompts'] = {
  once: '仅连接这一次',
  trust: '信任并连接',
  host: '主机',
  keyType: '密钥类型',
  fingerprint: '指纹',
  rsa: (name, bits) => `${name} ${bits} 位`,
  hostKey: {
    newTitle: (name) => `首次连接 ${name}`,
    newText:
      'Gangway 从未见过这台机器，无法判断响应的机器是否就是您想连接的那一台。请将其指纹与通过其他途径得到的指纹进行比对：云控制台中实例的系统日志，或询问管理这台机器的人。',
    knownAs: () => ['您已信任同一密钥，名称为 ', '。'],
    choices: () => ['', ' 会记住该密钥，并在其变更时提醒您。', ' 下次会再次询问。'],
    typeTitle: (name) => `${name} 出示了另一种类型的密钥`,
    typeText:
      '您此前信任的是这台机器的其他密钥，而它这次都没有提供。系统升级可能带来新类型的密钥，但冒充这台机器的另一台机器看起来也完全一样：请询问管理这台机器的人，或将指纹与系统日志比对。',
    trustToo: '同时信任此密钥',
    trusted: '您信任的密钥',
    changedTitle: (name) => `${name} 的主机密钥已变更`,
    stopped: '连接已停止，未发送您的任何数据。',
    changedText:
      '可能是这台机器经过重建而有了新密钥，也可能是另一台机器在冒充它并会读取您键入的内容。如果不清楚密钥为何变更，请取消并向管理人员确认。',
    replace: '替换密钥并连接',
    known: '您信任的密钥',
    shown: '当前出示的密钥',
    type: (host) => `如果您知道原因，请输入 ${host} 以替换受信任的密钥`,
  },
  certificate: {
    newTitle: (name) => `首次打开 ${name} 的桌面`,
    newText:
      'Gangway 从未见过这台机器的证书，无法判断响应的机器是否就是您想连接的那一台，而您的密码会发送给它。请将指纹与通过其他途径得到的指纹进行比对，或询问管理这台机器的人。',
    subject: '使用者',
    choices: () => ['', ' 会记住该证书，并在其变更时提醒您。', ' 下次会再次询问。'],
    cloudTitle: (name) => `云平台记录的 ${name} 的证书与此不同`,
    changedTitle: (name) => `${name} 的证书已变更`,
    stopped: '桌面未打开，您的密码也未发送。',
    changedText:
      '可能是这台机器为自己生成了新证书（Windows 每隔几个月会这样做），也可能是另一台机器在冒充它并会得到您的密码。如果不清楚原因，请取消并向管理人员确认。',
    replace: '替换证书并连接',
    inLog: '控制台日志中的证书',
    known: '您信任的证书',
    shown: '当前出示的证书',
    since: (day) => `自 ${day} 起信任`,
    type: (host) => `如果您知道原因，请输入 ${host} 以替换受信任的证书`,
  },
};
