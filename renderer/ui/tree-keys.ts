export type TreeStep =
  | { readonly do: 'focus'; readonly id: string }
  | { readonly do: 'select'; readonly id: string }
  | { readonly do: 'toggle'; readonly id: string; readonly open: boolean };

interface Line {
  readonly id: string;
  readonly level: number;
  readonly label: string;
  readonly open?: boolean;
}

/** What a key does on a line of a tree (WAI-ARIA Authoring Practices, tree view pattern); undefined where it does nothing. `page`: lines. */
export function treeKey(key: string, at: string, lines: readonly Line[], page = 10): TreeStep | undefined {
  const index = lines.findIndex((line) => line.id === at);
  const line = lines[index];
  if (line === undefined) return undefined;
  const focus = (target: Line | undefined): TreeStep | undefined => (target === undefined ? undefined : { do: 'focus', id: target.id });
  switch (key) {
    case 'ArrowDown':
      return focus(lines[index + 1]);
    case 'ArrowUp':
      return focus(lines[index - 1]);
    case 'PageDown':
      return focus(lines[Math.min(lines.length - 1, index + page)]);
    case 'PageUp':
      return focus(lines[Math.max(0, index - page)]);
    case 'Home':
      return focus(lines[0]);
    case 'End':
      return focus(lines.at(-1));
    case 'Enter':
    case ' ':
      return { do: 'select', id: at };
    case 'ArrowRight':
      if (line.open === false) return { do: 'toggle', id: at, open: true };
      return line.open === true ? focus(lines[index + 1]) : undefined;
    case 'ArrowLeft':
      if (line.open === true) return { do: 'toggle', id: at, open: false };
      return focus(lines.slice(0, index).findLast((above) => above.level < line.level));
    default: {
      if (key.length !== 1) return undefined;
      const wanted = key.toLowerCase();
      return focus([...lines.slice(index + 1), ...lines.slice(0, index)].find((other) => other.label.toLowerCase().startsWith(wanted)));
    }
  }
}

/** All lines from one to another, both included, whichever is first. */
export function selectRange(lines: readonly { readonly id: string }[], from: string, to: string): ReadonlySet<string> {
  const end = lines.findIndex(({ id }) => id === to);
  const found = lines.findIndex(({ id }) => id === from);
  const start = found < 0 ? end : found;
  return new Set(lines.slice(Math.min(start, end), Math.max(start, end) + 1).map(({ id }) => id));
}
