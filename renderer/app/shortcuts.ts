import { isMac } from '../ui/keys.ts';
import { commands, type Command } from './commands.ts';

/** A chord such as `Mod+Shift+F`, read apart. */
export interface Chord {
  readonly mod: boolean;
  readonly ctrl: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
  /** As `KeyboardEvent.key`, letters in lower case. */
  readonly key: string;
}

/** The part of a KeyboardEvent that decides. */
export interface Keystroke {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** Reads `Mod+Shift+F`, `/`, `Mod++`. Throws for a modifier that does not exist: that is a slip in our own list. */
export function parseKeys(keys: string): Chord {
  const parts = keys.split(/\+(?=.)/u);
  const key = parts.pop() ?? '';
  const known = new Set(['Mod', 'Ctrl', 'Alt', 'Shift']);
  for (const part of parts) if (!known.has(part)) throw new Error(`"${keys}" has an unknown modifier "${part}".`);
  return {
    mod: parts.includes('Mod'),
    ctrl: parts.includes('Ctrl'),
    alt: parts.includes('Alt'),
    shift: parts.includes('Shift'),
    key: key.length === 1 ? key.toLowerCase() : key,
  };
}

export function matches(chord: Chord, stroke: Keystroke, mac: boolean): boolean {
  const key = stroke.key.length === 1 ? stroke.key.toLowerCase() : stroke.key;
  if (key !== chord.key) return false;
  const ctrl = chord.ctrl || (chord.mod && !mac);
  const meta = chord.mod && mac;
  if (stroke.ctrlKey !== ctrl || stroke.metaKey !== meta || stroke.altKey !== chord.alt) return false;
  // A sign such as `?` needs Shift on one keyboard and not on another: only for letters and named keys does Shift count.
  const shiftCounts = key.length > 1 || /\p{L}/u.test(key);
  return !shiftCounts || stroke.shiftKey === chord.shift;
}

/** `question`: inside a tab, beside which the rest of the window stays usable; `dialog`: over the whole window. */
export type Place = 'page' | 'text' | 'terminal' | 'question' | 'dialog';

/** What types a control character together with Ctrl, in lower case; Ctrl with another sign (`=`, `-`, `,`) types none. */
const CONTROL_CHARACTER = /^[a-z@[\\\]^_?/ ]$/u;

/**
 * Whether a command may take this stroke where the focus is. Ctrl and a letter is a control character: in a terminal it is the
 * shell's, whatever the list says. Text fields keep everything that types or edits.
 */
export function isAllowed(command: Command, chord: Chord, place: Place, mac: boolean): boolean {
  if (place === 'dialog') return false;
  const plain = !chord.mod && !chord.ctrl && !chord.alt;
  if (place === 'question') return command.inQuestion === true && !plain;
  if (place === 'text') return !plain || /^F\d+$/u.test(chord.key);
  if (place === 'terminal') {
    const controlCharacter = (chord.ctrl || (chord.mod && !mac)) && !chord.shift && !chord.alt && CONTROL_CHARACTER.test(chord.key);
    return command.inTerminal === true && !controlCharacter;
  }
  return true;
}

/**
 * The keys that do in this place what the command says. Only they may be shown there: a person who presses another one in a terminal
 * sends it to a program, and Ctrl+\ ends that.
 */
export function keysIn(command: Command, place: Place, mac: boolean): readonly string[] {
  const keys = command.keys ?? [];
  if (place === 'terminal' && command.inTerminal === 'itself') return keys;
  return keys.filter((chord) => isAllowed(command, parseKeys(chord), place, mac));
}

/** Where the keyboard is again when what now opens over the window is closed. All of a terminal's tab counts as the terminal. */
export function placeBelow(): 'terminal' | 'page' {
  return document.activeElement?.closest('[data-terminal-panel]') == null ? 'page' : 'terminal';
}

export function findCommand(list: Iterable<Command>, stroke: Keystroke, place: Place, mac: boolean): Command | undefined {
  for (const command of list) {
    for (const keys of command.keys ?? []) {
      const chord = parseKeys(keys);
      if (matches(chord, stroke, mac) && isAllowed(command, chord, place, mac) && command.enabled?.() !== false) return command;
    }
  }
  return undefined;
}

function placeOf(target: EventTarget | null): Place {
  if (!(target instanceof Element)) return 'page';
  if (target.closest('.xterm') !== null) return 'terminal';
  const dialog = target.closest('[role="dialog"],[role="alertdialog"],[role="menu"]');
  // One that was closed stays, and keeps the focus, until the next frame: keys that come before it are for what lies below.
  if (dialog?.hasAttribute('data-closed') === true) return 'page';
  if (dialog !== null) return dialog.closest('[data-terminal-panel]') === null ? 'dialog' : 'question';
  return target.closest('input,textarea,[contenteditable="true"]') === null ? 'page' : 'text';
}

/** Binds the keys of all commands, those that come later too. Returns what unbinds them. */
export function startShortcuts(): () => void {
  const mac = isMac();
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing) return;
    const command = findCommand(commands.getState().byId.values(), event, placeOf(event.target), mac);
    if (command === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (!event.repeat) void command.run();
  };
  // Before xterm sees the key: what a command takes never reaches the shell.
  window.addEventListener('keydown', onKeyDown, { capture: true });
  return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
}
