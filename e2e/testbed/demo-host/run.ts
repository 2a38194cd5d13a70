import { commands } from './commands.ts';
import { interruptedStatus, resolvePath, Stopped } from './command.ts';
import type { ShellSession, Terminal } from './command.ts';
import type { Machine } from './machine.ts';
import { parseLine, SyntaxProblem } from './parse.ts';
import type { Pipeline, Stage } from './parse.ts';
import { createPipe } from './pipe.ts';
import type { Pipe } from './pipe.ts';

export interface RunOptions {
  readonly machine: Machine;
  readonly session: ShellSession;
  readonly out: (text: string) => Promise<void>;
  readonly err: (text: string) => Promise<void>;
  readonly input?: AsyncIterable<string>;
  readonly terminal?: Terminal;
  readonly signal: AbortSignal;
}

/** Runs a line as the shell does and resolves with its status. */
export async function runLine(line: string, options: RunOptions): Promise<number> {
  const { session } = options;
  let pipelines: readonly Pipeline[];
  try {
    pipelines = parseLine(line, (name) => (name === '?' ? String(session.lastStatus) : (session.variables.get(name) ?? '')));
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    await options.err(`sh: ${error.message}\n`);
    return 2;
  }
  let status = 0;
  for (const pipeline of pipelines) {
    if (pipeline.when === 'success' && status !== 0) continue;
    if (pipeline.when === 'failure' && status === 0) continue;
    status = await runPipeline(pipeline.stages, options);
    session.lastStatus = status;
    if (status === interruptedStatus || session.leaving !== undefined) break;
  }
  return status;
}

async function runPipeline(stages: readonly Stage[], options: RunOptions): Promise<number> {
  const pipes: Pipe[] = stages.slice(1).map(() => createPipe());
  const stop = (): void => {
    for (const pipe of pipes) {
      pipe.leave();
      pipe.end();
    }
  };
  options.signal.addEventListener('abort', stop, { once: true });
  const statuses = await Promise.all(
    stages.map(async (stage, at) => {
      const before = pipes[at - 1];
      const after = pipes[at];
      try {
        return await runStage(stage, options, before?.output ?? (at === 0 ? options.input : undefined), after);
      } finally {
        before?.leave();
        after?.end();
      }
    }),
  );
  options.signal.removeEventListener('abort', stop);
  return options.signal.aborted ? interruptedStatus : (statuses.at(-1) ?? 0);
}

async function runStage(
  stage: Stage,
  options: RunOptions,
  input: AsyncIterable<string> | undefined,
  after: Pipe | undefined,
): Promise<number> {
  const { machine, session, signal } = options;
  const [name = '', ...args] = stage.words;
  const assignment = /^([A-Za-z_]\w*)=(.*)$/s.exec(name);
  if (assignment && args.length === 0) {
    session.variables.set(assignment[1] ?? '', assignment[2] ?? '');
    return 0;
  }
  const path = stage.into && resolvePath(session, machine.home, stage.into.path);
  let captured = '';
  const write = async (text: string): Promise<void> => {
    if (signal.aborted) throw new Stopped(interruptedStatus);
    if (path !== undefined) captured += text;
    else if (after) await after.write(text);
    else await options.out(text);
    // A command that never waits for anything would never see Ctrl-C.
    await new Promise((resolve) => setImmediate(resolve));
    if (signal.aborted) throw new Stopped(interruptedStatus);
    if (captured.length > maxCaptured) throw new Stopped(1);
  };
  const toTerminal = path === undefined && after === undefined;
  const entry = commands[name];
  try {
    if (!entry) {
      const text = machine.files.file(resolvePath(session, machine.home, name))
        ? `sh: ${name}: the demo plays no programs of its own\n`
        : `sh: ${name}: command not found\n`;
      await options.err(text);
      return 127;
    }
    const terminal = toTerminal ? options.terminal : undefined;
    return await entry.run({ args, machine, session, signal, input, terminal, out: write, err: options.err });
  } catch (error) {
    if (error instanceof Stopped) return error.status;
    if (signal.aborted) return interruptedStatus;
    // A mistake in one command must not end the demo, with all its machines.
    await options.err(`${name}: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  } finally {
    if (stage.into && path !== undefined) machine.files.write(path, captured, stage.into.append);
  }
}

/** Characters that a redirected command may write before it is stopped. */
const maxCaptured = 4 * 1024 * 1024;
