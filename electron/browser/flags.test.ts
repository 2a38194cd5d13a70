import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseFlags } from './flags.ts';

describe('the command line of the browser host', () => {
  it('has a default for everything', () => expect(parseFlags([])).toEqual({ port: 0, open: true }));

  it('takes port, data folder and whether to open the browser', () => {
    expect(parseFlags(['--port', '4711', '--data-dir=x', '--no-open', '--demo-script', 'demo.ts'])).toEqual({
      port: 4711,
      dataFolder: resolve('x'),
      open: false,
      demoScript: resolve('demo.ts'),
    });
  });

  const KNOWN = 'Known are --port N, --data-dir DIR and --no-open.';

  it.each([
    [
      ['--port', '--data-dir', 'x'],
      '--port is followed by another option instead of its value; a value that starts with a dash is given as --port=VALUE.',
    ],
    [
      ['--data-dir', '--no-open'],
      '--data-dir is followed by another option instead of its value; a value that starts with a dash is given as --data-dir=VALUE.',
    ],
    [['--no-open', '--port'], '--port wants a value.'],
    [['--no-open=yes'], "Option '--no-open' does not take an argument."],
    [['--prot', '1'], "Unknown option '--prot'."],
    [['my files. old'], "Unexpected argument 'my files. old'."],
  ])('says what is wrong with %j in whole sentences', (args, what) => {
    expect(() => parseFlags(args)).toThrow(expect.objectContaining({ message: `${what} ${KNOWN}` }));
  });

  it.each([
    [['--prot', '1']],
    [['--port', 'x']],
    [['--port', '65536']],
    [['--port=-1']],
    [['--port']],
    [['--data-dir=']],
    [['extra']],
    [['--no-open=yes']],
  ])('refuses %j with one clear line', (args) => {
    expect(() => parseFlags(args)).toThrow(
      expect.objectContaining({ code: 'invalid-input', message: expect.stringMatching(/^[^\n]+\.$/u) as string }),
    );
  });
});
