import { constants } from 'node:fs';
import { access, readFile, stat } from 'node:fs/promises';
import { runProgram } from '../execute/run-program.ts';

/** A client that does not tell its version in this time is broken or waits for something. Milliseconds. */
const ANSWER_TIMEOUT_MS = 5_000;

/** How this computer is looked at. */
export interface Probes {
  /** A file (or, with `folder`, a folder: macOS has its applications as such) at an absolute path; a file may be run. */
  exists(path: string, kind: 'program' | 'folder'): Promise<boolean>;
  /** What a program prints, when it ends with 0 in time. */
  output(program: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<string | undefined>;
  text(path: string): Promise<string | undefined>;
}

export const realProbes: Probes = {
  async exists(path, kind) {
    try {
      const found = await stat(path);
      if (kind === 'folder') return found.isDirectory();
      if (!found.isFile()) return false;
      await access(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  },
  async output(program, args, env) {
    try {
      const { code, output } = await runProgram({
        program,
        args,
        env,
        stdin: '',
        secrets: [],
        timeoutMs: ANSWER_TIMEOUT_MS,
        what: program,
      });
      return code === 0 ? output : undefined;
    } catch {
      return undefined;
    }
  },
  text: (path) => readFile(path, 'utf8').catch(() => undefined),
};
