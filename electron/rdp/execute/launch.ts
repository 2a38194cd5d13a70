import { spawn, type ChildProcess } from 'node:child_process';
import { constants } from 'node:fs';
import { lstat, mkdir, open, readdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../../../shared/model/errors.ts';
import { fileError, writeAtomic } from '../../store/write-atomic.ts';
import { identify, type Journal } from '../journal/journal.ts';
import { removeEntry } from '../journal/remove-entry.ts';
import type { CleanUp, Part, Plan, PlanStep } from '../plan/plan-data.ts';
import { clientEnvironment } from './client-environment.ts';
import { meaningOf, type LaunchEnd } from './exit-meaning.ts';
import { outputTail } from './output-tail.ts';
import { runProgram, startError } from './run-program.ts';
import { windowsSteps, type WindowsSteps } from './windows-steps.ts';
import { texts } from '../../../shared/texts/current.ts';

/** A client that was asked to close may still say goodbye to its server. Milliseconds. */
const CLOSE_GRACE_MS = 3_000;
/** Once a session is up the client has read what it needs; some read it once more just after. Milliseconds. */
const SETTLE_MS = 5_000;
/** What holds a password does not stay longer than this, session or not. Milliseconds. */
const SECRET_LIFE_MS = 120_000;

export type { LaunchEnd } from './exit-meaning.ts';

export interface LaunchOptions {
  readonly password?: string;
  readonly journal: Journal;
  /** Closes the client when it is aborted. */
  readonly signal: AbortSignal;
  /** One line of the log of this launch; secrets are removed from it. */
  readonly log: (text: string) => void;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly windows?: WindowsSteps;
}

export interface LaunchedClient {
  /** Never rejects. */
  readonly ended: Promise<LaunchEnd>;
  /** Asks the client to close, then ends it. */
  close(): void;
  /** The relay has seen a session: what only the start needed is removed soon. */
  connected(): void;
  /** After `ended`: nothing of the launch is left, or what could not be removed is noted in the journal for the next start. Never rejects. */
  readonly cleaned: Promise<void>;
}

/** Carries out a plan: what it leaves is noted first, then files, steps, the client; and removes all of it when the client has ended. */
export function launchClient(plan: Plan, options: LaunchOptions): LaunchedClient {
  const { journal, log, password } = options;
  const windows = options.windows ?? windowsSteps(options.env);
  const env = clientEnvironment(options.env ?? process.env);
  const secrets = password === undefined ? [] : [password];
  const closing = new AbortController();
  const close = (): void => closing.abort();
  const pending = new Set<CleanUp>(plan.cleanUp);
  let record: string | undefined;
  let session = false;
  /** The folder is the launch's own; before that is sure nothing in it is touched. */
  let started = false;
  let timer: NodeJS.Timeout | undefined;

  const say = (text: string): void =>
    log(secrets.reduce((line, secret) => (secret === '' ? line : line.replaceAll(secret, '[removed]')), text));

  const cleanUp = async (when: 'connected' | 'ended'): Promise<void> => {
    for (const entry of [...pending]) {
      if (when === 'connected' && entry.when !== 'connected') continue;
      try {
        // What is removed now was made by this process: its identity is that of this moment.
        await removeEntry(await identify(entry), windows);
        pending.delete(entry);
      } catch (error) {
        say(texts().rdpClients.notRemoved(entry.kind, error instanceof Error ? error.message : String(error)));
      }
    }
  };
  const forgetSecretsIn = (milliseconds: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void cleanUp('connected'), milliseconds);
    timer.unref();
  };

  const run = async (): Promise<LaunchEnd> => {
    options.signal.addEventListener('abort', close, { once: true });
    if (options.signal.aborted) close();
    try {
      await checkFolder(plan);
      started = true;
      record = await journal.begin(plan.cleanUp);
      for (const file of plan.files) {
        await mkdir(dirname(file.path), { recursive: true, mode: 0o700 });
        const content = file.encoding === 'utf-8' ? file.content : Buffer.from(`\ufeff${file.content}`, 'utf16le');
        await writeAtomic({ file: file.path, content });
      }
      for (const step of plan.steps) await doStep(step, { env, password, windows, signal: closing.signal, say });
      if (closing.signal.aborted) return { how: 'closed' };
      forgetSecretsIn(SECRET_LIFE_MS);
      return await live(record);
    } catch (error) {
      if (closing.signal.aborted) return { how: 'closed' };
      return { how: 'failed', error: asAppError(error, plan) };
    } finally {
      options.signal.removeEventListener('abort', close);
    }
  };

  const live = async (id: string): Promise<LaunchEnd> => {
    const { program, args, life } = plan.run;
    const stdin = fillIn(plan.run.stdin, password);
    const child = spawn(program, args, {
      env: { ...env, ...plan.run.env },
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: false,
      shell: false,
    });
    const tail = outputTail(secrets);
    child.stdout.on('data', (chunk: Buffer) => tail.take(chunk));
    child.stderr.on('data', (chunk: Buffer) => tail.take(chunk));
    child.stdin.on('error', () => {});
    child.stdin.end(stdin);
    const over = ending(child);
    const noted = child.pid === undefined ? Promise.resolve() : journal.add(id, [{ kind: 'process', pid: child.pid }]);
    // A full disk under the journal is no reason to end a session that works.
    noted.catch((error: unknown) => say(texts().rdpClients.noJournal(error instanceof Error ? error.message : String(error))));
    let asked = false;
    let force: NodeJS.Timeout | undefined;
    const end = (): void => {
      asked = true;
      endChild(child, windows, false);
      force = setTimeout(() => endChild(child, windows, true), CLOSE_GRACE_MS);
    };
    closing.signal.addEventListener('abort', end, { once: true });
    if (closing.signal.aborted) end();
    const result = await over;
    clearTimeout(force);
    closing.signal.removeEventListener('abort', end);
    await noted.catch(() => {});
    if (result.error !== undefined) return { how: 'failed', error: startError(result.error, program, nameOf(plan)) };
    if (asked) return { how: 'closed' };
    if (life === 'relay' && result.code === 0) {
      await new Promise<void>((resolve) => {
        closing.signal.addEventListener('abort', () => resolve(), { once: true });
        if (closing.signal.aborted) resolve();
      });
      return { how: 'closed' };
    }
    const meaning = meaningOf(plan, result, tail, session);
    if (meaning.how === 'failed' || meaning.how === 'lost') say(texts().rdpClients.printed(nameOf(plan), tail.last()));
    // Some end in the same way whether the person or the machine broke off.
    else if (!session) say(texts().rdpClients.endedEarly(nameOf(plan)));
    return meaning;
  };

  const ended = run();
  const cleaned = ended.then(async () => {
    clearTimeout(timer);
    if (!started) return;
    await cleanUp('ended');
    if (record !== undefined && pending.size === 0) {
      await journal.end(record).catch((error: unknown) => say(texts().rdpClients.noJournal(String(error))));
    }
  });
  return {
    ended,
    close,
    connected: () => {
      session = true;
      if (timer !== undefined) forgetSecretsIn(SETTLE_MS);
    },
    cleaned,
  };
}

interface StepTools {
  readonly env: Readonly<Record<string, string>>;
  readonly password: string | undefined;
  readonly windows: WindowsSteps;
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
}

async function doStep(step: PlanStep, { env, password, windows, signal, say }: StepTools): Promise<void> {
  switch (step.kind) {
    case 'run': {
      const { code, output } = await runProgram({
        program: step.program,
        args: step.args,
        env: { ...env, ...step.env },
        stdin: fillIn(step.stdin, password),
        secrets: password === undefined ? [] : [password],
        timeoutMs: step.timeoutMs,
        what: step.what,
        signal,
      });
      if (code === 0) return;
      const { rdpClients: t } = texts();
      throw new AppError('unsupported', code === null ? t.failed(step.what) : t.failedWith(step.what, code), {
        hint: t.installAgain,
        detail: output.trimEnd().slice(-1_000),
      });
    }
    case 'append':
      return await append(step.path, step.text);
    case 'mirror':
      return await mirror(step);
    case 'credential': {
      const { target, user, mark } = step;
      const how = await windows.writeCredential({ target, user, mark, secret: fillIn([{ secret: 'password' }], password) });
      if (how === 'exists') say(texts().rdpClients.hasSaved(target));
      return;
    }
    case 'registry':
      return await windows.writeRegistry(step.key, step.values);
  }
}

function fillIn(parts: readonly Part[], password: string | undefined): string {
  return parts
    .map((part) => {
      if (typeof part === 'string') return part;
      if (password === undefined) throw new AppError('internal', texts().rdpClients.noPassword);
      // A line break would end the secret early, and what follows would be read as something else.
      if (/[\r\n\0]/u.test(password)) {
        throw new AppError('invalid-input', texts().rdpClients.lineBreak, {
          hint: texts().rdpClients.correctPassword,
        });
      }
      return password;
    })
    .join('');
}

/** Only to what is there already, and never through a symbolic link. */
async function append(path: string, text: string): Promise<void> {
  try {
    // The constant is missing on Windows, whatever its type says.
    const handle = await open(path, constants.O_WRONLY | constants.O_APPEND | ((constants.O_NOFOLLOW as number | undefined) ?? 0));
    try {
      await handle.writeFile(text);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw fileError(error, path, 'written');
  }
}

/** Links to everything in a folder. One that is not there has nothing. */
async function mirror({ from, to, except }: Extract<PlanStep, { kind: 'mirror' }>): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o700 });
  const names = await readdir(from).catch(() => []);
  for (const name of names.filter((one) => !except.includes(one))) await symlink(join(from, name), join(to, name));
}

/** Others must not be able to put something else in the place of what is written there. */
async function checkFolder(plan: Plan): Promise<void> {
  const path = plan.cleanUp.find((entry) => entry.kind === 'folder')?.path;
  if (path === undefined || process.platform === 'win32') return;
  const found = await lstat(path);
  if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o077) !== 0) {
    throw new AppError('internal', texts().rdpClients.notOwn(path));
  }
}

/** Resolves when it has ended and all that it printed is read, or when it could not be started. */
function ending(child: ChildProcess): Promise<{ code: number | null; signal: NodeJS.Signals | null; error?: NodeJS.ErrnoException }> {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      if (child.pid === undefined) resolve({ code: null, signal: null, error });
    });
    // Not `close`: a process that the client left behind may hold its output open.
    child.once('exit', (code, signal) => {
      const done = (): void => resolve({ code, signal });
      child.once('close', done);
      setTimeout(done, 500).unref();
    });
  });
}

function endChild(child: ChildProcess, windows: WindowsSteps, force: boolean): void {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  if (process.platform === 'win32') void windows.endProcess(child.pid, force).catch(() => child.kill());
  else child.kill(force ? 'SIGKILL' : 'SIGTERM');
}

const nameOf = (plan: Plan): string =>
  ({ mstsc: texts().desktops.windowsClient, 'windows-app': 'Windows App', remmina: 'Remmina', freerdp: 'FreeRDP' })[plan.client];

function asAppError(error: unknown, plan: Plan): AppError {
  if (error instanceof AppError) return error;
  return new AppError('internal', texts().rdpClients.notStarted(nameOf(plan)), {
    detail: error instanceof Error ? error.message : String(error),
    cause: error,
  });
}
