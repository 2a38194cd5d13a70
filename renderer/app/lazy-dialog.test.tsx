// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { lazyDialog } from './lazy-dialog.tsx';

afterEach(cleanup);

it('is not asked for before it is opened, and then stays in place', async () => {
  const load = vi.fn(() => Promise.resolve(({ open }: { open: boolean }) => <p>{open ? 'open' : 'closed'}</p>));
  const Dialog = lazyDialog(load);
  const { rerender } = render(<Dialog open={false} onClose={() => {}} />);
  expect(load).not.toHaveBeenCalled();
  rerender(<Dialog open onClose={() => {}} />);
  expect(await screen.findByText('open')).toBeTruthy();
  rerender(<Dialog open={false} onClose={() => {}} />);
  expect(await screen.findByText('closed')).toBeTruthy();
});

it('whose file is gone says so and offers to reload, and the page around it stays', async () => {
  const Dialog = lazyDialog(() => Promise.reject(new TypeError('Failed to fetch dynamically imported module')));
  const closed = vi.fn();
  render(
    <>
      <p>The terminals</p>
      <Dialog open onClose={closed} />
    </>,
  );
  const told = await screen.findByRole('alertdialog', { name: 'This dialog could not be loaded' });
  expect(told.textContent).toContain('Reload');
  expect(screen.getByText('The terminals')).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Close' }));
  expect(closed).toHaveBeenCalledOnce();
});
