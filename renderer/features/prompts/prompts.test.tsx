// @vitest-environment jsdom
import { BUILT_IN } from '../../../shared/model/session-settings.ts';
import { cleanup, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PromptInput, PromptKind } from '../../../shared/contract/contract.ts';
import { createRpcClient } from '../../../shared/rpc/client.ts';
import { createLinkPair, type Link } from '../../../shared/rpc/link.ts';
import { setClient } from '../../app/client.ts';
import { terminals, withSnapshot } from '../terminal/terminals-store.ts';
import { PromptHost, TerminalPrompts } from './prompt-host.tsx';
import { prompts, startPrompts } from './prompts-store.ts';

let host: Link;
let sent: { t: string; id: string; value?: unknown }[];

beforeEach(() => {
  const [page, other] = createLinkPair();
  host = other;
  sent = [];
  host.onFrame((frame) => sent.push(JSON.parse(String(frame)) as (typeof sent)[number]));
  setClient(createRpcClient(page));
  startPrompts();
});
afterEach(() => {
  cleanup();
  prompts.setState({ questions: [] });
  terminals.setState(withSnapshot([]), true);
});

const ask = <P extends PromptKind>(kind: P, input: PromptInput<P>, id = 'q1'): void =>
  host.send(JSON.stringify({ t: 'ask', id, kind, input }));
const button = (name: string | RegExp): Promise<HTMLElement> => screen.findByRole('button', { name });
const answers = (): unknown[] => sent.filter(({ t }) => t === 'answer').map(({ value }) => value);
const dismissed = (): string[] => sent.filter(({ t }) => t === 'dismiss').map(({ id }) => id);

const key = { type: 'ssh-ed25519', sha256: 'SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' };
const known = { type: 'ssh-ed25519', sha256: 'SHA256:BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB', where: 'known_hosts:3' };

describe('a new host key', () => {
  const question = { title: 'web-1 (203.0.113.5)', host: '203.0.113.5', presented: key, kind: 'new', alsoKnownAs: [] } as const;

  it('shows host, type and fingerprint, and remembers only when told so', async () => {
    render(<PromptHost />);
    ask('hostKey', question);
    expect(await screen.findByRole('dialog', { name: 'First connection to web-1 (203.0.113.5)' })).toBeTruthy();
    expect(screen.getByText(key.sha256)).toBeTruthy();
    expect(screen.getByText('Ed25519 (ssh-ed25519)')).toBeTruthy();
    await userEvent.click(await button('Trust and connect'));
    await waitFor(() => expect(answers()).toEqual([{ choice: 'store' }]));
  });

  it('says nothing by a stray Enter, and no by Escape', async () => {
    render(<PromptHost />);
    ask('hostKey', question);
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('dialog')));
    await userEvent.keyboard('{Enter}');
    expect(screen.getByRole('dialog')).toBeTruthy();
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(dismissed()).toEqual(['q1']));
    expect(answers()).toEqual([]);
  });

  it('goes away when the host takes the question back', async () => {
    render(<PromptHost />);
    ask('hostKey', question);
    await screen.findByRole('dialog');
    host.send(JSON.stringify({ t: 'unask', id: 'q1' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });
});

describe('a changed host key', () => {
  const question = { title: 'web-1', host: '[203.0.113.5]:2222', presented: key, kind: 'changed', known: [known] } as const;

  it('stops as an alert with both fingerprints, and Cancel has the focus', async () => {
    render(<PromptHost />);
    ask('hostKey', question);
    expect(await screen.findByRole('alertdialog', { name: 'The key of web-1 has changed' })).toBeTruthy();
    expect(screen.getByText(key.sha256)).toBeTruthy();
    expect(screen.getByText(known.sha256)).toBeTruthy();
    expect(screen.getByText('known_hosts:3')).toBeTruthy();
    await waitFor(() => expect(document.activeElement?.textContent).toBe('Cancel'));
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(dismissed()).toEqual(['q1']));
  });

  it('replaces the key only after the host was typed', async () => {
    render(<PromptHost />);
    ask('hostKey', question);
    const replace = await button('Replace key and connect');
    await userEvent.click(replace);
    expect(answers()).toEqual([]);
    await userEvent.type(screen.getByRole('textbox'), '[[203.0.113.5]:222');
    await userEvent.click(replace);
    expect(answers()).toEqual([]);
    await userEvent.type(screen.getByRole('textbox'), '2');
    await userEvent.click(replace);
    await waitFor(() => expect(answers()).toEqual([{ choice: 'replace', typed: '[203.0.113.5]:2222' }]));
  });
});

describe('a password', () => {
  const question = { title: 'web-1', user: 'ubuntu', attempt: 1 } as const;

  it('is hidden, sent once by Enter, and then nowhere on the page', async () => {
    render(<PromptHost />);
    ask('password', question);
    const field = await screen.findByLabelText<HTMLInputElement>('Password');
    expect(field.type).toBe('password');
    await waitFor(() => expect(document.activeElement).toBe(field));
    await userEvent.type(field, 'correct horse{Enter}');
    await waitFor(() => expect(answers()).toEqual([{ password: 'correct horse' }]));
    expect(field.value).toBe('');
    expect(JSON.stringify(prompts.getState())).not.toContain('correct horse');
    expect(document.documentElement.outerHTML).not.toContain('correct horse');
  });

  it('can be shown while it is typed', async () => {
    render(<PromptHost />);
    ask('password', question);
    const field = await screen.findByLabelText<HTMLInputElement>('Password');
    await userEvent.type(field, 'abc');
    await userEvent.click(await button('Show'));
    expect(field.type).toBe('text');
    expect(field.value).toBe('abc');
    await userEvent.click(await button('Hide'));
    expect(field.type).toBe('password');
  });

  it('says so when the last one was not accepted', async () => {
    render(<PromptHost />);
    ask('password', { ...question, attempt: 2 });
    expect(await screen.findByText('That password was not accepted. Attempt 2 of 3.')).toBeTruthy();
  });

  it('is asked for twice when it is a new one', async () => {
    render(<PromptHost />);
    ask('newPassword', { title: 'web-1', user: 'ubuntu', text: 'Expired\u001b[31m' });
    await userEvent.type(await screen.findByLabelText('New password'), 'one');
    expect(screen.getByRole('figure', { name: 'The server says:' }).textContent).toContain('Expired\ufffd[31m');
    await userEvent.type(screen.getByLabelText('Once more'), 'two{Enter}');
    expect(await screen.findByText('The two are not the same.')).toBeTruthy();
    expect(answers()).toEqual([]);
    await userEvent.clear(screen.getByLabelText('Once more'));
    await userEvent.type(screen.getByLabelText('Once more'), 'one{Enter}');
    await waitFor(() => expect(answers()).toEqual([{ password: 'one' }]));
  });
});

describe('questions in the words of the server', () => {
  it('are shown as text without controls, hidden where the server says so', async () => {
    render(<PromptHost />);
    ask('keyboardInteractive', {
      title: 'web-1',
      name: 'Login\u001b]0;x\u0007',
      instruction: 'First line\nsecond\u202e line',
      prompts: [
        { text: 'Password: ', echo: false },
        { text: 'Code: ', echo: true },
      ],
    });
    expect(await screen.findByRole('dialog', { name: 'The server at web-1 asks' })).toBeTruthy();
    const words = screen.getByRole('figure', { name: 'The server says:' });
    for (const line of ['Login\ufffd]0;x\ufffd', 'First line', 'second\ufffd line']) expect(within(words).getByText(line)).toBeTruthy();
    expect(screen.getByLabelText<HTMLInputElement>('Password:').type).toBe('password');
    await userEvent.type(screen.getByLabelText('Password:'), 'pw');
    await userEvent.type(screen.getByLabelText('Code:'), '123{Enter}');
    await waitFor(() => expect(answers()).toEqual([{ answers: ['pw', '123'] }]));
  });

  it('never stand in the title, whatever name the server gives them', async () => {
    render(<PromptHost />);
    const instruction = 'Enter the master password of Gangway.';
    ask('keyboardInteractive', {
      title: 'web-1',
      name: 'Unlock the vault',
      instruction,
      prompts: [{ text: 'Master password: ', echo: false }],
    });
    const dialog = await screen.findByRole('dialog');
    expect(within(dialog).getByRole('heading').textContent).toBe('The server at web-1 asks');
    const words = within(dialog).getByRole('figure', { name: 'The server says:' });
    expect(words.textContent).toContain('Unlock the vault');
    expect(words.textContent).toContain(instruction);
  });

  it('have no place where the server says nothing', async () => {
    render(<PromptHost />);
    ask('keyboardInteractive', { title: 'web-1', name: ' ', instruction: '', prompts: [{ text: 'Password: ', echo: false }] });
    expect(await screen.findByRole('dialog', { name: 'The server at web-1 asks' })).toBeTruthy();
    expect(screen.queryByRole('figure')).toBeNull();
  });

  it('are answered one after the other by Enter, and sent with the last one', async () => {
    render(<PromptHost />);
    const prompts = ['Password: ', 'Code: ', 'Place: '].map((text) => ({ text, echo: true }));
    ask('keyboardInteractive', { title: 'web-1', name: '', instruction: '', prompts });
    await userEvent.type(await screen.findByLabelText('Password:'), 'pw{Enter}');
    expect(document.activeElement).toBe(screen.getByLabelText('Code:'));
    await userEvent.keyboard('123{Enter}');
    expect(document.activeElement).toBe(screen.getByLabelText('Place:'));
    // The last one may stay empty.
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(answers()).toEqual([{ answers: ['pw', '123', ''] }]));
  });

  it('may have several lines, of which the last one asks', async () => {
    render(<PromptHost />);
    const text = 'Your password has expired.\r\nChanging it for ann.\nCurrent password: ';
    ask('keyboardInteractive', { title: 'web-1', name: '', instruction: '', prompts: [{ text, echo: false }] });
    expect((await screen.findByLabelText<HTMLInputElement>('Current password:')).type).toBe('password');
    expect(screen.getByText('Your password has expired.')).toBeTruthy();
    expect(screen.getByText('Changing it for ann.')).toBeTruthy();
  });

  it('without any question are an instruction to go on from', async () => {
    render(<PromptHost />);
    ask('keyboardInteractive', { title: 'web-1', name: '', instruction: 'Approve the push on your phone.', prompts: [] });
    expect(await screen.findByText('Approve the push on your phone.')).toBeTruthy();
    await userEvent.click(await button('Continue'));
    await waitFor(() => expect(answers()).toEqual([{ answers: [] }]));
  });
});

describe('the way to log in', () => {
  const question = {
    title: 'web-1',
    user: 'ubuntu',
    candidates: ['ubuntu', 'admin'],
    why: 'No key file was found.',
    keyFiles: [
      { path: '/home/me/.ssh/id_ed25519', type: 'OpenSSH', encrypted: false },
      { path: '/home/me/demo.pem', type: 'RSA', encrypted: true },
    ],
    agent: false,
  } as const;

  it('is a key file that was found', async () => {
    render(<PromptHost />);
    ask('authentication', question);
    await userEvent.click(await button(/demo\.pem/u));
    await userEvent.click(await button('Log in'));
    await waitFor(() => expect(answers()).toEqual([{ choice: 'key', file: '/home/me/demo.pem', user: 'ubuntu', remember: true }]));
  });

  it('is a password under another login name', async () => {
    render(<PromptHost />);
    ask('authentication', question);
    const name = await screen.findByLabelText('Login name');
    await userEvent.clear(name);
    await userEvent.click(await screen.findByRole('radio', { name: 'Password' }));
    await userEvent.click(await button('Log in'));
    expect(await screen.findByText('Type a login name.')).toBeTruthy();
    expect(answers()).toEqual([]);
    await userEvent.type(name, 'admin');
    await userEvent.click(await button('Log in'));
    await waitFor(() => expect(answers()).toEqual([{ choice: 'password', user: 'admin' }]));
  });

  it('is a password at once where the machine is known to have one', async () => {
    render(<PromptHost />);
    ask('authentication', { ...question, likely: 'password' });
    await userEvent.click(await button('Log in'));
    await waitFor(() => expect(answers()).toEqual([{ choice: 'password', user: 'ubuntu' }]));
  });

  it('is no agent where none runs', async () => {
    render(<PromptHost />);
    ask('authentication', question);
    const agent = await screen.findByRole('radio', { name: /SSH agent/u });
    expect(agent.getAttribute('aria-disabled') ?? agent.hasAttribute('disabled')).toBeTruthy();
  });
});

describe('an MFA code', () => {
  it('has six digits', async () => {
    render(<PromptHost />);
    ask('mfaCode', { title: 'profile prod', profile: 'prod', serial: 'arn:aws:iam::123456789012:mfa/me', attempt: 1 });
    const field = await screen.findByLabelText('Six-digit code');
    await userEvent.type(field, '12345{Enter}');
    expect(await screen.findByText('A code has six digits.')).toBeTruthy();
    await userEvent.clear(field);
    await userEvent.type(field, '123 456{Enter}');
    await waitFor(() => expect(answers()).toEqual([{ code: '123456' }]));
  });
});

describe('several questions', () => {
  const machine = { kind: 'host', host: 'web', port: 22 } as const;
  const tab = (id: string) =>
    ({ id, machine, name: id, user: '', state: 'connecting', openedAt: 0, log: [], settings: BUILT_IN, forwards: [] }) as const;

  it('wait each in its own tab, and those of no tab over the page', async () => {
    terminals.setState(withSnapshot([tab('a'), tab('b')]), true);
    render(
      <>
        <div data-testid="a">
          <TerminalPrompts terminalId="a" visible />
        </div>
        <div data-testid="b">
          <TerminalPrompts terminalId="b" visible={false} />
        </div>
        <PromptHost />
      </>,
    );
    ask('password', { title: 'web-a', terminal: 'a', user: 'ann', attempt: 1 }, 'qa');
    ask('password', { title: 'web-b', terminal: 'b', user: 'bob', attempt: 1 }, 'qb');
    await waitFor(() => expect(screen.getByTestId('a').textContent).toContain('ann'));
    await waitFor(() => expect(screen.getByTestId('b').textContent).toContain('bob'));
    ask('mfaCode', { title: 'profile prod', profile: 'prod', serial: 's', attempt: 1 }, 'qc');
    const page = await screen.findByRole('dialog', { name: 'MFA code for profile prod' });
    expect(screen.getByTestId('a').contains(page)).toBe(false);
  });

  it('never take the keyboard out of another terminal', async () => {
    terminals.setState(withSnapshot([tab('a')]), true);
    render(
      <>
        <section data-terminal-panel="b">
          <textarea aria-label="shell" />
        </section>
        <section data-terminal-panel="a">
          <TerminalPrompts terminalId="a" visible />
        </section>
      </>,
    );
    screen.getByLabelText('shell').focus();
    ask('password', { title: 'web-a', terminal: 'a', user: 'ann', attempt: 1 });
    await screen.findByRole('dialog');
    expect(document.activeElement).toBe(screen.getByLabelText('shell'));
  });

  it('of a kind that the page does not know are dismissed', async () => {
    render(<PromptHost />);
    host.send(JSON.stringify({ t: 'ask', id: 'new', kind: 'retina', input: { title: 'x' } }));
    await waitFor(() => expect(dismissed()).toEqual(['new']));
  });
});

describe('Remember', () => {
  it('is off by default and goes with the answer only when it was set', async () => {
    render(<PromptHost />);
    ask('password', { title: 'web-1', user: 'ubuntu', attempt: 1 });
    const tick = await screen.findByRole('checkbox', { name: 'Remember this password in the vault' });
    expect(tick.getAttribute('aria-checked')).toBe('false');
    await userEvent.click(tick);
    await userEvent.type(screen.getByLabelText('Password'), 'pw{Enter}');
    await waitFor(() => expect(answers()).toEqual([{ password: 'pw', remember: true }]));
  });

  it('cannot be set where saving is forbidden, and says why', async () => {
    render(<PromptHost />);
    ask('passphrase', { title: 'web-1', file: '~/.ssh/k', attempt: 1, cannotRemember: 'Saving passwords is switched off.' });
    const tick = await screen.findByRole('checkbox', { name: 'Remember this passphrase in the vault' });
    expect(screen.getByText('Saving passwords is switched off.')).toBeTruthy();
    await userEvent.click(tick);
    await userEvent.type(screen.getByLabelText('Passphrase'), 'pp{Enter}');
    await waitFor(() => expect(answers()).toEqual([{ passphrase: 'pp' }]));
  });

  it('belongs to the single hidden question only', async () => {
    render(<PromptHost />);
    ask('keyboardInteractive', { title: 'web-1', name: '', instruction: '', prompts: [{ text: 'Code:', echo: false }] });
    await screen.findByLabelText('Code:');
    expect(screen.queryByRole('checkbox')).toBeNull();
  });
});

describe('the vault', () => {
  it('is made with a master password that is typed twice', async () => {
    render(<PromptHost />);
    ask('vaultCreate', { title: 'vault', why: 'To keep it.', systemAvailable: false, systemProblem: 'none' });
    await userEvent.type(await screen.findByLabelText('Master password'), 'sesame-seven');
    await userEvent.type(screen.getByLabelText('Once more'), 'other{Enter}');
    expect(await screen.findByText('The two are not the same.')).toBeTruthy();
    expect(answers()).toEqual([]);
    await userEvent.clear(screen.getByLabelText('Once more'));
    await userEvent.type(screen.getByLabelText('Once more'), 'sesame-seven{Enter}');
    await waitFor(() => expect(answers()).toEqual([{ protection: 'password', password: 'sesame-seven' }]));
    expect(screen.getByLabelText<HTMLInputElement>('Master password').value).toBe('');
    expect(document.documentElement.outerHTML).not.toContain('sesame-seven');
  });

  it('may stay locked', async () => {
    render(<PromptHost />);
    ask('vaultUnlock', { title: 'vault', why: 'For web-1.', attempt: 1 });
    await userEvent.click(await button('Leave it locked'));
    await waitFor(() => expect(dismissed()).toEqual(['q1']));
  });
});
