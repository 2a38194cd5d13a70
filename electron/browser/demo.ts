import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { AppError } from '../../shared/model/errors.ts';
import { texts } from '../../shared/texts/current.ts';

/** The demo starts some forty instances' worth of servers; a slow machine may take this long. Milliseconds. */
const DEMO_START_TIMEOUT = 60_000;
const READY = 'Gangway is ready: ';

export interface Demo {
  /** Starts the demo world once; later calls give the same. Throws `AppError` (`unreachable`, `timeout`). */
  open(): Promise<{ url: string }>;
  close(): void;
}

/** The demo world as a process of its own beside this app: a second Gangway with its own data, at an address of its own. */
export function createDemo(options: { node: string; script: string; timeout?: number }): Demo {
  let child: ChildProcess | undefined;
  let opened: Promise<{ url: string }> | undefined;

  function start(): Promise<{ url: string }> {
    return new Promise((resolve, reject) => {
      const started = spawn(options.node, [options.script, '--no-open'], { stdio: ['ignore', 'pipe', 'ignore'], windowsHide: true });
      child = started;
      const fail = (error: AppError): void => {
        clearTimeout(timer);
        opened = undefined;
        started.kill();
        reject(error);
      };
      const timer = setTimeout(
        () => fail(new AppError('timeout', texts().hostTexts.demoLate, { hint: texts().hostTexts.demoTerminal })),
        options.timeout ?? DEMO_START_TIMEOUT,
      );
      const ended = (): void => fail(new AppError('unreachable', texts().hostTexts.demoEnded, { hint: texts().hostTexts.demoTerminal }));
      started.once('error', ended);
      started.once('exit', ended);
      createInterface({ input: started.stdout }).on('line', (line) => {
        if (!line.startsWith(READY)) return;
        clearTimeout(timer);
        started.removeListener('exit', ended);
        // It may end later, on its own or by the person's hand; the next call then starts it again.
        started.once('exit', () => {
          opened = undefined;
        });
        resolve({ url: line.slice(READY.length) });
      });
    });
  }

  return {
    open: () => (opened ??= start()),
    close: () => void child?.kill(),
  };
}
