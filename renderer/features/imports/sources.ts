import type { ImportSource } from '../../../shared/model/import.ts';

/** What each source is called, and which file to look for. */
export const SOURCES: readonly { readonly value: ImportSource; readonly label: string; readonly file: string }[] = [
  { value: 'putty', label: 'PuTTY (folder of sessions)', file: 'the folder ~/.putty/sessions' },
  {
    value: 'putty-reg',
    label: 'PuTTY (registry export)',
    file: 'a .reg file, made with: reg export HKCU\\Software\\SimonTatham\\PuTTY putty.reg',
  },
  { value: 'ssh-config', label: 'OpenSSH config', file: '~/.ssh/config' },
  { value: 'known-hosts', label: 'Known host keys', file: 'a known_hosts file, or PuTTY’s sshhostkeys' },
  { value: 'winscp', label: 'WinSCP', file: 'WinSCP.ini' },
  { value: 'mremoteng', label: 'mRemoteNG', file: 'confCons.xml' },
  { value: 'mobaxterm', label: 'MobaXterm', file: 'MobaXterm.ini or a .mxtsessions file' },
  { value: 'gangway', label: 'Gangway', file: 'a file that Gangway exported' },
];

export function sourceLabel(source: ImportSource): string {
  return SOURCES.find(({ value }) => value === source)?.label ?? source;
}
