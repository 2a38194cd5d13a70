import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PromptAnswer, PromptInput, PromptKind } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/model/errors.ts';
import type { Step } from '../../shared/model/terminal.ts';
import type { ReportStep } from '../../electron/dial/dialer.ts';
import { dialDirect } from '../../electron/dial/direct.ts';
import { createSshConnect } from '../../electron/ssh/connect.ts';
import { createHostKeys, type HostKeys } from '../../electron/ssh/host-keys/host-keys.ts';
import type { Timeouts } from '../../electron/ssh/patience.ts';
import type { Ask, Identity, Secrets, Shell, SshConnection, SshSettings, SshTarget } from '../../electron/ssh/ssh.ts';
import { BUILT_IN } from '../../shared/model/session-settings.ts';

/** What a person would answer to each kind of question; a question without an answer here is dismissed. */
export type Answers = {
  readonly [P in PromptKind]?: (input: PromptInput<P>, signal: AbortSignal) => PromptAnswer<P> | Promise<PromptAnswer<P>>;
};

export interface Question {
  readonly kind: PromptKind;
  readonly input: object;
}

/** A person at the keyboard: answers, and remembers what was asked. */
export function createPerson(answers: Answers): { readonly ask: Ask; readonly questions: Question[] } {
  const questions: Question[] = [];
  const ask: Ask = async (kind, input, signal) => {
    questions.push({ kind, input: input as object });
    const answer = answers[kind];
    if (answer === undefined) throw new AppError('cancelled', 'dismissed');
    return answer(input, signal);
  };
  return { ask, questions };
}

export interface Attempt {
  readonly port: number;
  readonly host?: string;
  readonly user: string;
  readonly identity: Identity;
  readonly answers?: Answers;
  readonly agentSocket?: string;
  readonly findAgents?: () => Promise<readonly string[]>;
  /** What differs from the built-in settings. */
  readonly settings?: Partial<SshSettings>;
  readonly secrets?: Secrets;
  /** `127.0.0.1:<port>` where there are secrets. */
  readonly secretKey?: string;
  readonly sshFolder?: string;
  readonly timeouts?: Partial<Timeouts>;
  readonly hostKeys?: HostKeys;
  readonly signal?: AbortSignal;
  readonly userCandidates?: readonly string[];
  readonly onRemember?: (choice: { user: string; keyFile: string }) => void;
}

export interface Attempted {
  readonly steps: string[];
  /** The same as they were reported. */
  readonly reported: Omit<Step, 'at'>[];
  readonly questions: Question[];
  readonly outcome: Promise<SshConnection>;
}

/** Dials and connects, accepting and forgetting the host key unless told otherwise. */
export function attempt(options: Attempt): Attempted {
  const steps: string[] = [];
  const reported: Omit<Step, 'at'>[] = [];
  const { ask, questions } = createPerson({ hostKey: () => ({ choice: 'once' }), ...options.answers });
  const signal = options.signal ?? new AbortController().signal;
  const host = options.host ?? '127.0.0.1';
  const run = async (): Promise<SshConnection> => {
    const folder = options.hostKeys === undefined ? await mkdtemp(join(tmpdir(), 'gangway-known-')) : undefined;
    try {
      const report: ReportStep = (step) => {
        reported.push(step);
        steps.push(`${step.step} ${step.state}: ${step.text}`);
      };
      const { stream } = await dialDirect({ target: { host, port: options.port }, report, signal });
      const target: SshTarget = {
        host,
        port: options.port,
        user: options.user,
        title: 'web-1',
        terminal: 'terminal-1',
        identity: options.identity,
        userCandidates: options.userCandidates ?? [],
        ...(options.secrets === undefined ? {} : { secretKey: options.secretKey ?? `${host}:${options.port}` }),
        ...(options.settings === undefined ? {} : { settings: { ...BUILT_IN, ...options.settings } }),
      };
      const connect = createSshConnect({
        hostKeys: options.hostKeys ?? createHostKeys({ file: join(folder ?? '', 'known_hosts') }),
        sshFolder: options.sshFolder ?? '/nonexistent',
        agentSocket: options.agentSocket,
        ...(options.findAgents === undefined ? {} : { findAgents: options.findAgents }),
        ...(options.timeouts === undefined ? {} : { timeouts: options.timeouts }),
      });
      const remember = options.onRemember === undefined ? {} : { onRemember: options.onRemember };
      const secrets = options.secrets === undefined ? {} : { secrets: options.secrets };
      return await connect({ stream, target, ask, report, signal, ...remember, ...secrets });
    } finally {
      if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    }
  };
  return { steps, reported, questions, outcome: run() };
}

/** The error of an attempt that must fail; throws when it succeeds. */
export async function failure(outcome: Promise<unknown>): Promise<AppError> {
  const error: unknown = await outcome.then(
    () => new Error('It succeeded.'),
    (reason: unknown) => reason,
  );
  if (error instanceof AppError) return error;
  throw error;
}

export const WINDOW = 1024 * 1024;

export function openShell(connection: SshConnection, window = WINDOW): Promise<Shell> {
  return connection.shell({ size: { cols: 80, rows: 24 }, window: { least: window }, signal: new AbortController().signal });
}

/** Types a command into a shell that does not echo it, and gives all output until the shell ends. */
export async function runInShell(shell: Shell, command: string): Promise<Buffer> {
  const blocks: Buffer[] = [];
  const ended = new Promise((resolve) => shell.onEnd(resolve));
  shell.onData((bytes) => {
    blocks.push(Buffer.from(bytes));
    shell.consumed(bytes.length);
  });
  shell.write(Buffer.from(`${command}\nexit\n`));
  await ended;
  return Buffer.concat(blocks);
}
