import { answerParent } from './child.ts';
import { openShell, readShell, type OpenShell, type SshTarget } from './gangway-ssh.ts';
import { startMeter, type Spent } from './loop-meter.ts';
import { PROMPT } from './ssh-world.ts';

/** Many connections in one process, each with its shell, as a host process holds them. */
export type SessionsQuestion =
  | { readonly do: 'open'; readonly count: number; readonly target: SshTarget }
  /** What the process takes when nothing is collected any more. */
  | { readonly do: 'memory' }
  | { readonly do: 'idle'; readonly milliseconds: number }
  | { readonly do: 'flood' }
  /** Keys typed one after the other into different sessions; milliseconds until each is echoed. */
  | { readonly do: 'type'; readonly keys: number };

interface Session extends OpenShell {
  readonly output: ReturnType<typeof readShell>;
}

/** As many handshakes at a time; a server takes only so many. */
const AT_ONCE = 8;
const sessions: Session[] = [];

answerParent(async (question: SessionsQuestion): Promise<unknown> => {
  switch (question.do) {
    case 'open':
      return open(question.count, question.target);
    case 'memory':
      return memory();
    case 'idle':
      return idle(question.milliseconds);
    case 'flood':
      return void sessions[0]?.shell.write(Buffer.from('yes "a line of the flood that goes on and on"\n'));
    case 'type':
      return typing(question.keys);
  }
});

async function open(count: number, target: SshTarget): Promise<void> {
  let left = count;
  const one = async (): Promise<void> => {
    while (left-- > 0) {
      const opened = await openShell(target);
      const output = readShell(opened.shell);
      await output.until(PROMPT);
      sessions.push({ ...opened, output });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}

function memory(): number {
  // Twice: what the first frees may hold on to more.
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().rss;
}

async function idle(milliseconds: number): Promise<Spent> {
  const stop = startMeter({ watchLoop: false });
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  return stop();
}

async function typing(keys: number): Promise<number[]> {
  const times: number[] = [];
  for (let key = 0; key < keys; key++) {
    const session = sessions[1 + (key % (sessions.length - 1))];
    if (session === undefined) throw new Error('There are no sessions to type into.');
    const letter = String.fromCharCode(97 + (key % 26));
    const start = performance.now();
    session.shell.write(Buffer.from(letter));
    await session.output.until(letter);
    times.push(performance.now() - start);
  }
  return times;
}
