import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { AppError } from '../../shared/model/errors.ts';

export interface Flags {
  /** 0: a free one. */
  readonly port: number;
  /** Absolute. Absent: the place that the system has for it. */
  readonly dataFolder?: string;
  /** Whether the person's browser is opened on the page. */
  readonly open: boolean;
  /** Absolute; the program that starts the demo world. */
  readonly demoScript?: string;
}

/** Reads the command line of the browser host. Throws `AppError('invalid-input')` whose message is one line for the person. */
export function parseFlags(args: readonly string[]): Flags {
  const { port, 'data-dir': dataDir, 'no-open': noOpen, 'demo-script': demoScript } = parse(args);
  if (port !== undefined && !(/^\d{1,5}$/u.test(port) && Number(port) <= 65_535))
    throw wrong(`--port wants a number from 0 to 65535, not ${quoted(port)}.`);
  if (dataDir === '') throw wrong('--data-dir wants a folder.');
  return {
    port: Number(port ?? 0),
    ...(dataDir === undefined ? {} : { dataFolder: resolve(dataDir) }),
    open: noOpen !== true,
    ...(demoScript === undefined ? {} : { demoScript: resolve(demoScript) }),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: false,
      options: {
        port: { type: 'string' },
        'data-dir': { type: 'string' },
        'no-open': { type: 'boolean' },
        'demo-script': { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw wrong(`${whatFailed((error as Error).message)} Known are --port N, --data-dir DIR and --no-open.`);
  }
}

/** The first sentence of Node's message; in own words where Node's is of several lines or of no use without the next. */
function whatFailed(message: string): string {
  const [, flag, fault] = /^Option '(?:-\w, )?(--[\w-]+)(?: <value>)?' argument (?:is )?(missing|ambiguous)/u.exec(message) ?? [];
  if (flag !== undefined && fault === 'missing') return `${flag} wants a value.`;
  if (flag !== undefined)
    return `${flag} is followed by another option instead of its value; a value that starts with a dash is given as ${flag}=VALUE.`;
  const [first = message] = /^(?:'[^'\n]*'|[^'.\n]|\.(?!\s|$))+/u.exec(message) ?? [];
  return `${first}.`;
}

function wrong(message: string): AppError {
  return new AppError('invalid-input', message);
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 40));
}
