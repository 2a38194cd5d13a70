import { accessLog, databaseLog, jobLog } from './logs.ts';
import type { Machine } from './machine.ts';

export interface File {
  readonly size: number;
  /** Epoch milliseconds. */
  readonly changed: number;
  readonly owner: string;
  readonly executable: boolean;
  /** Pieces of text; a large file is made while it is read. */
  read(): Iterable<string>;
}

export interface Files {
  file(path: string): File | undefined;
  isFolder(path: string): boolean;
  /** Names in a folder, folders with a slash at the end; sorted. */
  list(folder: string): readonly string[];
  write(path: string, text: string, append: boolean): void;
  remove(path: string): boolean;
}

/** A small file tree in memory, fitting what the machine is for. */
export function createFiles(machine: Omit<Machine, 'files'>): Files {
  const files = new Map<string, File>();
  const changed = machine.bootedAt;
  const put = (path: string, text: string, executable = false): void => {
    const owner = path.startsWith('/home/') ? machine.user : 'root';
    files.set(path, { size: Buffer.byteLength(text), changed, owner, executable, read: () => [text] });
  };
  const log = (path: string, generate: (seed: string) => Iterable<string>, size: number): void => {
    files.set(path, { size, changed: Date.now(), owner: 'root', executable: false, read: () => generate(machine.id) });
  };

  put('/etc/hostname', `${machine.hostname}\n`);
  put('/etc/hosts', `127.0.0.1 localhost\n${machine.address} ${machine.hostname}\n`);
  put('/etc/os-release', `PRETTY_NAME="${machine.os.name}"\nID=${machine.os.id}\n`);
  put('/proc/loadavg', '0.42 0.37 0.31 2/214 4471\n');
  put('/proc/cpuinfo', Array.from({ length: machine.cpus }, (_, at) => `processor\t: ${at}\nmodel name\t: played by Gangway\n`).join('\n'));
  put(`${machine.home}/README.md`, readme(machine));
  put(`${machine.home}/.bashrc`, "alias ll='ls -l'\n");
  put(`${machine.home}/colours.txt`, colourTable());
  put(`${machine.home}/unicode.txt`, unicodeSamples);
  if (machine.kind === 'web' || machine.kind === 'bastion') {
    log(`${machine.home}/access.log`, accessLog, 21_400_000);
    log('/var/log/nginx/access.log', accessLog, 21_400_000);
    put('/etc/nginx/nginx.conf', nginxConfiguration);
    put('/srv/app/package.json', '{\n  "name": "storefront",\n  "version": "4.18.2",\n  "main": "server.js"\n}\n');
    put(`${machine.home}/deploy.sh`, '#!/bin/sh\nset -e\ncd /srv/app && git pull --ff-only && systemctl reload app\n', true);
  } else if (machine.kind === 'database') {
    log('/var/log/postgresql/postgresql-17-main.log', databaseLog, 9_800_000);
    log(`${machine.home}/slow-queries.log`, databaseLog, 9_800_000);
    put(
      '/etc/postgresql/17/main/postgresql.conf',
      "max_connections = 200\nshared_buffers = 16GB\nwal_level = replica\nlog_min_duration_statement = '250ms'\n",
    );
    put(`${machine.home}/backup.sh`, '#!/bin/sh\npg_basebackup -D /mnt/backup/$(date +%F) -X stream -P\n', true);
  } else {
    log(`${machine.home}/job.log`, jobLog, 6_300_000);
    put('/etc/acme/worker.toml', '[queue]\nname = "orders"\nprefetch = 32\n\n[retry]\nlimit = 5\n');
  }

  const isFolder = (path: string): boolean => {
    const prefix = path === '/' ? '/' : `${path}/`;
    for (const name of files.keys()) if (name.startsWith(prefix)) return true;
    return path === '/' || path === '/tmp' || path === machine.home;
  };

  return {
    file: (path) => files.get(path),
    isFolder,
    list: (folder) => {
      const prefix = folder === '/' ? '/' : `${folder}/`;
      const names = new Set<string>();
      for (const path of [...files.keys(), '/tmp/.']) {
        if (!path.startsWith(prefix)) continue;
        const [name = '', ...rest] = path.slice(prefix.length).split('/');
        if (name !== '.') names.add(rest.length > 0 ? `${name}/` : name);
      }
      return [...names].sort();
    },
    write: (path, text, append) => {
      const before = append ? [...(files.get(path)?.read() ?? [])].join('') : '';
      const content = (before + text).slice(0, maxFileLength);
      files.set(path, {
        size: Buffer.byteLength(content),
        changed: Date.now(),
        owner: machine.user,
        executable: false,
        read: () => [content],
      });
    },
    remove: (path) => files.delete(path),
  };
}

/** A person may redirect `yes` into a file. */
const maxFileLength = 1024 * 1024;

function readme(machine: Omit<Machine, 'files'>): string {
  return [
    `# ${machine.hostname}`,
    '',
    'This machine is played by Gangway: a small shell on a real SSH server on your own computer.',
    'Nothing here reaches a cloud, and nothing you do here stays.',
    '',
    'Try: help, ls -l, top, colors, ping, and printing a large log:',
    `  cat ${machine.kind === 'database' ? 'slow-queries.log' : machine.kind === 'web' || machine.kind === 'bastion' ? 'access.log' : 'job.log'}   (Ctrl-C stops it at once)`,
    '',
  ].join('\n');
}

function colourTable(): string {
  const rows: string[] = [];
  for (let base = 0; base < 256; base += 16) {
    rows.push(Array.from({ length: 16 }, (_, at) => `\u001b[48;5;${base + at}m ${String(base + at).padStart(3)} `).join('') + '\u001b[0m');
  }
  return `${rows.join('\n')}\n`;
}

const unicodeSamples =
  'Grüße  naïve  Ελληνικά  Русский  עברית  العربية\n日本語 中文 한국어  → ├── └── ▁▂▃▄▅▆▇█\n😀 👩‍💻 🇪🇺  e\u0301  ½ ∑ √\n';

const nginxConfiguration = `worker_processes auto;

http {
    upstream app { server 127.0.0.1:3000; server 127.0.0.1:3001; }
    server {
        listen 80;
        location / { proxy_pass http://app; }
        access_log /var/log/nginx/access.log combined;
    }
}
`;
