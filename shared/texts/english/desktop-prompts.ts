/** Questions on the way into a remote desktop. */
export const desktopPrompts = {
  credentials: {
    title: (name: string) => `Log in to the desktop of ${name}`,
    go: 'Open desktop',
    user: 'User',
    userHint: 'DOMAIN\\user or user@domain for an account of a domain.',
    noUser: 'Type a user name.',
    emptyForFirst: 'Leave it empty for the first password of the instance.',
    names: 'Names of the administrator',
  },
  keyFile: {
    title: (name: string) => `Key for the password of ${name}`,
    byPassword: 'Type a password instead',
    decrypt: 'Decrypt',
    text: () =>
      [
        'The cloud keeps the administrator’s first password encrypted for the key pair ',
        '. Its private key decrypts it here; neither leaves this computer.',
      ] as [before: string, after: string],
    useFromNow: 'Use this key for this machine from now on',
  },
};
