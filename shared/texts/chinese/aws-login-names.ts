import type { Texts } from '../current.ts';

export const awsLoginNames: Texts['awsLoginNames'] = {
  image: (what, image) => `其镜像为 ${what}（${image}）`,
  copied: (what, image) => `其镜像复制自 ${what}（${image}）`,
  billed: (platform) => `AWS 按 ${platform} 对该实例计费`,
  windows: '实例运行 Windows',
  mac: '实例是 Mac',
  guess: '实例没有提供线索；这是 AWS 上最常见的登录名',
  tag: (tag) => `由实例的标签 ${tag} 指定`,
  what: {
    flatcar: 'Flatcar 或 CoreOS',
    bottlerocket: 'Bottlerocket（其管理容器）',
    appliance: '网络设备',
    fedora: 'Fedora 和 CentOS',
    deepUbuntu: 'Ubuntu 上的 Deep Learning',
    deepAmazon: 'Amazon Linux 上的 Deep Learning',
  },
};
