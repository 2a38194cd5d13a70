import type { Texts } from '../current.ts';

export const accountErrors: Texts['accountErrors'] = {
  noAccount: (account) => `没有账号 ${account}。`,
  refresh: '请刷新列表。',
  noPart: (cloud) => `此版本的 Gangway 不支持 ${cloud}。`,
  ofFiles: (profile) => `${profile} 是您配置文件中的配置。`,
  removeThere: '请在文件中移除，或在此处停用。',
  keysLocked: (profile) => `${profile} 的密钥保存在保险库中，而保险库已锁定。`,
  refreshByHand: '请手动刷新并解锁保险库。',
  whyKeys: (profile) => `其中保存了 ${profile} 的 AccessKey。`,
  keysGone: (profile) => `保险库中已没有 ${profile} 的密钥。`,
  addAgain: '请移除该账号后重新添加。',
  taken: (profile) => `已有账号 ${profile}。`,
  otherName: '请使用其他名称。',
  notKept: (why) => `无法保存密钥：${why}`,
  useCli: '请改用阿里云 CLI 的配置。',
  label: (profile) => `${profile} 的 AccessKey`,
};
