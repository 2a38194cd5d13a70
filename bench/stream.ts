import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { startApp, type App } from './app.ts';
import { knowServer, openAppPage, openTerminal, runLine, serverInstance, terminalSize } from './app-page.ts';
import { makeAwsHome } from './aws-home.ts';
import { openBareTerminal } from './bare-terminal.ts';
import { colouredLog, LOG_BYTES, SEQ_TO, seqOutput, throughPty } from './bytes.ts';
import { launchChromium } from './chromium.ts';
import { openDelayProxy } from '../e2e/testbed/delay-proxy.ts';
import { openEc2Endpoint } from './ec2-endpoint.ts';
import { makeFleet } from './fleet.ts';
import { reportRatio, type Bench, type Suite } from './harness.ts';
import { startSshWorld } from './ssh-world.ts';
import { measureEcho } from './stream-echo.ts';
import { FAR_MS, measureFar } from './stream-far.ts';
import { measureFlood, measureHeld } from './stream-flood.ts';

/** Output through the whole app, from a real sshd to xterm.js in Chromium. */
export const suite: Suite = async (bench) => {
  const world = await startSshWorld();
  const counted = await openDelayProxy(world.sshd.port, 0);
  const far = await openDelayProxy(world.sshd.port, FAR_MS);
  world.know(counted.port);
  world.know(far.port);
  const fleet = makeFleet(40, [
    serverInstance(0, 'flood', world, world.sshd.port),
    serverInstance(1, 'calm', world, world.sshd.port),
    serverInstance(2, 'counted', world, counted.port),
    serverInstance(3, 'far', world, far.port),
  ]);
  const endpoint = await openEc2Endpoint(fleet);
  const home = makeAwsHome(endpoint.url);
  knowServer(home, world);
  const log = colouredLog();
  writeFileSync(join(world.sshd.homeFolder, 'log'), log);
  let app: App | undefined;
  let browser: Browser | undefined;
  try {
    app = await startApp(home, { probe: false });
    browser = await launchChromium();
    const page = await openAppPage(browser, app);
    const flood = await openTerminal(page, 'flood');
    await throughput(bench, browser, page, flood, log);
    await measureFlood(bench, { browser, page, stream: flood, hostPid: app.host.pid });
    await measureEcho(bench, page, flood);
    await measureFar(bench, page, world, far.port);
    await measureHeld(bench, page, counted);
  } finally {
    await browser?.close();
    await app?.close();
    await endpoint.close();
    await counted.close();
    await far.close();
    await world.stop();
    home.remove();
  }
};

async function throughput(bench: Bench, browser: Browser, page: Page, stream: number, log: Uint8Array): Promise<void> {
  const size = await terminalSize(page, stream);
  const font = await page
    .locator('.xterm-rows')
    .first()
    .evaluate((rows) => {
      const style = getComputedStyle(rows);
      return { fontFamily: style.fontFamily, fontSize: Number.parseFloat(style.fontSize) };
    });
  const data = { log: throughPty(log), seq: throughPty(seqOutput()) };
  const bare = await openBareTerminal(browser, { ...size, ...font, scrollback: 5_000 }, data);
  const ours = async (line: string, bytes: number): Promise<number> => {
    await page.bringToFront();
    const before = (await runLine(page, stream, '')).parsed;
    const { took, parsed } = await runLine(page, stream, line);
    if (parsed - before < bytes) throw new Error(`${line} gave ${parsed - before} of ${bytes} bytes.`);
    return took;
  };
  try {
    await reportRatio(bench, {
      name: `cat of a ${LOG_BYTES / 1_048_576} MB coloured log ÷ bare xterm.js`,
      goal: 1.25,
      ours: () => ours('cat log', data.log.length),
      base: () => bare.feed('log'),
    });
    await reportRatio(bench, {
      name: `seq 1 ${SEQ_TO} ÷ bare xterm.js`,
      goal: 1.4,
      ours: () => ours(`seq 1 ${SEQ_TO}`, data.seq.length),
      base: () => bare.feed('seq'),
    });
  } finally {
    await bare.close();
  }
}
