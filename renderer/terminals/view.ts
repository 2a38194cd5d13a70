import '@xterm/xterm/css/xterm.css';
import { FitAddon } from '@xterm/addon-fit';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { Terminal, type IDisposable, type ITerminalOptions } from '@xterm/xterm';
import { displayText } from '../../shared/model/display-text.ts';
import type { Replay, TerminalSize } from '../../shared/model/terminal.ts';
import type { ByteStream } from '../../shared/rpc/streams.ts';
import type { Appearance } from './appearance.ts';
import { createBell, flashElement, playTone } from './bell.ts';
import { paceColours } from './colour-pace.ts';
import { paceDrawing, type DrawPace } from './draw-pace.ts';
import { cutScrollCost } from './scroll-cost.ts';
import { limitCombining } from './combining-limit.ts';
import { createDrawing } from './drawing.ts';
import { createFinder, type FindOptions } from './finder.ts';
import { startFlow } from './flow.ts';
import { createGiveWay, createWriter, type Write } from './give-way.ts';
import { readKey } from './keys.ts';
import { createLinkActions, createLinkHandler } from './links.ts';
import { cleanPaste, pasteRisks, wrapPaste } from './paste.ts';
import { playBack } from './playback.ts';
import { guardSequences } from './sequence-guard.ts';
import { findColours } from './terminal-theme.ts';
import { onUserInput } from './user-input.ts';
import { createViewState, type ViewStore } from './view-state.ts';
import { texts } from '../../shared/texts/current.ts';
import { keepWords } from './terminal-words.ts';
import { createWorkBudget } from './work-budget.ts';

const FONT =
  'ui-monospace, "Cascadia Mono", "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", "Noto Sans Mono", monospace';
/** What a shell prints this soon after its terminal changed its size is its prompt drawn anew, not news. Milliseconds. */
const REDRAW_MS = 1_000;
const LONGEST_TITLE = 256;
/** Keys are typed into one terminal at a time. */
const way = createGiveWay();
/** Parse rates for the host, in bytes per millisecond: of a tab that was not measured yet, and of one that nobody sees. */
const FIRST_RATE = 8_000;
const HIDDEN_RATE = 1;

/** What a terminal tells those who own it. */
export interface ViewEvents {
  resized(size: TerminalSize): void;
  /** Bytes per millisecond. */
  parseRate(rate: number): void;
  /** Enter was pressed: true when it was meant for the frame (reconnect) and must not reach the shell. */
  enter(): boolean;
  /** A link that the policy, or the person, allowed. */
  openLink(url: string): void;
}

/** One xterm.js terminal. It lives outside React: panels lend it a place on the page and may come and go. */
export interface TerminalView {
  readonly term: Terminal;
  readonly state: ViewStore;
  /** Takes output from and sends input to `stream`, which belongs to a terminal that was just made. */
  connect(stream: ByteStream): void;
  /**
   * The same for a terminal that has printed already: what stands in this one goes, and the first bytes of `stream` are what `replay`
   * says of them. `title` is what its program calls it behind those. Questions in them (cursor position, device attributes) were answered then, and are not answered into today's shell.
   */
  takeOver(stream: ByteStream, replay: Replay, title: string): void;
  /** Puts the terminal into `container` until the returned function is called. */
  mount(container: HTMLElement): () => void;
  setVisible(visible: boolean): void;
  focus(): void;
  /** The text of the selection, empty if there is none. */
  copy(): string;
  /** Cleans the text and sends it, after asking where it is risky. */
  paste(text: string): void;
  /** Sends text that the person has looked at; it is cleaned again. */
  sendPaste(text: string): void;
  /** False when nothing was found; throws `SyntaxError` for a bad regular expression. */
  find(text: string, options: FindOptions, direction: 'next' | 'previous'): boolean;
  endFind(): void;
  setAppearance(appearance: Appearance): void;
  dispose(): void;
}

export function createView({
  events,
  appearance,
  size,
  mac,
}: {
  events: ViewEvents;
  appearance: Appearance;
  size: TerminalSize;
  mac: boolean;
}): TerminalView {
  const state = createViewState(size.cols, size.rows);
  const links = createLinkActions({ state, mac, open: (url) => events.openLink(url) });
  const host = document.createElement('div');
  host.style.cssText = 'width:100%;height:100%';
  let stream: ByteStream | undefined;
  /** What comes now was printed, and answered, before. */
  let muted = false;
  let visible = false;
  let opened = false;
  let look = appearance;

  const term: Terminal = new Terminal({
    cols: size.cols,
    rows: size.rows,
    allowProposedApi: true,
    minimumContrastRatio: 4.5,
    macOptionClickForcesSelection: true,
    linkHandler: createLinkHandler(() => term, links),
    ...options(appearance),
  });
  const fit = new FitAddon();
  term.loadAddon(fit);
  const finder = createFinder(term);
  term.loadAddon(new Unicode11Addon());
  term.unicode.activeVersion = '11';
  term.loadAddon(
    new WebLinksAddon((event, target) => links.activate(event, target, target), {
      hover: (_event, target) => links.hover(target),
      leave: () => links.leave(),
    }),
  );
  guardSequences(term, createWorkBudget());
  limitCombining(term);
  const words = keepWords(term);
  const drawing = createDrawing(term);
  let pace: DrawPace | undefined;
  let colours: IDisposable | undefined;

  const encoder = new TextEncoder();
  let byPerson = false;
  onUserInput(term, () => void (byPerson = true));
  term.onData((text) => {
    const mayGo = byPerson || !muted;
    byPerson = false;
    if (visible) way.keyTyped();
    if (mayGo) stream?.write(encoder.encode(text));
  });
  const writer = createWriter({
    write: (bytes, parsed) =>
      term.write(bytes, () => {
        if (visible && bytes.length > 0) way.echoParsed();
        parsed();
      }),
    // Where no page is seen nobody types, and the browser lets its tasks wait long enough as it is.
    direct: () => visible || document.hidden,
    way,
  });
  // Reports of the mouse: where it is in a picture of the past says nothing.
  term.onBinary((text) => muted || stream?.write(Uint8Array.from(text, (character) => character.charCodeAt(0) & 0xff)));
  let resizedAt = Number.NEGATIVE_INFINITY;
  term.onResize(({ cols, rows }) => {
    if (muted) return;
    state.setState({ cols, rows });
    resizedAt = performance.now();
    events.resized({ cols, rows });
  });
  term.onTitleChange((title) => muted || state.setState({ title: displayText(title, LONGEST_TITLE) }));
  finder.addon.onDidChangeResults(({ resultIndex, resultCount }) => state.setState({ found: { index: resultIndex, count: resultCount } }));

  const bell = createBell({ flash: (milliseconds) => flashElement(host, milliseconds), tone: playTone });
  term.onBell(() => bell.ring(muted ? 'none' : look.bell));

  term.attachCustomKeyEventHandler((event) => {
    if (event.type !== 'keydown') return true;
    if (look.backspace === 'control-h' && event.key === 'Backspace' && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      term.input('\b');
      return false;
    }
    switch (readKey(event, mac)) {
      case 'native':
        return false;
      case 'copy': {
        event.preventDefault();
        if (term.hasSelection()) void navigator.clipboard.writeText(term.getSelection());
        return false;
      }
      case 'enter': {
        if (!events.enter()) return true;
        event.preventDefault();
        return false;
      }
      case 'shell':
        return true;
    }
  });
  // Ahead of xterm's own handler, which sends clipboard text as it is.
  host.addEventListener(
    'paste',
    (event) => {
      event.preventDefault();
      event.stopPropagation();
      view.paste(event.clipboardData?.getData('text/plain') ?? '');
    },
    { capture: true },
  );
  // Text that is dropped into xterm's field would go to the shell as it is.
  host.addEventListener('beforeinput', (event) => event.inputType === 'insertFromDrop' && event.preventDefault(), { capture: true });

  let measuredRate: number | undefined;
  const noteOutput = (): void => {
    if (visible || muted || state.getState().unread || performance.now() - resizedAt < REDRAW_MS) return;
    state.setState({ unread: true });
  };

  let frame: number | undefined;
  const fitNow = (): void => {
    // A replay has sizes of its own; it is fitted at its end. Behind others a terminal keeps its size: what is around it may not be laid out.
    if (muted || !visible || !opened || host.clientWidth <= 0 || host.clientHeight <= 0) return;
    const { columns, rows } = look;
    if (columns === 0 && rows === 0) return fit.fit();
    const room = fit.proposeDimensions();
    term.resize(columns || (room?.cols ?? term.cols), rows || (room?.rows ?? term.rows));
  };
  const fitSoon = (): void => {
    frame ??= requestAnimationFrame(() => {
      frame = undefined;
      fitNow();
    });
  };
  const watcher = new ResizeObserver(fitSoon);
  watcher.observe(host);

  /** Ends when another stream took the place of this one. */
  const follow = (next: ByteStream, write: Write): void => {
    stream = next;
    startFlow({
      stream: next,
      write(bytes, parsed) {
        pace?.noteOutput(bytes.length);
        if (bytes.length > 0) noteOutput();
        write(bytes, parsed);
      },
      onDrained: () => pace?.noteDrained(),
      onRate(rate) {
        measuredRate = rate;
        if (visible) events.parseRate(rate);
      },
    });
    state.setState({ detached: undefined });
    next.onClose((error) => {
      if (stream !== next) return;
      stream = undefined;
      // Broken off in the middle: what is there is shown.
      endReplay();
      state.setState({ detached: error?.message ?? texts().terminal.hostClosed });
    });
  };
  const endReplay = (): void => {
    if (!muted) return;
    muted = false;
    host.style.opacity = '';
    state.setState({ cols: term.cols, rows: term.rows });
    fitNow();
  };

  const view: TerminalView = {
    term,
    state,
    connect: (next) => follow(next, writer.write),
    takeOver(next, replay, title) {
      muted = true;
      state.setState({ title });
      // Not hidden: it keeps the focus. Its past is not shown running by.
      host.style.opacity = '0';
      // Behind what the former stream has brought.
      writer.write(new Uint8Array(0), () => term.reset());
      follow(
        next,
        playBack({
          replay,
          write: (bytes, parsed) => writer.write(bytes, () => stream === next && parsed()),
          resize: ({ cols, rows }) => term.resize(cols, rows),
          onEnd: endReplay,
        }),
      );
    },
    mount(container) {
      container.append(host);
      if (!opened) {
        opened = true;
        term.open(host);
        pace = paceDrawing(term, { costly: () => !drawing.fast });
        colours = paceColours(term);
        cutScrollCost(term);
      }
      fitSoon();
      return () => host.remove();
    },
    setVisible(next) {
      // A flood that nobody sees comes in small blocks: a key pressed in the tab in front must not wait behind a large one.
      if (visible !== next) events.parseRate(next ? (measuredRate ?? FIRST_RATE) : HIDDEN_RATE);
      visible = next;
      drawing.setVisible(next && opened);
      writer.changed();
      if (!next) return;
      state.setState({ unread: false });
      fitSoon();
    },
    focus: () => term.focus(),
    copy: () => term.getSelection(),
    paste(text) {
      const clean = cleanPaste(text);
      if (clean === '') return;
      const risks = look.pasteGuard ? pasteRisks(clean, term.modes.bracketedPasteMode) : [];
      if (risks.length > 0) state.setState({ question: { kind: 'paste', text: clean.replaceAll('\r', '\n'), risks } });
      else view.sendPaste(clean);
    },
    sendPaste: (text) => term.input(wrapPaste(cleanPaste(text), term.modes.bracketedPasteMode)),
    find(text, { caseSensitive, regex }, direction) {
      if (text === '') {
        view.endFind();
        return false;
      }
      const { match, active, border } = findColours(look.dark);
      const decorations = {
        matchBackground: match,
        matchOverviewRuler: match,
        activeMatchBackground: active,
        activeMatchBorder: border,
        activeMatchColorOverviewRuler: active,
      };
      return finder.find(text, { caseSensitive, regex, decorations }, direction);
    },
    endFind() {
      finder.end();
      state.setState({ found: undefined });
    },
    setAppearance(next) {
      look = next;
      Object.assign(term.options, options(next));
      fitSoon();
    },
    dispose() {
      watcher.disconnect();
      if (frame !== undefined) cancelAnimationFrame(frame);
      const last = stream;
      stream = undefined;
      last?.close();
      pace?.dispose();
      colours?.dispose();
      drawing.dispose();
      finder.end();
      words.dispose();
      term.dispose();
      host.remove();
    },
  };
  return view;
}

function options({ theme, fontFamily, fontSize, scrollback, screenReader, cursor, cursorBlink }: Appearance): ITerminalOptions {
  return {
    theme,
    // A font that is not there, or that is none of fixed width, falls back glyph by glyph.
    fontFamily: fontFamily === '' ? FONT : `${quoteFont(fontFamily)}, ${FONT}`,
    fontSize,
    scrollback,
    screenReaderMode: screenReader,
    cursorStyle: cursor,
    cursorBlink,
  };
}

/** One family as CSS has it; a list that is quoted already stays as it is. */
function quoteFont(family: string): string {
  return /["',]/u.test(family) ? family : `"${family}"`;
}
