// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LoginName } from '../../../shared/model/instance.ts';
import { createRpcClient } from '../../../shared/rpc/client.ts';
import { createLinkPair } from '../../../shared/rpc/link.ts';
import { setClient } from '../../app/client.ts';
import { LoginField } from './login-field.tsx';
import { sampleInstance } from './sample.ts';

/** What the host keeps for the instance, and each name that it was told to keep. */
let chosen: string | undefined;
let told: unknown[];

function login(): LoginName {
  const candidates = ['ubuntu', 'root'];
  if (chosen === undefined) return { user: 'ubuntu', source: 'image', why: 'its image', candidates };
  return { user: chosen, source: 'chosen', why: 'you chose it', candidates: [chosen, ...candidates] };
}

beforeEach(() => {
  chosen = undefined;
  told = [];
  const [page, host] = createLinkPair();
  host.onFrame((frame) => {
    const { t, id, method, input } = JSON.parse(String(frame)) as { t: string; id: number; method: string; input: { user: string | null } };
    if (t !== 'call') return;
    if (method === 'instances.setLogin') {
      told.push(input.user);
      chosen = input.user ?? undefined;
    }
    host.send(JSON.stringify({ t: 'ok', id, value: login() }));
  });
  setClient(createRpcClient(page));
});
afterEach(cleanup);

async function shown(name: string): Promise<HTMLInputElement> {
  render(
    <>
      <LoginField instance={sampleInstance()} />
      <button type="button">elsewhere</button>
    </>,
  );
  const field = screen.getByRole<HTMLInputElement>('textbox', { name: 'Login name' });
  await waitFor(() => expect(field.value).toBe(name));
  return field;
}

describe('a login name that was emptied', () => {
  const ways: [string, () => Promise<unknown>][] = [
    ['by Enter', () => userEvent.keyboard('{Enter}')],
    ['by going elsewhere', () => userEvent.click(screen.getByRole('button', { name: 'elsewhere' }))],
  ];
  it.each(ways)('is the proposed one again, %s', async (_, done) => {
    chosen = 'deploy';
    const field = await shown('deploy');
    await userEvent.clear(field);
    await done();
    await waitFor(() => expect(field.value).toBe('ubuntu'));
    expect(screen.getByText('Its image.')).toBeTruthy();
    expect(told).toEqual([null]);
  });

  it.each(ways)('comes back where none was chosen, %s', async (_, done) => {
    const field = await shown('ubuntu');
    await userEvent.clear(field);
    await userEvent.type(field, ' ');
    await done();
    await waitFor(() => expect(field.value).toBe('ubuntu'));
    expect(told).toEqual([]);
  });

  it('takes another one that is picked below', async () => {
    chosen = 'deploy';
    const field = await shown('deploy');
    await userEvent.clear(field);
    await userEvent.click(screen.getByRole('button', { name: 'root' }));
    await waitFor(() => expect(field.value).toBe('root'));
    expect(told).toEqual(['root']);
  });

  it('is waited for while another window has the keyboard', async () => {
    chosen = 'deploy';
    const field = await shown('deploy');
    await userEvent.clear(field);
    // The page's own idea of where the keyboard is stays.
    fireEvent.focusOut(field);
    await userEvent.type(field, 'ops{Enter}');
    await waitFor(() => expect(told).toEqual(['ops']));
  });
});
