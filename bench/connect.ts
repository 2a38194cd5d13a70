import type { BulkQuestion } from './bulk-child.ts';
import { startChild } from './child.ts';
import { openDelayProxy } from '../e2e/testbed/delay-proxy.ts';
import { closeShell, openShell, readShell, type SshTarget } from './gangway-ssh.ts';
import { alternate, median, reportRatio, type Bench, type Suite } from './harness.ts';
import { connectWithOpenSsh, openSshCpu } from './openssh.ts';
import { PROMPT, startSshWorld, type SshWorld } from './ssh-world.ts';

const BULK_BYTES = 300_000_000;
/** Of ssh2's own work per byte; Node 24's crypto costs more per call than Node 20's. */
const BULK_GOAL = Number(process.versions.node.split('.')[0]) >= 22 ? 4.2 : 2.6;

/** Gangway's SSH beside OpenSSH's own client, against the same server with the same algorithms. */
export const suite: Suite = async (bench) => {
  const world = await startSshWorld(['Ciphers aes128-gcm@openssh.com']);
  try {
    await connectTimes(bench, world, 0, world.sshd.port);
    const slow = await openDelayProxy(world.sshd.port, 50);
    try {
      world.know(slow.port);
      await connectTimes(bench, world, 50, slow.port);
    } finally {
      await slow.close();
    }
    await bulk(bench, world);
  } finally {
    await world.stop();
  }
};

const targetOf = (world: SshWorld, port: number): SshTarget => ({
  port,
  user: world.sshd.user,
  keyFile: world.sshd.clientKeyPath,
  knownHosts: world.knownHosts,
});

async function connectTimes(bench: Bench, world: SshWorld, roundTrip: number, port: number): Promise<void> {
  await reportRatio(bench, {
    name: `connect to prompt ÷ OpenSSH, ${roundTrip} ms round trip`,
    goal: 1.1,
    // Short runs: many of them cost little and steady the median.
    rounds: bench.rounds * 3,
    async ours() {
      const start = performance.now();
      const open = await openShell(targetOf(world, port));
      await readShell(open.shell).until(PROMPT);
      const took = performance.now() - start;
      await closeShell(open);
      return took;
    },
    base: () => connectWithOpenSsh(world, port),
  });
}

async function bulk(bench: Bench, world: SshWorld): Promise<void> {
  const target = targetOf(world, world.sshd.port);
  const command = `head -c ${BULK_BYTES} /dev/zero`;
  const ways = [
    { how: 'exec', name: `exec of ${BULK_BYTES / 1e6} MB, CPU ÷ OpenSSH, aes128-gcm`, options: [], goal: BULK_GOAL, command },
    // A line at a time, as programs print: zeros alone would be one line without end.
    {
      how: 'terminal',
      name: 'terminal output of 100 MB, CPU ÷ OpenSSH, aes128-gcm',
      options: ['-tt'],
      command: 'yes 0123456789abcdef | head -c 100000000',
    },
  ] as const;
  for (const way of ways) {
    const child = startChild('./bulk-child.ts');
    try {
      const { ratio, steady, samples } = await alternate(
        bench.rounds,
        () => child.ask<number>({ how: way.how, target, command: way.command } satisfies BulkQuestion),
        () => openSshCpu(world, way.options, way.command),
      );
      bench.report({
        name: way.name,
        value: ratio,
        unit: '×',
        samples,
        note: `${median(samples.ours).toFixed(0)} against ${median(samples.base).toFixed(0)} ms of CPU`,
        ...('goal' in way ? { goal: way.goal } : {}),
        ...(steady ? {} : { verdict: 'inconclusive' as const }),
      });
    } finally {
      await child.close();
    }
  }
}
