/** Questions about who a machine is: its host key, and the certificate of its desktop. */
export const trustPrompts = {
  once: 'Connect once',
  trust: 'Trust and connect',
  host: 'Host',
  keyType: 'Key type',
  fingerprint: 'fingerprint',
  rsa: (name: string, bits: number) => `${name} ${bits} bits`,
  hostKey: {
    newTitle: (name: string) => `First connection to ${name}`,
    newText:
      'Gangway has not seen this machine before and cannot tell whether the one that answered is the one you mean. Compare its fingerprint with one that came another way: the instance’s system log in the cloud console, or the person who runs it.',
    knownAs: () => ['You already trust this very key as ', '.'] as [before: string, after: string],
    /** Around the two buttons, which are named. */
    choices: () =>
      ['', ' remembers the key and speaks up if it ever changes. ', ' asks again next time.'] as [
        before: string,
        between: string,
        after: string,
      ],
    typeTitle: (name: string) => `${name} shows a key of another type`,
    typeText:
      'You know this machine by other keys, and it offered none of them. An upgrade can bring a key of a new type. A machine that only pretends to be this one looks just the same: ask whoever runs it, or compare the fingerprint with the system log.',
    trustToo: 'Trust this key too',
    trusted: 'Keys that you trust',
    changedTitle: (name: string) => `The key of ${name} has changed`,
    stopped: 'The connection is stopped, and nothing of yours was sent.',
    changedText:
      'Either the machine was rebuilt and has a new key, or another machine answers in its place and would read what you type. If you do not know why the key changed, cancel and ask.',
    replace: 'Replace key and connect',
    known: 'The key that you trust',
    shown: 'The key shown now',
    type: (host: string) => `If you know why, type ${host} to replace the trusted key`,
  },
  certificate: {
    newTitle: (name: string) => `First desktop of ${name}`,
    newText:
      'Gangway has not seen the certificate of this machine before and cannot tell whether the one that answered is the one you mean. Your password goes to whoever it is. Compare the fingerprint with one that came another way, or ask the person who runs it.',
    subject: 'Subject',
    choices: () =>
      ['', ' remembers the certificate and speaks up if it ever changes. ', ' asks again next time.'] as [
        before: string,
        between: string,
        after: string,
      ],
    cloudTitle: (name: string) => `The cloud knows ${name} by another certificate`,
    changedTitle: (name: string) => `The certificate of ${name} has changed`,
    stopped: 'The desktop is not opened, and your password was not sent.',
    changedText:
      'Either the machine made itself a new certificate, as Windows does every few months, or another machine answers in its place and would learn your password. If you do not know why, cancel and ask.',
    replace: 'Replace certificate and connect',
    inLog: 'The certificate in the console log',
    known: 'The certificate that you trust',
    shown: 'The certificate shown now',
    since: (day: string) => `Trusted since ${day}`,
    type: (host: string) => `If you know why, type ${host} to replace the trusted certificate`,
  },
};
