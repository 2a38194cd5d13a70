// @vitest-environment jsdom
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRpcClient } from '../../../shared/rpc/client.ts';
import { createLinkPair } from '../../../shared/rpc/link.ts';
import { setClient } from '../../app/client.ts';
import { KeyFileField } from './key-file-field.tsx';
import { sampleInstance } from './sample.ts';

const FOUND = '/home/ann/.ssh/ops.pem';
/** What the host keeps for the instance, and each path that it was told to keep. */
let chosen: string | undefined;
let told: unknown[];

beforeEach(() => {
  chosen = undefined;
  told = [];
  const [page, host] = createLinkPair();
  host.onFrame((frame) => {
    const { t, id, method, input } = JSON.parse(String(frame)) as { t: string; id: number; method: string; input: { path: string | null } };
    if (t !== 'call') return;
    if (method === 'instances.setKeyFile') {
      told.push(input.path);
      chosen = input.path ?? undefined;
    }
    host.send(JSON.stringify({ t: 'ok', id, value: { found: FOUND, lookedAt: [], ...(chosen === undefined ? {} : { chosen }) } }));
  });
  setClient(createRpcClient(page));
});
afterEach(cleanup);

async function shown(path: string): Promise<HTMLInputElement> {
  render(
    <>
      <KeyFileField instance={sampleInstance({ keyName: 'ops' })} />
      <button type="button">elsewhere</button>
    </>,
  );
  const field = screen.getByRole<HTMLInputElement>('textbox', { name: 'Private key file' });
  await waitFor(() => expect(field.value).toBe(path));
  return field;
}

describe('a key file that was emptied', () => {
  const ways: [string, () => Promise<unknown>][] = [
    ['by Enter', () => userEvent.keyboard('{Enter}')],
    ['by going elsewhere', () => userEvent.click(screen.getByRole('button', { name: 'elsewhere' }))],
  ];
  it.each(ways)('is the one of the key pair again, %s', async (_, done) => {
    chosen = '/home/ann/other.pem';
    const field = await shown(chosen);
    await userEvent.clear(field);
    await done();
    await waitFor(() => expect(field.value).toBe(FOUND));
    expect(screen.getByText('Found by its key pair ops.')).toBeTruthy();
    expect(told).toEqual([null]);
  });

  it.each(ways)('comes back where none was chosen, %s', async (_, done) => {
    const field = await shown(FOUND);
    await userEvent.clear(field);
    await done();
    await waitFor(() => expect(field.value).toBe(FOUND));
    expect(told).toEqual([]);
  });
});
