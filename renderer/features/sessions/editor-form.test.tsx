// @vitest-environment jsdom
import { cleanup, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../shared/contract/app.ts';
import { createRpcClient } from '../../../shared/rpc/client.ts';
import { createLinkPair, type Link } from '../../../shared/rpc/link.ts';
import { setClient } from '../../app/client.ts';
import { TooltipProvider } from '../../ui/tooltip.tsx';
import { settingsStore } from '../settings/settings-store.ts';
import { EditorForm } from './editor-form.tsx';
import type { Draft } from './editor-store.ts';
import { sampleBook, sampleFolder } from './sample.ts';
import { emptyBook, sessionStore } from './session-store.ts';

// jsdom has no media queries; the page asks for the colour scheme as it loads.
vi.hoisted(() => {
  window.matchMedia = () => Object.assign(new EventTarget(), { matches: false }) as MediaQueryList;
});

interface Call {
  readonly t: string;
  readonly id: number;
  readonly m?: string;
  readonly [more: string]: unknown;
}
let host: Link;
let calls: Call[];

beforeEach(() => {
  const [page, other] = createLinkPair();
  host = other;
  calls = [];
  host.onFrame((frame) => calls.push(JSON.parse(String(frame)) as Call));
  setClient(createRpcClient(page));
  settingsStore.setState({ settings: DEFAULT_SETTINGS });
  sessionStore.setState({
    book: sampleBook([sampleFolder({ id: 'p', name: 'Prod', settings: { port: 2222 } })], [], { user: 'ops' }),
  });
});
afterEach(() => {
  cleanup();
  sessionStore.setState({ book: emptyBook });
});

const session: Draft = { kind: 'session', name: 'web', folder: 'p', target: { kind: 'host', host: 'web.example' }, settings: {} };
const show = (draft: Draft = session): void => {
  render(
    <TooltipProvider>
      <EditorForm draft={draft} />
    </TooltipProvider>,
  );
};
const line = (name: string): HTMLElement => screen.getByRole('group', { name });
const saved = async (): Promise<unknown> => {
  await waitFor(() => expect(calls.some((call) => JSON.stringify(call).includes('sessions.save'))).toBe(true));
  return calls.find((call) => JSON.stringify(call).includes('sessions.save'))?.['input'];
};

describe('the form of a session', () => {
  it('says where each value comes from', () => {
    show();
    expect(within(line('Port')).getByText('from folder Prod')).toBeTruthy();
    expect(within(line('Login name')).getByText('from Default Settings')).toBeTruthy();
    expect(within(line('Compression')).getByText('built in')).toBeTruthy();
  });

  it('keeps only what differs, and resets it to what is inherited', async () => {
    const user = userEvent.setup();
    show();
    const port = within(line('Port')).getByRole('textbox');
    await user.clear(port);
    await user.type(port, '22');
    expect(within(line('Port')).getByText('set here')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Reset port to inherited' }));
    expect(within(line('Port')).getByRole<HTMLInputElement>('textbox').value).toBe('2222');
    await user.click(within(line('Compression')).getByRole('switch'));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await saved()).toEqual({
      name: 'web',
      folder: 'p',
      protocol: 'ssh',
      target: { kind: 'host', host: 'web.example' },
      settings: { compression: true },
    });
  });

  it('takes an address in the host field apart', async () => {
    const user = userEvent.setup();
    show({ ...session, target: { kind: 'host', host: '' } });
    await user.type(screen.getByRole('textbox', { name: 'Host name or address' }), 'root@[[::1]:2200');
    await user.tab();
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Host name or address' }).value).toBe('::1');
    expect(within(line('Port')).getByRole<HTMLInputElement>('textbox').value).toBe('2200');
    expect(within(line('Login name')).getByRole<HTMLInputElement>('textbox').value).toBe('root');
  });

  it('says what is wrong at the field, and saves nothing', async () => {
    const user = userEvent.setup();
    show({ ...session, name: '' });
    const port = within(line('Port')).getByRole('textbox');
    await user.clear(port);
    await user.type(port, '99999');
    expect(within(line('Port')).getByRole('alert').textContent).toContain('from 1 to 65,535');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(screen.getByText('A name is needed.')).toBeTruthy();
    expect(calls).toEqual([]);
  });

  it('shows the host’s refusal where it belongs', async () => {
    const user = userEvent.setup();
    show();
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await saved();
    const [call] = calls;
    const error = {
      code: 'invalid-input',
      message: 'There is a session named “web” in this folder already.',
      hint: 'Choose another name.',
    };
    host.send(JSON.stringify({ t: 'fail', id: call?.id, error }));
    expect(await screen.findByText(/There is a session named “web”/u)).toBeTruthy();
  });

  it('names X11 as off, and asks for no secret anywhere', async () => {
    const user = userEvent.setup();
    show();
    expect(screen.getByText(/X11 forwarding is off/u)).toBeTruthy();
    for (const tab of screen.getAllByRole('tab')) {
      await user.click(tab);
      expect(document.querySelector('input[type="password"]')).toBeNull();
    }
  });
});

describe('the form of a remote desktop', () => {
  const desktop: Draft = { ...session, protocol: 'rdp', target: { kind: 'host', host: '' } };
  const tabs = (): (string | null)[] => screen.getAllByRole('tab').map(({ textContent }) => textContent);

  it('begins with its own settings, inherited like all others, and leaves out those of terminals', () => {
    sessionStore.setState({
      book: sampleBook([sampleFolder({ id: 'p', name: 'Prod', settings: { rdpScreen: 'full' } })], [], { rdpClient: 'freerdp' }),
    });
    show(desktop);
    expect(tabs()).toEqual(['Remote desktop', 'Connection', 'Proxy and jump hosts', 'Authentication']);
    expect(within(line('Screen')).getByText('from folder Prod')).toBeTruthy();
    expect(within(line('Client')).getByText('from Default Settings')).toBeTruthy();
    expect(within(line('Shared clipboard')).getByText('built in')).toBeTruthy();
  });

  it('is what a session becomes by choice, and is saved as such', async () => {
    const user = userEvent.setup();
    show();
    expect(tabs()).not.toContain('Remote desktop');
    await user.click(screen.getByRole('combobox', { name: 'Protocol' }));
    await user.click(await screen.findByRole('option', { name: 'Remote desktop' }));
    await user.click(within(line('Administrative session')).getByRole('switch'));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await saved()).toMatchObject({ protocol: 'rdp', settings: { rdpAdmin: true } });
  });

  it('takes an address apart into its own port and user', async () => {
    const user = userEvent.setup();
    show(desktop);
    await user.type(screen.getByRole('textbox', { name: 'Host name or address' }), 'anna@win.example:3390');
    await user.tab();
    expect(within(line('Port')).getByRole<HTMLInputElement>('textbox').value).toBe('3390');
    expect(within(line('User')).getByRole<HTMLInputElement>('textbox').value).toBe('anna');
  });

  it('keeps settings of a terminal in sight where the session has some', () => {
    show({ ...desktop, settings: { logging: 'all' } });
    expect(tabs()).toContain('Logging');
  });
});

describe('the form of the Default Settings', () => {
  it('has no name, no target and nothing to inherit from but what is built in', () => {
    show({ kind: 'defaults', settings: { user: 'ops' } });
    expect(screen.queryByLabelText('Name')).toBeNull();
    expect(within(line('Login name')).getByText('set here')).toBeTruthy();
    expect(within(line('Port')).getByText('built in')).toBeTruthy();
  });
});
