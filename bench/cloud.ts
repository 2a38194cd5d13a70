import { makeAwsHome } from './aws-home.ts';
import { startChild } from './child.ts';
import type { CloudAnswer, CloudQuestion } from './cloud-child.ts';
import { openEc2Endpoint } from './ec2-endpoint.ts';
import { makeFleet } from './fleet.ts';
import { alternate, median, type Suite } from './harness.ts';
import { reportBlock, startIdleProcess } from './idle-process.ts';

const COUNT = 10_000;

/** Reading a large account: what it costs, and how long it keeps the host's loop from everything else. */
export const suite: Suite = async (bench) => {
  const endpoint = await openEc2Endpoint(makeFleet(COUNT));
  const home = makeAwsHome(endpoint.url);
  const child = startChild('./cloud-child.ts', { env: home.env });
  const idle = startIdleProcess();
  const spent: CloudAnswer[] = [];
  const idleBlocks: number[] = [];
  const list = async (side: CloudQuestion['side']): Promise<number> => {
    await idle.start();
    const answer = await child.ask<CloudAnswer>({ side, endpoint: endpoint.url, home: home.folder } satisfies CloudQuestion);
    if (answer.rows !== COUNT) throw new Error(`${side} listed ${answer.rows} of ${COUNT} instances.`);
    const idleBlock = await idle.stop();
    if (side === 'gangway') {
      spent.push(answer);
      idleBlocks.push(idleBlock);
    }
    return answer.cpuMs;
  };
  try {
    const { ratio, steady, samples } = await alternate(
      bench.rounds,
      () => list('gangway'),
      () => list('sdk'),
    );
    bench.report({
      name: `list ${COUNT} instances, CPU ÷ the SDK's own reading`,
      value: ratio,
      unit: '×',
      goal: 0.3,
      samples,
      note: `${median(samples.ours).toFixed(0)} against ${median(samples.base).toFixed(0)} ms of CPU`,
      ...(steady ? {} : { verdict: 'inconclusive' as const }),
    });
    // The first belongs to the dropped round.
    reportBlock(bench, `list ${COUNT} instances, longest block of the loop`, spent.slice(1), idleBlocks.slice(1));
  } finally {
    await child.close();
    await idle.close();
    await endpoint.close();
    home.remove();
  }
};
