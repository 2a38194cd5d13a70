/** Words that stand on buttons and fields everywhere. */
export const common = {
  cancel: 'Cancel',
  save: 'Save',
  open: 'Open',
  undo: 'Undo',
  password: 'Password',
  passphrase: 'Passphrase',
  masterPassword: 'Master password',
  onceMore: 'Once more',
  loginName: 'Login name',
};
