// @vitest-environment jsdom
import { Terminal } from '@xterm/xterm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { colourInternals, paceColours } from './colour-pace.ts';

/** xterm.js itself, opened on a page without layout; counts how often it is told to show new colours. */
function setup() {
  const term = new Terminal({ cols: 80, rows: 24 });
  term.open(document.body.appendChild(document.createElement('div')));
  const internals = colourInternals(term);
  if (internals === undefined) throw new Error('xterm.js tells of new colours in another way than it did.');
  let shown = 0;
  const fire = internals._onChangeColors.fire.bind(internals._onChangeColors);
  internals._onChangeColors.fire = (colours) => {
    shown += 1;
    fire(colours);
  };
  const pace = paceColours(term);
  const replies: string[] = [];
  term.onData((text) => replies.push(text));
  const write = (text: string): Promise<void> => new Promise((done) => term.write(text, done));
  /** The rule of the style sheet that colours the text of this number. */
  const ruleOf = (number: number): string | undefined =>
    new RegExp(`\\.xterm-fg-${number} \\{ color: (#\\w+)`, 'u').exec(term.element?.innerHTML ?? '')?.[1];
  return { term, pace, replies, write, ruleOf, shown: () => shown };
}

/** OSC with this text. */
const osc = (text: string): string => `\u001B]${text}\u0007`;
const hex = (number: number): string => (number % 256).toString(16).padStart(2, '0');

let frames: (() => void)[] = [];
function nextFrame(): void {
  for (const run of frames.splice(0)) run();
}

beforeEach(() => {
  window.matchMedia = (() => ({ addListener() {}, removeListener() {} })) as unknown as typeof window.matchMedia;
  frames = [];
  vi.stubGlobal('requestAnimationFrame', (run: () => void) => frames.push(run));
  vi.stubGlobal('cancelAnimationFrame', (number: number) => void frames.splice(number - 1, 1, () => {}));
});
afterEach(() => vi.unstubAllGlobals());

describe('the pace of colours', () => {
  it('shows what comes alone at once', async () => {
    const { write, ruleOf, shown } = setup();
    await write(osc('4;1;rgb:12/34/56'));
    expect(ruleOf(1)).toBe('#123456');
    nextFrame();
    await write(osc('104;1'));
    expect(ruleOf(1)).not.toBe('#123456');
    expect(shown()).toBe(2);
  });

  it('shows a flood of them once a frame, the last ones too', async () => {
    const { write, ruleOf, shown } = setup();
    const flood = Array.from({ length: 2_000 }, (_, at) => osc(`4;${at % 256};rgb:ff/${hex(at)}/00`) + osc(`11;#0000${hex(at)}`)).join('');
    await write(flood + osc('4;5;rgb:01/02/03'));
    expect(shown()).toBe(1);
    nextFrame();
    expect(shown()).toBe(2);
    expect(ruleOf(5)).toBe('#010203');
    expect(ruleOf(6)).toBe('#ff0600');
    nextFrame();
    expect(shown()).toBe(2);
  });

  it('answers who asks for a colour in between, in order', async () => {
    const { write, replies } = setup();
    await write(
      osc('4;1;rgb:11/11/11') + osc('4;1;?') + osc('4;1;rgb:22/22/22;1;?') + osc('10;#333333') + osc('10;?') + osc('104;1') + osc('4;1;?'),
    );
    const [red] = /rgb:\S+(?=\u001B)/u.exec(replies.at(-1) ?? '') ?? [];
    expect(replies.map((reply) => reply.slice(2, -2))).toEqual([
      '4;1;rgb:1111/1111/1111',
      '4;1;rgb:2222/2222/2222',
      '10;rgb:3333/3333/3333',
      `4;1;${red}`,
    ]);
    expect(red).not.toBe('rgb:2222/2222/2222');
  });

  it('takes a theme at once, and leaves nothing behind a terminal that ends', async () => {
    const { term, pace, write, ruleOf, shown } = setup();
    term.options.theme = { red: '#abcdef' };
    expect(ruleOf(1)).toBe('#abcdef');
    await write(osc('4;1;rgb:12/34/56'));
    pace.dispose();
    term.dispose();
    nextFrame();
    expect(shown()).toBe(1);
  });
});
