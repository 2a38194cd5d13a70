import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';

/** Runs a script on the machine behind an instance, as Cloud Assistant's agent does: as root. */
export type RunScript = (script: string) => Promise<{ readonly exitCode: number; readonly output: string }>;

export interface Invocation {
  readonly id: string;
  readonly instance: string;
  result: { readonly status: string; readonly exitCode: number; readonly errorCode: string; readonly output: string } | undefined;
}

/** Cloud Assistant in all instances, and passwords that wait for a restart. */
export interface Agents {
  /** The agent is online from now on, and runs what it is sent. */
  install(instance: string, run: RunScript): void;
  /** It does not answer any more. */
  remove(instance: string): void;
  isOnline(instance: string): boolean;
  /** Scripts as they were sent, for tests that look for what must not be there. */
  readonly scripts: string[];
  invoke(instance: string, script: string): Invocation;
  invocation(id: string): Invocation | undefined;
  /** What sets passwords on the machine behind an instance; a demo host has its own way. */
  onPassword(instance: string, set: (password: string) => Promise<void>): void;
  /** Kept until the next restart by the API. */
  keepPassword(instance: string, password: string): void;
  /** The instance restarts: gives the password that counts from now on, if there is one. */
  takePassword(instance: string): string | undefined;
}

export function createAgents(): Agents {
  const running = new Map<string, RunScript>();
  const invocations = new Map<string, Invocation>();
  const setters = new Map<string, (password: string) => Promise<void>>();
  const waiting = new Map<string, string>();
  const scripts: string[] = [];
  return {
    scripts,
    install: (instance, run) => void running.set(instance, run),
    remove: (instance) => void running.delete(instance),
    isOnline: (instance) => running.has(instance),
    invoke(instance, script) {
      scripts.push(script);
      const invocation: Invocation = { id: `t-hz0${randomBytes(8).toString('hex')}`, instance, result: undefined };
      invocations.set(invocation.id, invocation);
      const run = running.get(instance);
      const failed = (errorCode: string): Invocation['result'] => ({ status: 'Failed', exitCode: 0, errorCode, output: '' });
      if (run === undefined) invocation.result = failed('ClientNotRunning');
      else
        run(script).then(
          ({ exitCode, output }) => {
            const good = exitCode === 0;
            invocation.result = { status: good ? 'Success' : 'Failed', exitCode, errorCode: good ? '' : 'ExitCodeNonzero', output };
          },
          () => {
            invocation.result = failed('ExecutionException');
          },
        );
      return invocation;
    },
    invocation: (id) => invocations.get(id),
    onPassword: (instance, set) => void setters.set(instance, set),
    keepPassword: (instance, password) => void waiting.set(instance, password),
    takePassword(instance) {
      const password = waiting.get(instance);
      waiting.delete(instance);
      if (password !== undefined) void setters.get(instance)?.(password);
      return password;
    },
  };
}

/** An agent of this computer itself, for instances that a real sshd plays. */
export const runHere: RunScript = (script) =>
  new Promise((resolve, reject) => {
    const child = execFile('/bin/sh', ['-s'], { timeout: 30_000 }, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== 'number') return reject(error);
      resolve({ exitCode: error === null ? 0 : Number(error.code), output: `${stdout}${stderr}` });
    });
    child.stdin?.end(script);
  });

/** Sets the password of an account of this computer. */
export function setAccountPassword(user: string, password: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('chpasswd', [], { stdio: ['pipe', 'ignore', 'ignore'] });
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`chpasswd ended with ${code}.`))));
    child.stdin.end(`${user}:${password}\n`);
  });
}
