import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { makeHome, type Home } from '../e2e/testbed/home.ts';
import { pointAtRdp } from '../e2e/testbed/rdp-instance.ts';
import { startWorld, type World } from '../e2e/testbed/world.ts';
import { demoWorld } from '../e2e/testbed/worlds/demo.ts';
import { missing, noDisplay, startXDisplay, type XDisplay } from '../e2e/testbed/x-display.ts';
import { noXrdp, startXrdp, XRDP_COLOUR, type XrdpServer } from '../e2e/testbed/xrdp.ts';
import { startApp } from './app.ts';
import { launchChromium, VIEWPORT } from './chromium.ts';
import { alternate, median, type Bench, type Suite } from './harness.ts';
import { BY_HAND, endClients, type ByHand } from './rdp-by-hand.ts';

const WINDOWS = 'erp-app';
/** What a click may cost more than the client alone: probe, certificate, password, profile, relay. Milliseconds. */
const GOAL_MS = 500;

/** A click on RDP in the app beside the same client started by hand at the same server, each until its window shows the desktop. */
export const suite: Suite = async (bench) => {
  const why = noXrdp || noDisplay || missing(['/usr/bin/remmina', '/usr/bin/xfreerdp']);
  if (why !== '') {
    for (const { name } of BY_HAND) bench.report({ name: nameOf(name), value: undefined, unit: 'ms', goal: GOAL_MS, note: why });
    return;
  }
  const keysFolder = mkdtempSync(join(tmpdir(), 'gangway-bench-'));
  const [world, server, display] = await Promise.all([startWorld(demoWorld(), { keysFolder }), startXrdp(), startXDisplay()]);
  const home = makeHome(world);
  try {
    await measureClients(bench, { world, server, display, home });
  } finally {
    await world.close();
    await server.stop();
    await display.stop();
    for (const folder of [home.folder, keysFolder]) rmSync(folder, { recursive: true, force: true });
  }
};

interface Parts {
  readonly world: World;
  readonly server: XrdpServer;
  readonly display: XDisplay;
  readonly home: Home;
}

async function measureClients(bench: Bench, { world, server, display, home }: Parts): Promise<void> {
  pointAtRdp(world, WINDOWS, server);
  const env: Record<string, string> = { DISPLAY: display.name };
  for (const [name, value] of Object.entries(home.env)) if (value !== undefined) env[name] ??= value;
  const app = await startApp({ folder: home.folder, env, remove: () => {} }, { probe: false });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: VIEWPORT });
    await page.goto(app.url);
    await page.getByRole('searchbox', { name: 'Search instances' }).fill(WINDOWS);
    for (const client of BY_HAND) {
      const clear = async (): Promise<void> => {
        await endClients(display);
        await server.endSession();
      };
      const ours = async (): Promise<number> => {
        const click = await aim(page, client);
        const took = await untilShown(display, click);
        await clear();
        return took;
      };
      const base = async (): Promise<number> => {
        const start = await client.prepare({ server, display, home, title: WINDOWS });
        const took = await untilShown(display, start);
        await clear();
        return took;
      };
      bench.say(`${client.name}, ${bench.rounds * 2} times each`);
      const { steady, samples } = await alternate(bench.rounds * 2, ours, base);
      bench.report({
        name: nameOf(client.name),
        value: median(samples.ours.map((value, round) => value - (samples.base[round] ?? Number.NaN))),
        unit: 'ms',
        goal: GOAL_MS,
        samples,
        note: `median; ${median(samples.ours).toFixed(0)} against ${median(samples.base).toFixed(0)} ms`,
        ...(steady ? {} : { verdict: 'inconclusive' as const }),
      });
    }
  } finally {
    await browser.close();
    await app.close();
  }
}

const nameOf = (client: ByHand['name']): string => `click to visible desktop − ${client} by hand`;

async function untilShown(display: XDisplay, start: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await start();
  await display.showsColour(WINDOWS, XRDP_COLOUR);
  return performance.now() - begin;
}

/** Everything up to the click: Remmina is the first that is found and takes the double-click, the other one is in the menu of the row. */
async function aim(page: Page, { name }: ByHand): Promise<() => Promise<void>> {
  const cell = page.getByRole('grid', { name: 'Instances' }).getByText(WINDOWS, { exact: true });
  if (name === 'Remmina') {
    await cell.waitFor();
    return () => cell.dblclick();
  }
  await cell.click({ button: 'right' });
  const line = page.getByRole('menuitem', { name: /^Open in FreeRDP/u });
  await line.waitFor();
  return () => line.click();
}
