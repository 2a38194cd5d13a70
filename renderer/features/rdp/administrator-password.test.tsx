// @vitest-environment jsdom
import { act, cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WindowsPasswordState } from '../../../shared/model/rdp.ts';
import { createRpcClient } from '../../../shared/rpc/client.ts';
import { createLinkPair } from '../../../shared/rpc/link.ts';
import { setClient } from '../../app/client.ts';
import { AdministratorPassword, HIDE_AFTER_MS } from './administrator-password.tsx';

const PASSWORD = 'p4$$ "word"';
const machine = { kind: 'instance', account: 'aws:prod', region: 'eu-central-1', instance: 'i-01' } as const;

let calls: string[];
/** What the host says of the password, the last one again and again. */
let states: WindowsPasswordState[];

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  calls = [];
  states = [];
  const [page, host] = createLinkPair();
  host.onFrame((frame) => {
    const { t, id, method } = JSON.parse(String(frame)) as { t: string; id: number; method: string };
    if (t !== 'call') return;
    calls.push(method);
    const state = states.length > 1 ? states.shift() : states[0];
    if (method === 'rdp.savePassword') states = [{ kind: 'saved', user: 'Administrator' }];
    const value = { 'rdp.passwordState': state, 'rdp.revealPassword': { user: 'Administrator', password: PASSWORD } }[method];
    host.send(JSON.stringify({ t: 'ok', id, value: value ?? null }));
  });
  setClient(createRpcClient(page));
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const user = userEvent.setup({ advanceTimers: (milliseconds) => vi.advanceTimersByTime(milliseconds) });
const pass = (milliseconds: number): Promise<void> => act(async () => void (await vi.advanceTimersByTimeAsync(milliseconds)));
const asked = (): number => calls.filter((method) => method === 'rdp.passwordState').length;

function show(...told: WindowsPasswordState[]): void {
  states = told;
  render(<AdministratorPassword machine={machine} />);
}

describe('a password that is not ready yet', () => {
  it('counts down, and is asked for again when that is over', async () => {
    show({ kind: 'not-yet', retryAt: Date.now() + 15_000 }, { kind: 'ready', user: 'Administrator', encrypted: false });
    expect(await screen.findByText(/^Asks again in 1[45] s$/u)).toBeTruthy();
    expect(screen.getByText(/^Not ready yet/u)).toBeTruthy();
    await pass(5_000);
    expect(screen.getByText(/^Asks again in (9|10) s$/u)).toBeTruthy();
    expect(asked()).toBe(1);
    await pass(10_000);
    expect(await screen.findByText(/^The cloud has the first password of Administrator/u)).toBeTruthy();
    expect(asked()).toBe(2);
  });

  it('is asked for at once by whoever will not wait', async () => {
    show({ kind: 'not-yet', retryAt: Date.now() + 15_000 });
    await user.click(await screen.findByRole('button', { name: 'Ask now' }));
    await waitFor(() => expect(asked()).toBe(2));
  });
});

describe('a password that never comes', () => {
  it.each([
    'Key pair ops is an ED25519 one, with which Windows makes no password. Use the password of the image, or reset it.',
    'The image of this instance makes no password of its own. Use the password of the image, or reset it.',
  ])('says why and what to do, offers nothing that cannot work, and asks no more: %s', async (why) => {
    show({ kind: 'never', why });
    expect(await screen.findByText(why)).toBeTruthy();
    expect(screen.queryAllByRole('button')).toEqual([]);
    await pass(120_000);
    expect(asked()).toBe(1);
  });
});

describe('a password that can be decrypted', () => {
  const ready = { kind: 'ready', user: 'Administrator', keyFile: '/home/ann/.ssh/ops.pem', encrypted: true } as const;

  it('is saved in the vault by a button, which is gone then', async () => {
    show(ready);
    expect(
      await screen.findByText('The first password of Administrator can be decrypted with ops.pem, after its passphrase.'),
    ).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Save to the vault' }));
    expect(await screen.findByText('Saved in the vault for Administrator.')).toBeTruthy();
    expect(calls).toContain('rdp.savePassword');
    expect(screen.queryByRole('button', { name: 'Save to the vault' })).toBeNull();
  });

  it('is shown for half a minute, and is nowhere on the page afterwards', async () => {
    show(ready);
    await user.click(await screen.findByRole('button', { name: 'Show' }));
    const shown = await screen.findByRole('group', { name: 'Password' });
    await waitFor(() => expect(shown.textContent).toBe(PASSWORD));
    await pass(HIDE_AFTER_MS);
    expect(document.documentElement.outerHTML).not.toContain('p4$$');
    expect(screen.getByRole('button', { name: 'Show' })).toBeTruthy();
  });
});
