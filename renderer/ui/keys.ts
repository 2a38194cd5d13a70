const MAC_SIGNS: Readonly<Record<string, string>> = {
  Mod: '⌘',
  Ctrl: '⌃',
  Alt: '⌥',
  Shift: '⇧',
  Enter: '↩',
  Escape: 'esc',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
};
const OTHER_NAMES: Readonly<Record<string, string>> = {
  Mod: 'Ctrl',
  Escape: 'Esc',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
};

export function isMac(): boolean {
  return typeof navigator !== 'undefined' && navigator.userAgent.includes('Mac OS X');
}

/** A chord such as `Mod+Shift+F` as a person knows it from the menus of their system. */
export function showKeys(keys: string, mac: boolean): string {
  const parts = keys.split(/\+(?=.)/u);
  return mac ? parts.map((part) => MAC_SIGNS[part] ?? part).join('') : parts.map((part) => OTHER_NAMES[part] ?? part).join('+');
}
