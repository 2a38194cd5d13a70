import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { CHROMIUM } from './chromium.ts';

/** What the figures depend on. */
export interface MachineFacts {
  readonly system: string;
  readonly cpu: string;
  readonly cpus: number;
  readonly memory: number;
  readonly load: readonly number[];
  readonly node: string;
  readonly chromium?: string;
  readonly openssh?: string;
  readonly commit?: string;
  readonly packages: Readonly<Record<string, string>>;
}

const PACKAGES = ['@xterm/xterm', 'ssh2', 'ws', '@aws-sdk/client-ec2', 'react', 'electron'];

export function machineFacts(): MachineFacts {
  const require = createRequire(import.meta.url);
  const optional = {
    chromium: versionLine(CHROMIUM, ['--version']),
    openssh: versionLine('ssh', ['-V']),
    commit: versionLine('git', ['rev-parse', '--short', 'HEAD'], /^[0-9a-f]+$/u),
  };
  return {
    system: `${platform()} ${release()} ${arch()}`,
    cpu: cpus()[0]?.model ?? 'unknown',
    cpus: cpus().length,
    memory: totalmem(),
    load: loadavg(),
    node: process.versions.node,
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
    packages: Object.fromEntries(PACKAGES.map((name) => [name, packageVersion(require, name)])),
  };
}

function packageVersion(require: NodeJS.Require, name: string): string {
  try {
    return (require(`${name}/package.json`) as { version: string }).version;
  } catch {
    return 'unknown';
  }
}

// `ssh -V` speaks on standard error, and a wrapper script may say something of its own before.
function versionLine(command: string, args: readonly string[], shape = /\d+\.\d+/u): string | undefined {
  try {
    const text = execFileSync('sh', ['-c', '"$0" "$@" 2>&1', command, ...args], { encoding: 'utf8', timeout: 10_000 });
    return text
      .split('\n')
      .find((line) => shape.test(line))
      ?.trim();
  } catch {
    return undefined;
  }
}
