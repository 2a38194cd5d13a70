/** Questions on the way into a machine: who logs in, with what. */
export const prompts = {
  logIn: 'Log in',
  continue: 'Continue',
  send: 'Send',
  unlock: 'Unlock',
  hide: 'Hide',
  show: 'Show',
  refused: {
    password: 'That password was not accepted.',
    code: 'That code was not accepted.',
    passphrase: 'That passphrase was not accepted.',
    masterPassword: 'That master password was not accepted.',
  },
  /** `most`: absent once the attempts are more than were announced. */
  attempt: (refusal: string, attempt: number, most?: number) => `${refusal} Attempt ${attempt}${most === undefined ? '' : ` of ${most}`}.`,
  remember: { password: 'Remember this password in the vault', passphrase: 'Remember this passphrase in the vault' },
  noFile: 'Choose a file, or type its path.',
  keyPath: 'Path of the key file',
  keysFound: 'Keys found on this computer',
  encryptedType: (type: string) => `${type}, encrypted`,
  notSame: 'The two are not the same.',
  authentication: {
    title: (name: string) => `How to log in to ${name}`,
    noUser: 'Type a login name.',
    with: 'Log in with',
    keyFile: 'Private key file',
    useFromNow: 'Use this key and login name for this machine from now on',
    agent: 'SSH agent',
    noAgent: 'SSH agent (none is running)',
  },
  server: {
    title: (server: string) => `The server at ${server} asks`,
    says: 'The server says:',
    answer: 'Answer',
  },
  mfa: {
    title: (profile: string) => `MFA code for profile ${profile}`,
    text: () => ['Type the code that your device shows for ', '.'] as [before: string, after: string],
    code: 'Six-digit code',
    digits: 'A code has six digits.',
  },
  password: {
    title: (user: string) => `Password for ${user}`,
    /** Around the machine and the login name. */
    text: () => ['', ' asks for the password of ', '.'] as [before: string, between: string, after: string],
  },
  proxy: {
    title: (proxy: string) => `Password for the proxy ${proxy}`,
    /** Around the machine and the login name. */
    text: () =>
      ['The way to ', ' leads through a proxy that wants the password of ', '.'] as [before: string, between: string, after: string],
    password: 'Proxy password',
  },
  newPassword: {
    title: (user: string) => `New password for ${user}`,
    text: () => ['', ' requires a new password before it lets you in.'] as [before: string, after: string],
    label: 'New password',
    missing: 'Type the new password.',
    go: 'Change password',
  },
  passphrase: {
    title: 'Passphrase of a private key',
    /** Around the file and the machine. */
    text: () =>
      ['The key file ', ' is encrypted. It is needed for ', '. The passphrase stays on this computer.'] as [
        before: string,
        between: string,
        after: string,
      ],
  },
  vault: {
    unlockTitle: 'Unlock the vault',
    leave: 'Leave it locked',
    makeTitle: 'Make a vault',
    doNotSave: 'Do not save',
    make: 'Make the vault',
    missing: 'Type a master password.',
    bySystem: 'Let this computer’s own key store guard it (opens when you are logged in)',
    byPassword: 'A master password guards it.',
    systemCannot: (problem: string) => `This computer’s key store cannot: ${problem}`,
    lost: 'Nobody can bring it back. Without it, what is in the vault is lost.',
  },
};
