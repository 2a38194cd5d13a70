import type { OnlineWay, PasswordWay } from '../../model/password.ts';

/** A new password for a login on an instance: the dialog. */
export const setPassword = {
  command: 'Set a new password…',
  lost: 'I lost it…',
  title: (name: string) => `New password for ${name}`,
  asking: 'Asking the cloud which ways there are…',
  way: 'How to set it',
  ways: {
    online: 'At once, through Cloud Assistant',
    offline: 'By the cloud, with a restart',
  } satisfies Record<PasswordWay, string>,
  online: 'The instance goes on running. What is sent is a hash, from which the password cannot be read.',
  noOnline: {
    'agent-offline': 'Not through Cloud Assistant: its agent on the instance is not there, or does not answer.',
    'not-running': 'Not through Cloud Assistant: the instance is not running.',
    'not-allowed': 'Not through Cloud Assistant: this profile may not use it (ecs:DescribeCloudAssistantStatus, ecs:RunCommand).',
    'other-system': 'Not through Cloud Assistant: on Windows the password would stay readable in its records.',
    'no-answer': 'Not through Cloud Assistant: the cloud did not say whether its agent is there.',
  } satisfies Record<Exclude<OnlineWay, 'ready'>, string>,
  restart: 'The instance is restarted now, or the password would not count. Everything that runs on it ends.',
  noRestart: 'The instance does not run. The password counts once it has been started.',
  confirm: (name: string) => `Type “${name}” to restart it`,
  confirmStopped: (name: string) => `Type “${name}” to confirm`,
  notTheName: 'That is not its name.',
  user: 'Login name',
  userNeeded: 'Type a login name.',
  onlyUser: (user: string) => `Of ${user}, whom this way is for.`,
  password: 'New password',
  rules: (shortest: number, longest: number, kinds: number) =>
    `${shortest} to ${longest} characters, ${kinds} of: capital letters, small letters, digits, punctuation.`,
  fault: {
    'too-short': (shortest: number) => `It needs at least ${shortest} characters.`,
    'too-long': (longest: number) => `It may have at most ${longest} characters.`,
    'too-few-kinds': (kinds: number) => `It needs ${kinds} of these four: capital letters, small letters, digits, punctuation.`,
    'not-allowed': (punctuation: string) => `Besides letters from A to Z and digits only these are allowed: ${punctuation}`,
    'bad-start': (start: string) => `It must not begin with “${start}”.`,
  },
  make: 'Make a strong one',
  made: 'Made a password. Copy it, or have it remembered: nobody can read it later.',
  copy: 'Copy',
  remember: 'Remember it in the vault',
  go: { online: 'Set password', offline: 'Set password and restart', stopped: 'Set password' },
  done: (user: string, name: string) => `${user} on ${name} has a new password. The next login uses it.`,
  doneRestart: (user: string, name: string) => `${user} on ${name} has a new password. ${name} restarts; the next login uses it.`,
  doneStopped: (user: string, name: string) => `${user} on ${name} has a new password once it is started.`,
};
