import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright';
import { startApp, type App } from './app.ts';
import { knowServer, openAppPage, openTerminal, runLine, serverInstance } from './app-page.ts';
import { makeAwsHome } from './aws-home.ts';
import { colouredLog, LOG_BYTES, throughPty } from './bytes.ts';
import { launchChromium } from './chromium.ts';
import { openEc2Endpoint } from './ec2-endpoint.ts';
import { makeFleet } from './fleet.ts';
import { reportRatio, type Bench, type Suite } from './harness.ts';
import { startSshWorld } from './ssh-world.ts';
import { installWetty, openWetty, PeerStopped, WETTY, type Wetty } from './wetty.ts';

const GOAL = 0.75;
const lineName = (peer: string): string => `cat of a ${LOG_BYTES / 1_048_576} MB coloured log ÷ ${peer}`;
/** A run of a peer takes up to half a minute. */
const MOST_ROUNDS = 3;

/** Others of its kind beside Gangway, at the same server. They are not dependencies of this project; what cannot be run is said to be not run. */
export const suite: Suite = async (bench) => {
  notRun(bench, 'webssh2', 'its server is not in the npm registry, only its page (webssh2_client)');
  bench.say(`installing ${WETTY} where it is not there yet`);
  try {
    await installWetty();
  } catch (error) {
    return notRun(bench, WETTY, `npm could not install it: ${lastLine(error)}`);
  }
  await beside(bench);
};

async function beside(bench: Bench): Promise<void> {
  const world = await startSshWorld();
  const endpoint = await openEc2Endpoint(makeFleet(40, [serverInstance(0, 'flood', world, world.sshd.port)]));
  const home = makeAwsHome(endpoint.url);
  knowServer(home, world);
  const log = colouredLog();
  const bytes = throughPty(log).length;
  writeFileSync(join(world.sshd.homeFolder, 'log'), log);
  let app: App | undefined;
  let browser: Browser | undefined;
  let wetty: Wetty | undefined;
  try {
    app = await startApp(home, { probe: false });
    browser = await launchChromium();
    try {
      wetty = await openWetty(browser, world);
    } catch (error) {
      return notRun(bench, WETTY, `it gave no prompt: ${lastLine(error)}`);
    }
    const peer = wetty;
    const page = await openAppPage(browser, app);
    const stream = await openTerminal(page, 'flood');
    await reportRatio(bench, {
      name: lineName(WETTY),
      goal: GOAL,
      rounds: Math.min(bench.rounds, MOST_ROUNDS),
      note: 'WeTTY draws with WebGL, in software here',
      ours: async () => {
        await page.bringToFront();
        const before = (await runLine(page, stream, '')).parsed;
        const { took, parsed } = await runLine(page, stream, 'cat log');
        if (parsed - before < bytes) throw new Error(`cat gave ${parsed - before} of ${bytes} bytes.`);
        return took;
      },
      base: () => peer.runLine('cat log'),
    });
  } catch (error) {
    if (!(error instanceof PeerStopped)) throw error;
    notRun(bench, WETTY, error.message);
  } finally {
    await wetty?.close();
    await browser?.close();
    await app?.close();
    await endpoint.close();
    await world.stop();
    home.remove();
  }
}

function notRun(bench: Bench, peer: string, note: string): void {
  bench.report({ name: lineName(peer), value: undefined, unit: '×', goal: GOAL, note });
}

function lastLine(error: unknown): string {
  return String(error).trim().split('\n').at(-1) ?? '';
}
