import { startChild } from './child.ts';
import { quantile, type Suite } from './harness.ts';
import type { Spent } from './loop-meter.ts';
import type { SessionsQuestion } from './sessions-child.ts';
import { startSshWorld } from './ssh-world.ts';

const COUNT = 300;
/** Longer than the interval of the keepalives, so that each connection sends some. */
const IDLE_MS = 32_000;
const KEYS = 900;

/** What it costs to keep many machines open at once. */
export const suite: Suite = async (bench) => {
  const world = await startSshWorld();
  const child = startChild('./sessions-child.ts', { flags: ['--expose-gc'] });
  const ask = <T>(question: SessionsQuestion): Promise<T> => child.ask<T>(question);
  try {
    const target = { port: world.sshd.port, user: world.sshd.user, keyFile: world.sshd.clientKeyPath, knownHosts: world.knownHosts };
    // The first few bring in the code and its pools.
    await ask({ do: 'open', count: 10, target });
    const before = await ask<number>({ do: 'memory' });
    bench.say(`opening ${COUNT} connections`);
    await ask({ do: 'open', count: COUNT, target });
    const after = await ask<number>({ do: 'memory' });
    bench.report({ name: `memory of each of ${COUNT} idle connections`, value: (after - before) / COUNT, unit: 'bytes', goal: 150 * 1024 });

    const idle = await ask<Spent>({ do: 'idle', milliseconds: IDLE_MS });
    bench.report({ name: `CPU of ${COUNT} idle connections`, value: (idle.cpuMs / idle.wallMs) * 100, unit: '%', goal: 3 });

    const quiet = await ask<number[]>({ do: 'type', keys: KEYS });
    bench.report({
      name: 'echo p99, all idle',
      value: quantile(quiet, 0.99),
      unit: 'ms',
      samples: { ours: [quantile(quiet, 0.5), quantile(quiet, 0.95)] },
    });
    await ask({ do: 'flood' });
    const flooded = await ask<number[]>({ do: 'type', keys: KEYS });
    bench.report({
      name: 'echo of the others p99, one flooding',
      value: quantile(flooded, 0.99),
      unit: 'ms',
      goal: 30,
      samples: { ours: [quantile(flooded, 0.5), quantile(flooded, 0.95)] },
    });
  } finally {
    await child.close();
    await world.stop();
  }
};
