// @vitest-environment jsdom
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PromptInput, PromptKind } from '../../../shared/contract/contract.ts';
import { createRpcClient } from '../../../shared/rpc/client.ts';
import { createLinkPair, type Link } from '../../../shared/rpc/link.ts';
import { setClient } from '../../app/client.ts';
import { PromptHost } from './prompt-host.tsx';
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
  render(<PromptHost />);
});
afterEach(() => {
  cleanup();
  prompts.setState({ questions: [] });
});

const ask = <P extends PromptKind>(kind: P, input: PromptInput<P>): void => host.send(JSON.stringify({ t: 'ask', id: 'q1', kind, input }));
const button = (name: string | RegExp): Promise<HTMLElement> => screen.findByRole('button', { name });
const answers = (): unknown[] => sent.filter(({ t }) => t === 'answer').map(({ value }) => value);
const dismissed = (): string[] => sent.filter(({ t }) => t === 'dismiss').map(({ id }) => id);

const print = (pair: string, length: number): string => Array.from({ length }, () => pair).join(':');
const presented = { sha256: print('AA', 32), sha1: print('AB', 20), subject: 'CN=EC2AMAZ-1' };
const origin = { title: 'win-1 (203.0.113.9)', launch: 'l1', host: 'i-0123', presented } as const;

describe('a certificate that was not seen before', () => {
  const question = { ...origin, kind: 'new', why: 'The console log shows no thumbprint.' } as const;

  it('is shown with host, subject, fingerprint and why the cloud is silent; it is remembered only when told so', async () => {
    ask('rdpCertificate', question);
    expect(await screen.findByRole('dialog', { name: 'First desktop of win-1 (203.0.113.9)' })).toBeTruthy();
    for (const text of [presented.sha256, presented.subject, 'i-0123', question.why]) expect(screen.getByText(text)).toBeTruthy();
    await userEvent.click(await button('Trust and connect'));
    await waitFor(() => expect(answers()).toEqual([{ choice: 'store' }]));
  });

  it('is not trusted by a stray Enter', async () => {
    ask('rdpCertificate', question);
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('dialog')));
    await userEvent.keyboard('{Enter}{Escape}');
    await waitFor(() => expect(dismissed()).toEqual(['q1']));
    expect(answers()).toEqual([]);
  });
});

describe('a certificate that changed', () => {
  const known = { sha256: print('BB', 32), since: Date.UTC(2026, 0, 2) };

  it('stops as an alert with both fingerprints, and Cancel has the focus', async () => {
    ask('rdpCertificate', { ...origin, kind: 'changed', why: '', known });
    expect(await screen.findByRole('alertdialog', { name: /^The certificate of win-1 .* has changed$/u })).toBeTruthy();
    expect(screen.getByText(presented.sha256)).toBeTruthy();
    expect(screen.getByText(known.sha256)).toBeTruthy();
    await waitFor(() => expect(document.activeElement?.textContent).toBe('Cancel'));
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(dismissed()).toEqual(['q1']));
  });

  it('is replaced only after the host was typed', async () => {
    ask('rdpCertificate', { ...origin, kind: 'changed', why: '', known });
    const replace = await button('Replace certificate and connect');
    await userEvent.type(screen.getByRole('textbox'), 'i-012');
    await userEvent.click(replace);
    expect(answers()).toEqual([]);
    await userEvent.type(screen.getByRole('textbox'), '3');
    await userEvent.click(replace);
    await waitFor(() => expect(answers()).toEqual([{ choice: 'replace', typed: 'i-0123' }]));
  });

  it('is compared by SHA-1 where the console log knows another one', async () => {
    ask('rdpCertificate', { ...origin, kind: 'changed', why: '', byCloud: { sha1: print('CC', 20) } });
    expect(await screen.findByRole('alertdialog', { name: /^The cloud knows win-1/u })).toBeTruthy();
    expect(screen.getByText(print('CC', 20))).toBeTruthy();
    expect(screen.getByText(presented.sha1)).toBeTruthy();
    expect(screen.queryByText(presented.sha256)).toBeNull();
  });
});

describe('user and password of a desktop', () => {
  const question = {
    title: 'win-1',
    user: 'Administrateur',
    candidates: ['Administrateur', 'Administrator'],
    why: 'The saved password was refused.',
    attempt: 1,
  } as const;

  it('offers the administrator’s names, and keeps nothing unless asked to', async () => {
    ask('rdpCredentials', question);
    const user = await screen.findByLabelText<HTMLInputElement>('User');
    expect(user.value).toBe('Administrateur');
    await userEvent.click(screen.getByRole('button', { name: 'Names of the administrator' }));
    expect((await screen.findAllByRole('menuitem')).map(({ textContent }) => textContent)).toEqual([...question.candidates]);
    await userEvent.click(screen.getByRole('menuitem', { name: 'Administrator' }));
    await waitFor(() => expect(user.value).toBe('Administrator'));
    await waitFor(() => expect(screen.queryByRole('menu')).toBeNull());
    expect(screen.getByText(question.why)).toBeTruthy();
    const password = screen.getByLabelText<HTMLInputElement>('Password');
    await userEvent.type(password, 'pa$$;"x{Enter}');
    await waitFor(() => expect(answers()).toEqual([{ user: 'Administrator', password: 'pa$$;"x' }]));
    expect(document.documentElement.outerHTML).not.toContain('pa$$');
    expect(password.value).toBe('');
    expect(JSON.stringify(prompts.getState())).not.toContain('pa$$');
  });

  it('remembers in the vault with the tick, and says why where it cannot', async () => {
    ask('rdpCredentials', question);
    await userEvent.type(await screen.findByLabelText('Password'), 'x');
    await userEvent.click(screen.getByRole('checkbox', { name: /Remember/u }));
    await userEvent.click(await button('Open desktop'));
    await waitFor(() => expect(answers()).toEqual([{ user: 'Administrateur', password: 'x', remember: true }]));
    ask('rdpCredentials', { ...question, cannotRemember: 'Saving is turned off.' });
    expect(await screen.findByText('Saving is turned off.')).toBeTruthy();
  });

  it('can stay empty where the first password is meant, and the name is what is asked for', async () => {
    ask('rdpCredentials', { ...question, attempt: 2, first: true });
    const user = await screen.findByLabelText('User');
    await waitFor(() => expect(document.activeElement).toBe(user));
    expect(screen.getByText('Leave it empty for the first password of the instance.')).toBeTruthy();
    expect(screen.queryByRole('alert')).toBeNull();
    await userEvent.click(await button('Open desktop'));
    await waitFor(() => expect(answers()).toEqual([{ user: 'Administrateur', password: '' }]));
  });

  it('wants a user', async () => {
    ask('rdpCredentials', { ...question, user: '' });
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('User')));
    await userEvent.click(await button('Open desktop'));
    expect(screen.getByText('Type a user name.')).toBeTruthy();
    expect(answers()).toEqual([]);
  });
});

describe('the key that decrypts a first password', () => {
  const question = {
    title: 'win-1',
    keyName: 'acme-prod',
    why: 'No file for key pair acme-prod was found.',
    keyFiles: [{ path: '/home/u/.ssh/acme.pem', type: 'RSA', encrypted: true }],
  } as const;

  it('is chosen among those that were found', async () => {
    ask('rdpKeyFile', question);
    await userEvent.click(await button(/acme\.pem/u));
    await userEvent.click(await button('Decrypt'));
    await waitFor(() => expect(answers()).toEqual([{ choice: 'file', file: '/home/u/.ssh/acme.pem', remember: true }]));
  });

  it('can be done without', async () => {
    ask('rdpKeyFile', question);
    await userEvent.click(await button('Decrypt'));
    expect(screen.getByText('Choose a file, or type its path.')).toBeTruthy();
    await userEvent.click(await button('Type a password instead'));
    await waitFor(() => expect(answers()).toEqual([{ choice: 'password' }]));
  });
});
