import type { Texts } from '../../../shared/texts/current.ts';

/**
 * Login names of well-known images. A row fits by the image's name or its owner; the first row that fits wins, so the narrow ones stand
 * first. An owner is decisive only with a row that has `owners` and no `name`.
 * Sources: the EC2 user guide (section on default user names), cloud-init's distribution defaults and the vendors' image documentation.
 */
export interface LoginRow {
  /** The name of a product, or a text of the catalogue. */
  readonly what: string | { readonly say: keyof Texts['awsLoginNames']['what'] };
  readonly users: readonly [string, ...string[]];
  readonly name?: RegExp;
  readonly owners?: readonly string[];
}

export const LOGIN_TABLE: readonly LoginRow[] = [
  { what: 'macOS', users: ['ec2-user'], name: /^amzn-ec2-macos-/iu },
  { what: { say: 'deepUbuntu' }, users: ['ubuntu'], name: /deep learning.*ubuntu/iu },
  { what: { say: 'deepAmazon' }, users: ['ec2-user'], name: /deep learning/iu },
  { what: 'Bitnami', users: ['bitnami'], name: /^bitnami-/iu },
  { what: 'TurnKey', users: ['admin', 'root'], name: /^turnkey-/iu },
  { what: 'Amazon Linux', users: ['ec2-user'], name: /^(?:amzn2?-|al20\d\d-|amazon-eks-|aws-elasticbeanstalk|aws-parallelcluster)/iu },
  { what: 'Ubuntu', users: ['ubuntu'], name: /^ubuntu[/-]|[/-]ubuntu[/-]/iu },
  { what: 'Debian', users: ['admin'], name: /^debian-/iu },
  { what: 'CentOS Stream', users: ['ec2-user', 'centos', 'cloud-user'], name: /centos[ -]stream/iu },
  { what: 'CentOS', users: ['centos'], name: /centos/iu },
  { what: 'Fedora CoreOS', users: ['core'], name: /fedora-coreos/iu },
  { what: { say: 'flatcar' }, users: ['core'], name: /flatcar|coreos/iu },
  { what: 'Fedora', users: ['fedora', 'ec2-user'], name: /^fedora-/iu },
  { what: 'Rocky Linux', users: ['rocky'], name: /^rocky-/iu },
  { what: 'AlmaLinux', users: ['ec2-user', 'almalinux'], name: /almalinux/iu },
  { what: 'Oracle Linux', users: ['ec2-user'], name: /^ol[6-9]|^ol10|oracle/iu },
  { what: 'Red Hat Enterprise Linux', users: ['ec2-user', 'root'], name: /^rhel-/iu },
  { what: 'SUSE', users: ['ec2-user', 'root'], name: /^(?:open)?suse-/iu },
  { what: 'CloudLinux', users: ['cloudlinux'], name: /cloudlinux/iu },
  { what: 'EuroLinux', users: ['eurolinux'], name: /eurolinux/iu },
  { what: 'Virtuozzo', users: ['virtuozzo'], name: /virtuozzo/iu },
  { what: 'MIRACLE LINUX', users: ['miraclelinux'], name: /miracle/iu },
  { what: { say: 'bottlerocket' }, users: ['ec2-user'], name: /^bottlerocket-/iu },
  { what: 'Arch Linux', users: ['arch'], name: /^arch-/iu },
  { what: 'Alpine', users: ['alpine'], name: /^alpine-/iu },
  { what: 'Gentoo', users: ['ec2-user', 'gentoo'], name: /gentoo/iu },
  { what: 'NixOS', users: ['root'], name: /nixos/iu },
  { what: 'Kali', users: ['kali', 'ec2-user'], name: /kali/iu },
  { what: 'Photon OS', users: ['root'], name: /photon/iu },
  { what: 'FreeBSD', users: ['ec2-user'], name: /freebsd/iu },
  { what: 'OpenBSD', users: ['ec2-user', 'openbsd'], name: /openbsd/iu },
  { what: 'VyOS', users: ['vyos'], name: /vyos/iu },
  { what: 'pfSense', users: ['admin'], name: /pfsense/iu },
  { what: 'OPNsense', users: ['root', 'ec2-user'], name: /opnsense/iu },
  { what: 'Cisco', users: ['ec2-user'], name: /cisco/iu },
  { what: 'Juniper', users: ['ec2-user', 'root'], name: /juniper|vsrx/iu },
  {
    what: { say: 'appliance' },
    users: ['admin'],
    name: /mikrotik|routeros|fortigate|\bf5\b|big-?ip|palo ?alto|pa-vm|check ?point|sophos/iu,
  },
  { what: 'RancherOS', users: ['rancher'], name: /rancher/iu },
  { what: 'Clear Linux', users: ['clear'], name: /clear-?linux/iu },
  { what: 'openEuler', users: ['openeuler'], name: /openeuler/iu },
  { what: 'OpenMandriva', users: ['omv'], name: /openmandriva/iu },
  { what: 'Windows', users: ['Administrator'], name: /windows[_ -]server/iu },
  { what: 'Amazon', users: ['ec2-user'], owners: ['137112412989'] },
  { what: 'Canonical', users: ['ubuntu'], owners: ['099720109477'] },
  { what: 'Debian', users: ['admin'], owners: ['136693071363', '379101102735'] },
  { what: 'Red Hat', users: ['ec2-user', 'root'], owners: ['309956199498'] },
  { what: 'SUSE', users: ['ec2-user', 'root'], owners: ['013907871322'] },
  { what: { say: 'fedora' }, users: ['fedora', 'ec2-user', 'centos'], owners: ['125523088429'] },
  { what: 'Rocky Linux', users: ['rocky'], owners: ['792107900819'] },
  { what: 'AlmaLinux', users: ['ec2-user', 'almalinux'], owners: ['764336703387'] },
  { what: 'Oracle', users: ['ec2-user'], owners: ['131827586825'] },
  { what: 'Flatcar', users: ['core'], owners: ['075585003325'] },
  { what: 'Alpine', users: ['alpine'], owners: ['538276064493'] },
  { what: 'NixOS', users: ['root'], owners: ['427812963091'] },
  { what: 'Bitnami', users: ['bitnami'], owners: ['979382823631'] },
  { what: 'Microsoft Windows', users: ['Administrator'], owners: ['801119661308'] },
];

/** By `PlatformDetails`, which tells how the instance is billed and with it the system; plain Linux/UNIX tells nothing. */
export const PLATFORM_TABLE: readonly LoginRow[] = [
  { what: 'Windows', users: ['Administrator'], name: /windows|^sql server/iu },
  { what: 'Red Hat Enterprise Linux', users: ['ec2-user', 'root'], name: /red hat/iu },
  { what: 'SUSE Linux', users: ['ec2-user', 'root'], name: /suse/iu },
  { what: 'Ubuntu Pro', users: ['ubuntu'], name: /ubuntu/iu },
];

/** Tried in this order, one connection each, when nothing tells. */
export const GUESSES = ['ec2-user', 'ubuntu', 'admin', 'root'] as const;
