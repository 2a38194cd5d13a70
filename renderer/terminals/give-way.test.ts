import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createGiveWay, createWriter } from './give-way.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const block = (name: string): Uint8Array => new TextEncoder().encode(name);

/** A terminal that parses when it is told to. */
function terminal(direct: () => boolean) {
  const tasks: (() => void)[] = [];
  const way = createGiveWay({ later: (run) => void tasks.push(run), now: () => Date.now() });
  const written: string[] = [];
  const parsing: (() => void)[] = [];
  const writer = createWriter({
    write(bytes, parsed) {
      written.push(new TextDecoder().decode(bytes));
      parsing.push(parsed);
    },
    direct,
    way,
    later: (run) => void tasks.push(run),
  });
  return {
    ...{ way, writer, written },
    put: (name: string, parsed = () => {}) => writer.write(block(name), parsed),
    parse: () => parsing.shift()?.(),
    runTasks: () => tasks.splice(0).forEach((run) => run()),
  };
}

describe('a terminal that nobody sees', () => {
  test('gets one block at a time, in order, each in a task of its own', () => {
    const { written, put, parse, runTasks } = terminal(() => false);
    const parsed = vi.fn();
    put('a', parsed);
    put('b');
    expect(written).toEqual([]);
    runTasks();
    runTasks();
    expect(written).toEqual(['a']);
    parse();
    expect(parsed).toHaveBeenCalledOnce();
    expect(written).toEqual(['a']);
    runTasks();
    expect(written).toEqual(['a', 'b']);
    parse();
    put('c');
    runTasks();
    expect(written).toEqual(['a', 'b', 'c']);
  });

  test('waits for the echo of a key', () => {
    const { way, written, put, runTasks } = terminal(() => false);
    way.keyTyped();
    put('a');
    runTasks();
    expect(written).toEqual([]);
    way.echoParsed();
    runTasks();
    expect(written).toEqual(['a']);
  });

  test('waits no longer than fifty milliseconds where no echo comes', () => {
    const { way, written, put, runTasks } = terminal(() => false);
    way.keyTyped();
    put('a');
    vi.advanceTimersByTime(49);
    runTasks();
    expect(written).toEqual([]);
    vi.advanceTimersByTime(1);
    runTasks();
    expect(written).toEqual(['a']);
  });

  test('gets all that waited when it is brought to the front, and in order', () => {
    let front = false;
    const { writer, written, put, parse, runTasks } = terminal(() => front);
    for (const name of ['a', 'b', 'c']) put(name);
    runTasks();
    front = true;
    writer.changed();
    put('d');
    expect(written).toEqual(['a']);
    parse();
    runTasks();
    expect(written).toEqual(['a', 'b', 'c', 'd']);
  });

  test('does not wait for an echo when it is brought to the front', () => {
    let front = false;
    const { way, writer, written, put } = terminal(() => front);
    way.keyTyped();
    for (const name of ['a', 'b']) put(name);
    front = true;
    writer.changed();
    expect(written).toEqual(['a', 'b']);
  });

  test('has a mark written together with the block behind it', () => {
    const { written, put, parse, runTasks } = terminal(() => false);
    put('a');
    put('');
    put('b');
    runTasks();
    parse();
    runTasks();
    expect(written).toEqual(['a', '', 'b']);
  });
});

describe('the terminal in front', () => {
  test('gets at once what comes alone', () => {
    const { written, put, parse } = terminal(() => true);
    for (const name of ['a', 'b']) {
      put(name);
      parse();
    }
    expect(written).toEqual(['a', 'b']);
  });

  test('gets a flood in batches, each in a task of its own when the last is parsed', () => {
    const { written, put, parse, runTasks } = terminal(() => true);
    const large = 'x'.repeat(100 * 1024);
    for (let n = 0; n < 6; n++) put(large);
    expect(written).toHaveLength(1);
    parse();
    expect(written).toHaveLength(1);
    runTasks();
    expect(written).toHaveLength(4);
    parse();
    parse();
    runTasks();
    expect(written).toHaveLength(4);
    parse();
    runTasks();
    expect(written).toHaveLength(6);
  });

  test('keeps the order of what comes while a batch waits', () => {
    const { written, put, parse, runTasks } = terminal(() => true);
    for (const name of ['a', 'b']) put(name);
    parse();
    put('c');
    runTasks();
    expect(written).toEqual(['a', 'b', 'c']);
  });
});
