// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import type { Account } from '../../../shared/model/account.ts';
import { instanceStore } from './instance-store.ts';
import { problemsOf } from './loading.ts';
import { MessageBar } from './message-bar.tsx';
import { ProblemRows } from './problem-rows.tsx';

/** "a" and "b" with the mark between them that turns what follows around. */
const NAME = 'a\u202eb';
const BIDI = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/u;

afterEach(() => {
  cleanup();
  instanceStore.setState({ message: undefined });
});

/** What is seen and what is said, attributes and all. */
const page = (): string => document.body.innerHTML;

it('name the profile without marks that turn text around, for the eye and for screen readers', () => {
  const account: Account = { id: `aws:${NAME}`, cloud: 'aws', profile: NAME, kind: 'static', enabled: true, mfa: false };
  const error = { code: 'expired-credentials', message: `The credentials of profile ${NAME} have expired.` } as const;
  render(<ProblemRows problems={problemsOf([{ ...account, error }], [], [])} />);
  expect(screen.getByRole('group', { name: 'Error: a\ufffdb' })).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Retry a\ufffdb' })).toBeTruthy();
  expect(page()).not.toMatch(BIDI);
});

it('leave such marks out of the message above the list too', () => {
  instanceStore.setState({
    message: { key: 'k', text: `Profile ${NAME} has no permission.`, hint: `Ask who owns ${NAME}.`, offer: 'refresh' },
  });
  render(<MessageBar />);
  expect(screen.getByRole('alert').textContent).toContain('Profile a\ufffdb has no permission. Ask who owns a\ufffdb.');
  expect(page()).not.toMatch(BIDI);
});
