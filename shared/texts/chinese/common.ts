import type { Texts } from '../current.ts';

export const common: Texts['common'] = {
  cancel: '取消',
  save: '保存',
  open: '打开',
  undo: '撤销',
  password: '密码',
  passphrase: '密钥口令',
  masterPassword: '主密码',
  onceMore: '再次输入',
  loginName: '登录名',
};
