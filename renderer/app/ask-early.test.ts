import { beforeEach, describe, expect, it } from 'vitest';
import { createRpcClient, type RpcClient } from '../../shared/rpc/client.ts';
import { createLinkPair, type Link } from '../../shared/rpc/link.ts';
import { askEarly } from './ask-early.ts';

interface Sent {
  readonly t: string;
  readonly id: number;
  readonly method?: string;
  readonly topic?: string;
}

let host: Link;
let sent: Sent[];
let client: RpcClient;

beforeEach(async () => {
  const [page, other] = createLinkPair();
  host = other;
  sent = [];
  host.onFrame((frame) => sent.push(JSON.parse(String(frame)) as Sent));
  client = askEarly(createRpcClient(page));
  await arrived();
});

/** Frames of a pair cross in microtasks; a task comes behind all of them. */
const arrived = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const idOf = (name: string): number => sent.find(({ method, topic }) => method === name || topic === name)?.id ?? 0;
const tell = (frame: object): void => host.send(JSON.stringify(frame));

describe('a page that is still being read', () => {
  it('has asked for what its start needs, and gets the answers that came meanwhile', async () => {
    tell({ t: 'ok', id: idOf('app.info'), value: { version: '1' } });
    tell({ t: 'snapshot', id: idOf('settings.get'), value: { theme: 'dark' } });
    tell({ t: 'change', id: idOf('settings.get'), seq: 1, value: { theme: 'light' } });
    await arrived();
    const told: unknown[] = [];
    client.subscribe('settings.get', undefined, { snapshot: (value) => told.push(value), change: (value) => told.push(value) });
    expect(told).toEqual([{ theme: 'dark' }, { theme: 'light' }]);
    tell({ t: 'change', id: idOf('settings.get'), seq: 2, value: { theme: 'system' } });
    await arrived();
    expect(told).toHaveLength(3);
    expect(await client.call('app.info', undefined)).toEqual({ version: '1' });
    expect(sent.filter(({ method, topic }) => method === 'app.info' || topic === 'settings.get')).toHaveLength(2);
  });

  it('asks anew when it asks again', async () => {
    for (let time = 0; time < 2; time += 1) client.subscribe('accounts.list', undefined, { snapshot() {}, change() {} });
    await arrived();
    expect(sent.filter(({ topic }) => topic === 'accounts.list')).toHaveLength(2);
  });

  it('is asked the questions that are still open when it can show them', async () => {
    for (const id of ['1', '2']) tell({ t: 'ask', id, kind: 'password', input: {} });
    tell({ t: 'unask', id: '1' });
    await arrived();
    const asked: string[] = [];
    client.onAsk(({ id }) => asked.push(id));
    expect(asked).toEqual(['2']);
    tell({ t: 'ask', id: '3', kind: 'password', input: {} });
    await arrived();
    expect(asked).toEqual(['2', '3']);
  });
});
