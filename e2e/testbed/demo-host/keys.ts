/** What a person pressed, read from the bytes that a terminal sends. */
export type Key = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'control'; readonly name: ControlName };

export type ControlName =
  | 'enter'
  | 'tab'
  | 'backspace'
  | 'delete'
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | 'word-left'
  | 'word-right'
  | 'home'
  | 'end'
  | 'kill-line'
  | 'kill-to-end'
  | 'kill-word'
  | 'clear'
  | 'interrupt'
  | 'end-of-input'
  | 'quit';

const controls: Readonly<Record<string, ControlName>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\u007f': 'backspace',
  '\b': 'backspace',
  '\u0001': 'home',
  '\u0002': 'left',
  '\u0003': 'interrupt',
  '\u0004': 'end-of-input',
  '\u0005': 'end',
  '\u0006': 'right',
  '\u000b': 'kill-to-end',
  '\u000c': 'clear',
  '\u000e': 'down',
  '\u0010': 'up',
  '\u0015': 'kill-line',
  '\u0017': 'kill-word',
  '\u001c': 'quit',
};

/** What follows ESC. Cursor keys come in two forms (normal and application mode). */
const sequences: Readonly<Record<string, ControlName>> = {
  '[A': 'up',
  '[B': 'down',
  '[C': 'right',
  '[D': 'left',
  '[H': 'home',
  '[F': 'end',
  OA: 'up',
  OB: 'down',
  OC: 'right',
  OD: 'left',
  OH: 'home',
  OF: 'end',
  '[1~': 'home',
  '[4~': 'end',
  '[7~': 'home',
  '[8~': 'end',
  '[3~': 'delete',
  '[1;5C': 'word-right',
  '[1;5D': 'word-left',
  '[1;3C': 'word-right',
  '[1;3D': 'word-left',
  b: 'word-left',
  f: 'word-right',
  '\u007f': 'kill-word',
};

const complete = /^\u001b(\[[0-9;?<]*[@-~]|O[@-~]|[^[O])/;

/** Splits input into keys; a sequence cut in two is put together again. */
export function createKeyReader(): (data: Uint8Array) => Key[] {
  const decoder = new TextDecoder();
  let rest = '';
  return (data) => {
    let text = rest + decoder.decode(data, { stream: true });
    rest = '';
    const keys: Key[] = [];
    while (text !== '') {
      const first = text.charAt(0);
      if (first === '\u001b') {
        const match = complete.exec(text);
        if (!match) {
          rest = text.slice(0, 32);
          break;
        }
        const name = sequences[match[1] ?? ''];
        if (name !== undefined) keys.push({ kind: 'control', name });
        text = text.slice(match[0].length);
        continue;
      }
      const name = controls[first];
      if (name !== undefined) {
        keys.push({ kind: 'control', name });
        text = text.slice(1);
        continue;
      }
      const run = /^[^\u0000-\u001f\u007f]+/.exec(text)?.[0];
      if (run !== undefined) keys.push({ kind: 'text', text: run });
      text = text.slice(run?.length ?? 1);
    }
    return keys;
  };
}
