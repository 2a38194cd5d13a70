import type { WorldImage, WorldInstance } from '../data.ts';
import { createFiles } from './files.ts';
import type { Files } from './files.ts';

/** What the shell plays: one Linux computer, the same for all who log in to it. */
export interface Machine {
  readonly id: string;
  readonly hostname: string;
  readonly user: string;
  readonly home: string;
  readonly os: { readonly name: string; readonly kernel: string; readonly id: string };
  readonly arch: 'x86_64' | 'aarch64';
  readonly kind: string;
  readonly type: string;
  readonly zone: string;
  readonly address: string;
  readonly cpus: number;
  readonly memoryMiB: number;
  readonly bootedAt: number;
  readonly files: Files;
  readonly processes: readonly Process[];
}

export interface Process {
  readonly pid: number;
  readonly user: string;
  readonly command: string;
  /** Mean share of one processor in percent. */
  readonly cpu: number;
  readonly memoryMiB: number;
}

const systems = {
  ubuntu: { name: 'Ubuntu 24.04.3 LTS', kernel: '6.8.0-1021-aws', id: 'ubuntu' },
  amazon: { name: 'Amazon Linux 2023', kernel: '6.12.46-66.121.amzn2023', id: 'amzn' },
  debian: { name: 'Debian GNU/Linux 13 (trixie)', kernel: '6.12.48+deb13-cloud-amd64', id: 'debian' },
} as const;

const processorCounts: Readonly<Record<string, number>> = {
  nano: 2,
  micro: 2,
  small: 2,
  medium: 2,
  large: 2,
  xlarge: 4,
  '2xlarge': 8,
  '4xlarge': 16,
  '12xlarge': 48,
};
const memoryPerProcessor: Readonly<Record<string, number>> = { t: 1024, c: 2048, m: 4096, r: 8192, g: 4096 };

const roleProcesses: Readonly<Record<string, readonly (readonly [user: string, command: string, cpu: number, memory: number])[]>> = {
  web: [
    ['root', 'nginx: master process /usr/sbin/nginx', 0, 9],
    ['www-data', 'nginx: worker process', 7.5, 38],
    ['www-data', 'nginx: worker process', 6.1, 37],
    ['app', 'node /srv/app/server.js', 24, 412],
    ['app', 'node /srv/app/server.js', 19, 398],
  ],
  database: [
    ['postgres', '/usr/lib/postgresql/17/bin/postgres -D /var/lib/postgresql/17/main', 1.2, 260],
    ['postgres', 'postgres: checkpointer', 0.4, 88],
    ['postgres', 'postgres: walwriter', 0.7, 21],
    ['postgres', 'postgres: app shop 10.10.1.14(53312) SELECT', 31, 344],
    ['postgres', 'postgres: app shop 10.10.1.15(41170) idle', 0.1, 129],
  ],
  cache: [['valkey', '/usr/bin/valkey-server 0.0.0.0:6379', 12, 1870]],
  worker: [
    ['app', 'python3 -m acme.worker --queue orders', 44, 610],
    ['app', 'python3 -m acme.worker --queue mail', 8, 240],
  ],
  build: [
    ['builder', '/opt/runner/bin/agent', 2, 180],
    ['builder', 'cc1plus -O2 src/router.cpp', 96, 720],
    ['builder', 'ld.lld -o build/server', 61, 1240],
  ],
  bastion: [['root', 'fail2ban-server -xf start', 0.6, 34]],
  metrics: [
    ['prometheus', '/usr/bin/prometheus --storage.tsdb.retention.time=30d', 14, 960],
    ['grafana', '/usr/share/grafana/bin/grafana server', 5, 210],
  ],
};

export function createMachine(instance: WorldInstance, image: WorldImage | undefined): Machine {
  const role = instance.host;
  const os = systems[role?.os ?? 'ubuntu'];
  const [family = 'm7i', size = 'large'] = instance.type.split('.');
  const cpus = processorCounts[size] ?? 2;
  const user = role?.user ?? 'ubuntu';
  const kind = role?.kind ?? 'worker';
  const running: (readonly [string, string, number, number])[] = [
    ['root', '/sbin/init', 0, 13],
    ['root', '/usr/lib/systemd/systemd-journald', 0.2, 46],
    ['root', 'sshd: /usr/sbin/sshd -D [listener]', 0, 9],
    ['root', '/usr/sbin/chronyd', 0, 4],
    ...(roleProcesses[kind] ?? []),
  ];
  const base = {
    id: instance.id,
    hostname: instance.tags['Name'] ?? instance.id,
    user,
    home: `/home/${user}`,
    os,
    arch: image?.architecture === 'arm64' ? ('aarch64' as const) : ('x86_64' as const),
    kind,
    type: instance.type,
    zone: instance.zone,
    address: instance.privateIp,
    cpus,
    memoryMiB: cpus * (memoryPerProcessor[family.charAt(0)] ?? 4096),
    bootedAt: Date.parse(instance.launched),
    processes: running.map(([owner, command, cpu, memoryMiB], at) => ({
      pid: at === 0 ? 1 : 300 + at * 97,
      user: owner,
      command,
      cpu,
      memoryMiB,
    })),
  };
  return { ...base, files: createFiles(base) };
}
