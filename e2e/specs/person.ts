import type { Locator, Page } from 'playwright/test';
import { expect, type OpenApp } from './fixtures.ts';
import type { TerminalPanel } from './gangway-page.ts';

/** What a person does in many places: by the palette, by the address bar, in the questions of a login. */
export interface Person {
  /** Runs a command of the palette. */
  command(title: string): Promise<void>;
  /** Opens a dialog by its command. */
  dialog(command: string, name: string): Promise<Locator>;
  /** Types an address where one connects, and presses Enter. */
  connect(address: string): Promise<TerminalPanel>;
  /** The saved sessions. */
  readonly tree: Locator;
  line(name: string): Locator;
  /** Types into a field as a keyboard does, so that no script of the test ever holds the text in the page. */
  type(field: Locator, text: string): Promise<void>;
}

export function personAt({ page, ...app }: OpenApp): Person {
  const tree = page.getByRole('tree', { name: 'Saved sessions' });
  const person: Person = {
    tree,
    line: (name) => tree.getByRole('treeitem', { name, exact: true }),
    async command(title) {
      await page.keyboard.press('Control+Shift+P');
      await page.keyboard.type(title);
      await expect(page.getByRole('option').first()).toContainText(title);
      await page.keyboard.press('Enter');
    },
    async dialog(command, name) {
      await person.command(command);
      const dialog = page.getByRole('dialog', { name, exact: true });
      await expect(dialog).toBeVisible();
      return dialog;
    },
    async connect(address) {
      await page.keyboard.press('Control+l');
      await page.getByRole('combobox', { name: 'Connect to', exact: true }).fill(address);
      await expect(page.getByRole('option', { name: `Connect to ${address}` }).first()).toBeVisible();
      await page.keyboard.press('Enter');
      return app.terminal(hostOf(address));
    },
    async type(field, text) {
      await field.focus();
      await page.keyboard.press('Control+a');
      await page.keyboard.type(text);
    },
  };
  return person;
}

function hostOf(address: string): string {
  return /@(.*):\d+$/u.exec(address)?.[1] ?? address;
}

/** In the question how to log in: with a password. */
export async function byPassword(page: Page, terminal: TerminalPanel): Promise<void> {
  const how = terminal.question(/^How to log in/u);
  await how.getByRole('radio', { name: 'Password' }).click();
  await how.getByRole('button', { name: 'Log in' }).click();
  await expect(page.getByRole('dialog', { name: /^Password for/u })).toBeVisible();
}

/** In the question how to log in: with this key file. */
export async function byKeyFile(terminal: TerminalPanel, path: string): Promise<void> {
  const how = terminal.question(/^How to log in/u);
  await how.getByRole('radio', { name: /key file/iu }).click();
  await how.getByRole('textbox', { name: 'Path of the key file' }).fill(path);
  await how.getByRole('button', { name: 'Log in' }).click();
}
