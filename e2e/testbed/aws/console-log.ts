import { createHash } from 'node:crypto';
import type { WorldImage, WorldInstance } from '../data.ts';
import type { WorldState } from '../state.ts';
import { passwordData, windowsReadyAt } from './windows-password.ts';

/** What the first boot left on the console: for Linux the host keys as cloud-init prints them, for Windows EC2Launch's lines. */
export function consoleText(instance: WorldInstance, state: WorldState, now: number): string {
  const image = state.images.get(instance.image);
  if (instance.console !== undefined) return instance.console;
  return image?.platform === 'windows' ? windowsConsole(instance, image, state, now) : linuxConsole(instance, image);
}

function linuxConsole(instance: WorldInstance, image: WorldImage | undefined): string {
  const keys = instance.hostKeys ?? [];
  const prefix = '<14>Nov 21 03:10:09 ec2: ';
  const boot = [
    `[    0.000000] Linux version 6.8.0-1021-aws (buildd@lcy02) #23-Ubuntu SMP`,
    `[    0.612345] NET: Registered PF_VSOCK protocol family`,
    `[    3.481122] cloud-init[612]: Cloud-init v. 24.4 running 'init' on ${image?.name ?? instance.image}`,
  ];
  if (keys.length === 0) return [...boot, '', `${hostName(instance)} login: `].join('\r\n');
  return [
    ...boot,
    `${prefix}#############################################################`,
    `${prefix}-----BEGIN SSH HOST KEY FINGERPRINTS-----`,
    ...keys.map((line) => `${prefix}${fingerprintLine(line)}`),
    `${prefix}-----END SSH HOST KEY FINGERPRINTS-----`,
    `${prefix}#############################################################`,
    '-----BEGIN SSH HOST KEY KEYS-----',
    ...keys,
    '-----END SSH HOST KEY KEYS-----',
    `[    7.902211] cloud-init[702]: Cloud-init v. 24.4 finished. Datasource DataSourceEc2Local.  Up 7.90 seconds`,
    '',
    `${hostName(instance)} login: `,
  ].join('\r\n');
}

function windowsConsole(instance: WorldInstance, image: WorldImage, state: WorldState, now: number): string {
  const { born = instance.launched, language = 'en-US', user = 'Administrator', subject, noPassword } = instance.windows ?? {};
  const at = new Date(born)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll('-', '/')
    .replace('T', ' ');
  const configuring = `${at}: Windows is being configured. SysprepState=IMAGE_STATE_UNDEPLOYABLE\r\n`;
  if (now < windowsReadyAt(instance)) return configuring;
  const thumbprint = instance.windows?.thumbprint ?? createHash('sha1').update(instance.id).digest('hex');
  const password = passwordData(instance, state, now);
  return [
    `${configuring}${at}: Windows sysprep configuration complete.`,
    `${at}: OsProductName: ${image.description}`,
    `${at}: Language: ${language}`,
    `${at}: Launch: EC2 Launch v2.0.2081`,
    `${at}: RDPCERTIFICATE-SUBJECTNAME: ${subject ?? `EC2AMAZ-${instance.id.slice(-7).toUpperCase()}`}`,
    `${at}: RDPCERTIFICATE-THUMBPRINT: ${thumbprint.replaceAll(':', '').toUpperCase()}`,
    ...(noPassword ? [`${at}: Ec2SetPassword: Disabled`] : []),
    `${at}: Username: ${user}`,
    ...(password === '' ? [] : [`${at}: Password: <Password>`, password, '</Password>']),
    `${at}: Message: Windows is Ready to use`,
    '',
  ].join('\r\n');
}

function fingerprintLine(line: string): string {
  const [type = '', blob = '', comment = ''] = line.split(' ');
  const hash = createHash('sha256').update(Buffer.from(blob, 'base64')).digest('base64').replace(/=+$/, '');
  const names: Readonly<Record<string, string>> = {
    'ssh-ed25519': '256 ED25519',
    'ssh-rsa': '3072 RSA',
    'ecdsa-sha2-nistp256': '256 ECDSA',
  };
  const [bits = '256', kind = type] = (names[type] ?? '').split(' ');
  return `${bits} SHA256:${hash} ${comment} (${kind})`;
}

function hostName(instance: WorldInstance): string {
  return `ip-${instance.privateIp.replaceAll('.', '-')}`;
}
