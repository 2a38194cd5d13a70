// @vitest-environment jsdom
import { cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Boundary } from './boundary.tsx';

let broken = true;

function Part() {
  if (broken) throw new Error('no such row');
  return <p>the part</p>;
}

beforeEach(() => {
  broken = true;
  // React tells of every error that a boundary caught.
  vi.spyOn(console, 'error').mockImplementation(() => {});
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

it('says what happened in the place of the broken part, and leaves the rest alone', async () => {
  render(
    <>
      <p>the terminals</p>
      <Boundary>
        <Part />
      </Boundary>
    </>,
  );
  const told = within(await screen.findByRole('alert'));
  expect(told.getByRole('heading', { name: 'This part of the window could not be drawn' })).toBeTruthy();
  expect(told.getByText(/no such row/u)).toBeTruthy();
  expect(told.getByRole('button', { name: 'Reload the window' })).toBeTruthy();
  expect(screen.getByText('the terminals')).toBeTruthy();
});

it('draws the part again when it is asked to, and says so again where that fails', async () => {
  const user = userEvent.setup();
  render(
    <Boundary>
      <Part />
    </Boundary>,
  );
  await user.click(await screen.findByRole('button', { name: 'Try again' }));
  expect(screen.getByRole('alert').textContent).toContain('no such row');
  broken = false;
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(screen.getByText('the part')).toBeTruthy();
  expect(screen.queryByRole('alert')).toBeNull();
});

it('tells even of what was thrown that is no error', async () => {
  const Odd = (): never => {
    // eslint-disable-next-line no-throw-literal -- what a library may do
    throw 'odd';
  };
  render(
    <Boundary>
      <Odd />
    </Boundary>,
  );
  expect((await screen.findByRole('alert')).textContent).toContain('odd');
});
