/** What a key pressed in a terminal means to the terminal itself, before the shell gets it. */
export type TerminalKey = 'copy' | 'native' | 'enter' | 'shell';

type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'shiftKey' | 'altKey' | 'metaKey'>;

/**
 * `native` keys are left to the browser, which turns them into a copy or paste event: that needs no clipboard permission.
 * Ctrl+C is always the shell's; on macOS Cmd+C and Cmd+V are free for the clipboard.
 */
export function readKey(event: Key, mac: boolean): TerminalKey {
  const key = event.key.toLowerCase();
  if (event.altKey) return 'shell';
  if (mac) {
    if (event.metaKey && !event.ctrlKey && (key === 'c' || key === 'v')) return 'native';
  } else if (event.ctrlKey && event.shiftKey && !event.metaKey) {
    if (key === 'c') return 'copy';
    if (key === 'v') return 'native';
  }
  if (key === 'insert' && !event.metaKey) {
    if (event.shiftKey && !event.ctrlKey) return 'native';
    if (event.ctrlKey && !event.shiftKey) return 'copy';
  }
  if (key === 'enter' && !event.ctrlKey && !event.metaKey && !event.shiftKey) return 'enter';
  return 'shell';
}
