import type { Texts } from '../current.ts';

export const sshSteps: Texts['sshSteps'] = {
  cancelled: '连接已取消。',
  legacy: '按您的选择，同时提供已不安全的旧算法',
  shows: (type, fingerprint) => `服务器出示 ${type} ${fingerprint}`,
  connectAgain: '请重新连接。',
  refused: (name) => `${name} 的主机密钥被拒绝。`,
  identify: '正在等待服务器表明身份',
  says: (words) => `服务器说：“${words}”`,
  serverIs: (server) => `服务器为 ${server}`,
  agreed: (algorithms) => `已协商 ${algorithms}`,
  noAgent: '本机没有运行 SSH agent：没有可转发的内容',
  stored: '已接受并保存主机密钥',
  thisOnly: (message, hint) => `${message}该密钥仅对本次连接有效。${hint ?? ''}`,
  further: (type, fingerprint) => `服务器证明了另一个主机密钥，已保存：${type} ${fingerprint}`,
  furtherLeft: (count, most) => `服务器还公布了 ${count} 个主机密钥，未保存：一台主机最多保存 ${most} 个`,
  furtherNot: (message, hint) => `未保存服务器的其他主机密钥：${message}${hint ?? ''}`,
};
