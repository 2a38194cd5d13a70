import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Frame, Link } from '../../shared/rpc/link.ts';
import { createHost, type GangwayHost } from './create-host.ts';

const MASTER = 'Masterpasswort-9f3a1c';
const OTHER = 'zweites-Passwort-55e1';

let folder: string;
let host: GangwayHost;
let said: string[];
let send: (frame: object) => void;
let calls = 0;
let away: () => void;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gangway-host-'));
  said = [];
  host = await createHost({
    shell: 'browser',
    version: '0',
    dataFolder: folder,
    homeFolder: folder,
    env: {},
    openExternal: async () => {},
    onAway: (went) => {
      away = went;
      return () => {};
    },
  });
  let receive: (frame: Frame) => void = () => {};
  const link: Link = {
    send: (frame) => void said.push(typeof frame === 'string' ? frame : ''),
    onFrame: (listener) => {
      receive = listener;
    },
    onClose: () => {},
    close: () => {},
  };
  host.attach(link);
  send = (frame) => receive(JSON.stringify(frame));
});
afterEach(async () => {
  await host.close();
  rmSync(folder, { recursive: true, force: true });
});

async function call(method: string, input?: unknown): Promise<Record<string, unknown>> {
  const id = ++calls;
  send({ t: 'call', id, method, ...(input === undefined ? {} : { input }) });
  return await vi.waitFor(
    () => {
      const answer = said
        .map((line) => JSON.parse(line || '{}') as Record<string, unknown>)
        .find((frame) => frame['id'] === id && frame['t'] !== 'ask');
      if (answer === undefined) throw new Error(`${method} was not answered yet.`);
      return answer;
    },
    { timeout: 30_000 },
  );
}

it('keeps every password out of answers, logs and files, whatever goes wrong', { timeout: 60_000 }, async () => {
  const fails = { t: 'fail', error: { code: expect.any(String) as string } };
  expect(await call('vault.create', { protection: MASTER })).toMatchObject(fails);
  expect(await call('vault.create', { protection: 'password', password: MASTER, [MASTER]: true })).toMatchObject(fails);
  expect(await call('vault.create', { protection: 'password', password: [MASTER] })).toMatchObject(fails);
  expect(await call('vault.unlock', { password: MASTER })).toMatchObject({ error: { code: 'not-found' } });
  expect(await call('vault.create', { protection: 'system' })).toMatchObject({ error: { code: 'unsupported' } });
  expect(await call('vault.create', { protection: 'password', password: MASTER })).toMatchObject({ t: 'ok' });
  expect(await call('vault.protect', { protection: 'password', password: OTHER, old: `${MASTER}!` })).toMatchObject({
    error: { code: 'vault-password' },
  });
  expect(await call('vault.protect', { protection: 'password', password: OTHER, old: MASTER })).toMatchObject({ t: 'ok' });
  expect(await call('vault.lock')).toMatchObject({ t: 'ok' });
  expect(await call('vault.unlock', { password: MASTER })).toMatchObject({ error: { code: 'vault-password' } });
  expect(await call('vault.unlock', { password: OTHER })).toMatchObject({ t: 'ok' });
  expect(await call('vault.destroy', { typed: MASTER })).toMatchObject(fails);
  send({ t: 'answer', id: 'no-such-question', value: { password: MASTER } });
  await host.close();

  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const written = files.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
  expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['vault.json', 'gangway.log']));
  for (const password of [MASTER, OTHER]) {
    const bytes = Buffer.from(password);
    const forms = [
      password,
      bytes.toString('base64').replace(/=+$/u, ''),
      bytes.toString('hex'),
      Buffer.from(password, 'utf16le').toString('latin1'),
    ];
    for (const form of forms) expect([...said, ...written].filter((text) => text.includes(form))).toEqual([]);
  }
});

it('locks when the person goes away', async () => {
  expect(await call('vault.create', { protection: 'password', password: MASTER })).toMatchObject({ t: 'ok' });
  send({ t: 'subscribe', id: ++calls, topic: 'vault.state' });
  await vi.waitFor(() => expect(said.at(-1)).toContain('"locked":false'));
  away();
  await vi.waitFor(() => expect(said.at(-1)).toContain('"locked":true'));
});
