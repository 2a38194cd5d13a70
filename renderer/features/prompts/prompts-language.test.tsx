// @vitest-environment jsdom
import { act, cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { speak } from '../../../shared/texts/current.ts';
import { PasswordForm } from './password-forms.tsx';

afterEach(async () => {
  cleanup();
  await speak('en');
});

describe('an open question', () => {
  it('changes its language at once, and keeps what was typed', async () => {
    render(<PasswordForm question={{ id: 'q1', kind: 'password', input: { title: 'web-1', user: 'ubuntu', attempt: 2 } }} />);
    const field = screen.getByLabelText<HTMLInputElement>('Password');
    await userEvent.type(field, 'half a pass');
    await act(() => speak('zh-CN'));
    expect(screen.getByRole('dialog', { name: 'ubuntu 的密码' }).textContent).toContain('web-1 要求输入 ubuntu 的密码。');
    expect(screen.getByText('密码未被接受。第 2 次尝试，共 3 次。')).toBeTruthy();
    expect(screen.getByRole('button', { name: '登录' })).toBeTruthy();
    expect(screen.getByLabelText<HTMLInputElement>('密码').value).toBe('half a pass');
    await act(() => speak('en'));
    expect(screen.getByRole('button', { name: 'Log in' })).toBeTruthy();
  });
});
