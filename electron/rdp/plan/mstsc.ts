import { isIPv4 } from 'node:net';
import { win32 } from 'node:path';
import { checkGateway } from './check-values.ts';
import type { CleanUp, Plan, PlanFile, PlanStep } from './plan-data.ts';
import type { PlanInput } from './plan.ts';
import { fileNameFrom, hostAndPort, rdpLines, rdpText } from './rdp-file.ts';

const SERVERS_KEY = 'Software\\Microsoft\\Terminal Server Client\\Servers';
/** `wszComment` of a credential shows in no dialog and tells ours from those of the person. */
export const credentialMark = (token: string): string => `Gangway ${token}`;

/**
 * mstsc by address: no file, so no warning about one. Only options that its command line lacks (clipboard, drives, sound, further lines) go
 * through a file. The password waits as a credential of this logon session under the relay's own address. Never run for real so far: from
 * Microsoft's documentation of mstsc, CredWriteW and the properties of RDP files.
 */
export function planMstsc(input: PlanInput): Plan {
  const { options } = input;
  const target = `TERMSRV/${input.host}`;
  const mark = credentialMark(input.token);
  const user = input.domain === '' ? input.user : `${input.domain}\\${input.user}`;
  const key = `${SERVERS_KEY}\\${input.host}`;
  const byFile = options.rdpExtraLines.length > 0 || !options.rdpClipboard || options.rdpDrives || options.rdpSound !== 'here';
  const path = win32.join(input.folder, `${fileNameFrom(input.label)}.rdp`);
  const files: readonly PlanFile[] = byFile
    ? [{ path, mode: 0o600, encoding: 'utf-16le', holdsSecret: false, content: rdpText(rdpLines(input, homeDrive(input.home))) }]
    : [];
  const steps: PlanStep[] = [];
  const cleanUp: CleanUp[] = [];
  // What is kept under a relay's own address is ours alone; under any other it is the person's.
  if (isIPv4(input.host) && input.host.startsWith('127.')) {
    steps.push({
      kind: 'registry',
      key,
      values: [
        { name: 'UsernameHint', type: 'REG_SZ', data: user },
        // SHA-1, as mstsc itself writes it after “Don't ask me again”.
        { name: 'CertHash', type: 'REG_BINARY', data: input.certificate.sha1.replaceAll(':', '') },
      ],
    });
    cleanUp.push({ kind: 'registry', key, when: 'ended' });
  }
  if (input.hasPassword) {
    steps.push({ kind: 'credential', target, user, mark, secret: 'password' });
    cleanUp.push({ kind: 'credential', target, mark, when: 'connected' });
  }
  for (const file of files) cleanUp.push({ kind: 'file', path: file.path, when: 'ended' });
  cleanUp.push({ kind: 'folder', path: input.folder, when: 'ended' });
  return {
    client: 'mstsc',
    label: input.label,
    files,
    steps,
    run: {
      program: input.client.program,
      args: byFile ? [path] : addressArguments(input),
      env: {},
      stdin: [],
      life: 'process',
    },
    cleanUp,
    asksPassword: !input.hasPassword,
    exits: [{ code: 0, how: 'closed' }],
    ignored: [],
  };
}

function addressArguments({ host, port, options }: PlanInput): string[] {
  const gateway = checkGateway(options.rdpGateway);
  return [
    `/v:${hostAndPort(host, port)}`,
    ...(gateway === undefined ? [] : [`/g:${gateway.port === undefined ? gateway.host : hostAndPort(gateway.host, gateway.port)}`]),
    ...(options.rdpScreen === 'full' ? ['/f'] : [`/w:${options.rdpWidth}`, `/h:${options.rdpHeight}`]),
    ...(options.rdpAllMonitors ? ['/multimon'] : []),
    ...(options.rdpAdmin ? ['/admin'] : []),
  ];
}

/** mstsc shares drives, not folders: the one with the home folder, where that is known. */
function homeDrive(home: string | undefined): string {
  const drive = /^[A-Za-z]:/u.exec(home ?? '')?.[0];
  return drive === undefined ? '*' : `${drive.toUpperCase()}\\;`;
}
