// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Instance, InstanceChange } from '../../../shared/model/instance.ts';
import { createRpcClient } from '../../../shared/rpc/client.ts';
import { createLinkPair } from '../../../shared/rpc/link.ts';
import { setClient } from '../../app/client.ts';
import { openRow } from './actions.ts';
import { chooseRow, instanceStore, keepActiveRow, subscribeInstances } from './instance-store.ts';
import { sampleInstance, sampleScope } from './sample.ts';

const stopped = sampleInstance({ instance: 'i-03', name: 'web-3', state: 'stopped' });
const other = sampleInstance({ instance: 'i-04', name: 'web-4' });
const said = (): string | undefined => instanceStore.getState().message?.text;
let change: (change: InstanceChange) => Promise<void>;

/** Follows a host that lists these. */
async function listed(...rows: Instance[]): Promise<void> {
  const [page, host] = createLinkPair();
  const subscribed = new Promise<number>((resolve) => host.onFrame((frame) => resolve((JSON.parse(String(frame)) as { id: number }).id)));
  setClient(createRpcClient(page));
  subscribeInstances();
  const id = await subscribed;
  host.send(JSON.stringify({ t: 'snapshot', id, value: { rows, scopes: [sampleScope()] } }));
  await vi.waitFor(() => expect(instanceStore.getState().ready).toBe(true));
  let seq = 0;
  change = async (value) => {
    const { rowsVersion, scopesVersion } = instanceStore.getState();
    host.send(JSON.stringify({ t: 'change', id, seq: seq++, value }));
    await vi.waitFor(() => {
      const now = instanceStore.getState();
      expect(now.rowsVersion + now.scopesVersion).toBeGreaterThan(rowsVersion + scopesVersion);
    });
  };
}

beforeEach(async () => {
  instanceStore.setState({ ready: false, active: undefined, chosen: false, message: undefined });
  await listed(stopped, other);
  chooseRow(stopped.key);
  openRow(stopped);
  expect(said()).toBe('web-3 is stopped.');
});

describe('what was said of a stopped instance', () => {
  it('stays while the list is read anew and other rows change', async () => {
    await change({ scopes: [sampleScope({ state: 'loading' })] });
    await change({ upsert: [{ ...other, state: 'stopped' }] });
    await change({ upsert: [{ ...stopped, tags: { team: 'web' } }] });
    await change({ remove: [stopped.key] });
    await change({ upsert: [stopped], scopes: [sampleScope()] });
    expect(said()).toBe('web-3 is stopped.');
  });

  it('goes when it has another state', async () => {
    await change({ upsert: [{ ...stopped, state: 'running' }] });
    expect(said()).toBeUndefined();
  });

  it('stays while the person is at this instance, and goes with another', () => {
    chooseRow(stopped.key);
    keepActiveRow();
    expect(said()).toBe('web-3 is stopped.');
    chooseRow(other.key);
    expect(said()).toBeUndefined();
  });

  it('stays where a search moves the active row, and goes when something is begun with that one', () => {
    instanceStore.setState({ active: other.key, chosen: false });
    expect(said()).toBe('web-3 is stopped.');
    keepActiveRow();
    expect(said()).toBeUndefined();
    expect(instanceStore.getState()).toMatchObject({ active: other.key, chosen: true });
  });
});
