import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Instance } from '../../shared/model/instance.ts';
import { openDelayProxy, type DelayProxy } from '../testbed/delay-proxy.ts';
import { makeHome, type Home } from '../testbed/home.ts';
import { startSshd, type Sshd } from '../testbed/sshd.ts';
import { startWorld, type World } from '../testbed/world.ts';
import { demoWorld } from '../testbed/worlds/demo.ts';
import { startHost, type RealHost, type TestPage } from './real-host.ts';

/** The SSH window of a terminal on a short link. Bytes. */
const WINDOW = 512 * 1024;
/** What a page lets come before it has parsed anything. Bytes. */
const PAGE_WINDOW = 1024 * 1024;
/** Parsed bytes are paid back in steps of this size. */
const ACK_STEP = 64 * 1024;
/** Nothing that a shell prints for a prompt. */
const PROMPT = 'ready> ';

let sshd: Sshd;
let relay: DelayProxy;
let world: World;
let home: Home;
let host: RealHost;

beforeAll(async () => {
  sshd = await startSshd({ hostKeys: ['ed25519'] });
});
afterAll(() => sshd.stop());

beforeEach(async () => {
  relay = await openDelayProxy(sshd.port, 0);
  world = await startWorld(demoWorld());
  home = makeHome(world);
  await sshd.authorize([world.keyPair('480215937742', 'eu-central-1', 'acme-prod').publicKey]);
  const { id } = world.instance('web-1');
  world.setInstance(id, { publicIp: '127.0.0.1', tags: { Name: 'web-1', 'gangway:ssh-port': String(relay.port), user: sshd.user } });
  host = await startHost({ env: home.env });
});
afterEach(async () => {
  await host.stop();
  await world.close();
  await relay.close();
  rmSync(home.folder, { recursive: true, force: true });
});

/** A page that parses only while it is told to, and pays back as the real one does. */
async function openTerminal(page: TestPage) {
  const row = await vi.waitFor(() => found([...page.rows.values()]), 15_000);
  const stream = page.client.openStream();
  const waiting: Uint8Array[] = [];
  let received = 0;
  let parsed = 0;
  let owed = 0;
  let parsing = true;
  let tail = '';
  const parse = (): void => {
    for (const bytes of waiting.splice(0)) {
      parsed += bytes.length;
      owed += bytes.length;
      tail = (tail + Buffer.from(bytes.subarray(-64)).toString('latin1')).slice(-64);
      if (owed < ACK_STEP && parsed < received) continue;
      stream.grant(owed);
      owed = 0;
    }
  };
  stream.onBytes((bytes) => {
    received += bytes.length;
    waiting.push(bytes);
    if (parsing) parse();
  });
  const { account, region, instance } = row;
  await page.client.call('terminals.open', {
    machine: { kind: 'instance', account, region, instance },
    size: { cols: 90, rows: 30 },
    stream: stream.id,
    user: sshd.user,
  });
  stream.grant(PAGE_WINDOW);
  const question = await vi.waitFor(() => found(page.prompts), 10_000);
  page.client.answer(question.id, { choice: 'store' });
  // What is typed before the shell is there goes nowhere.
  await vi.waitFor(() => expect(received).toBeGreaterThan(0), 15_000);
  return {
    type: (keys: string) => stream.write(Buffer.from(keys)),
    unparsed: () => received - parsed,
    parsed: () => parsed,
    hang: () => void (parsing = false),
    goOn() {
      parsing = true;
      parse();
    },
    /** Waits for the prompt as the very last thing. */
    prompt: () => vi.waitFor(() => expect(tail.endsWith(PROMPT)).toBe(true), 15_000),
  };
}

function found<T extends Instance | { id: string }>(list: readonly T[]): T {
  const one = list.find((candidate) => !('name' in candidate) || candidate.name === 'web-1');
  if (one === undefined) throw new Error('It is not there yet.');
  return one;
}

describe('a flood into a page that hangs', () => {
  it('is held back at the server, and Ctrl-C ends it within one window', async () => {
    const terminal = await openTerminal(host.page());
    terminal.type(`PS1='${PROMPT}'; bind 'set enable-bracketed-paste off'\r`);
    await terminal.prompt();
    const sentBefore = relay.fromTarget;
    const parsedBefore = terminal.parsed();

    terminal.hang();
    terminal.type('seq 1 1000000000\r');
    // The server's credit is renewed in quarters, so the last one may be under way when the page stops.
    await vi.waitFor(() => expect(terminal.unparsed()).toBeGreaterThan(WINDOW / 2), 15_000);

    const parsedAtKey = terminal.parsed();
    expect(parsedAtKey).toBe(parsedBefore);
    terminal.type('\u0003');
    terminal.goOn();
    await terminal.prompt();
    expect(terminal.parsed() - parsedAtKey).toBeLessThanOrEqual(WINDOW + ACK_STEP);
    // Nothing else left the server meanwhile: what the host held is part of that.
    expect(relay.fromTarget - sentBefore).toBeLessThanOrEqual(2 * WINDOW);
  });
});
