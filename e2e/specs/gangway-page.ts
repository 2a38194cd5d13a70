import { expect, type Locator, type Page } from 'playwright/test';
import { WORDS, type Words } from './words.ts';

/** The app's page in the words of the person who uses it. */
export interface Gangway {
  readonly words: Words;
  readonly grid: Locator;
  readonly search: Locator;
  /** The row whose name is exactly this. */
  row(name: string): Locator;
  /** The rows that are in the page now, without the header. */
  readonly rows: Locator;
  /** Waits until every region has answered, one way or the other. */
  loaded(): Promise<void>;
  /** Types into the search, opens the row with a double click and gives the terminal's panel. */
  open(name: string): Promise<TerminalPanel>;
  /** The panel of a terminal's tab: `web-1`, `web-1 (2)`. */
  terminal(name: string): TerminalPanel;
  /** Opens `web-1`, says yes to its host key and waits for the prompt. */
  openShell(name?: string): Promise<TerminalPanel>;
  /** A terminal's tab in the dock. */
  tab(name: string): Locator;
  /** What is said at once and in place: the bar above the list, a refused form. */
  readonly alert: Locator;
}

export interface TerminalPanel {
  readonly panel: Locator;
  /** The rows on the screen. Their text is without line ends. */
  readonly screen: Locator;
  /** The line below: who is connected where, or what happened. */
  readonly status: Locator;
  /** Where keys go. */
  readonly input: Locator;
  /** A question in this tab. */
  question(name: string | RegExp): Locator;
  /** Says yes to a host key that was not seen before. */
  trust(): Promise<void>;
  /** The screen's lines, without the space at their ends. */
  lines(): Promise<string[]>;
  /** Puts the keyboard into the terminal, types and presses Enter. */
  run(command: string): Promise<void>;
  /**
   * A command to put before one that reads what is typed, and the wait for its line. A key before that goes to the shell's line editor, in
   * whose mode Enter ends no line of the program that reads it later.
   */
  sign(): { readonly command: string; seen(): Promise<void> };
  focus(): Promise<void>;
  /** Waits for a shell that takes commands. */
  ready(): Promise<void>;
}

export function gangwayPage(page: Page, words: Words = WORDS.en): Gangway {
  const grid = page.getByRole('grid', { name: words.instances });
  const gangway: Gangway = {
    words,
    grid,
    search: page.getByRole('searchbox', { name: words.search }),
    row: (name) => grid.getByRole('row').filter({ has: page.getByRole('gridcell', { name, exact: true }) }),
    rows: grid.locator('[data-key]'),
    async loaded() {
      await expect(grid).toBeVisible();
      await expect(page.getByRole('progressbar', { name: words.loading })).toHaveCount(0);
    },
    async open(name) {
      await gangway.search.fill(name);
      await gangway.row(name).dblclick();
      return gangway.terminal(name);
    },
    terminal: (name) => terminalPanel(page, name, words),
    async openShell(name = 'web-1') {
      const terminal = await gangway.open(name);
      await terminal.trust();
      await terminal.ready();
      return terminal;
    },
    tab: (name) => page.getByRole('tab', { name: `${name}, ` }),
    // The dock has an empty one for its own news.
    alert: page.getByRole('alert').filter({ hasText: /\S/u }),
  };
  return gangway;
}

/** Counts commands, so that each waits for an answer of its own. */
let asked = 0;

function terminalPanel(page: Page, name: string, words: Words): TerminalPanel {
  const panel = page.getByRole('region', { name: words.terminal(name), exact: true });
  const screen = panel.locator('.xterm-rows');
  const input = panel.getByRole('textbox', { name: words.input });
  const terminal: TerminalPanel = {
    panel,
    input,
    screen,
    status: panel.locator('footer').getByRole('status'),
    question: (title) => panel.getByRole('dialog', { name: title }).or(panel.getByRole('alertdialog', { name: title })),
    trust: () => terminal.question(words.firstConnection).getByRole('button', { name: words.trust }).click(),
    lines: async () => {
      const rows = await screen.locator('> div').allTextContents();
      return rows.map((row) => row.replaceAll('\u00a0', ' ').trimEnd());
    },
    async run(command) {
      await terminal.focus();
      await page.keyboard.type(command);
      await page.keyboard.press('Enter');
    },
    focus: async () => {
      await input.focus();
    },
    sign() {
      // The shell's answer, and not the echo of what was typed.
      const mark = (asked += 1);
      return { command: `echo ready-$((${mark} * 1000))`, seen: () => expect(screen).toContainText(`ready-${mark * 1000}`) };
    },
    async ready() {
      await expect(terminal.status).toContainText('@');
      const sign = terminal.sign();
      await terminal.run(sign.command);
      await sign.seen();
    },
  };
  return terminal;
}
