import { AppError } from '../../../shared/model/errors.ts';
import type { SessionSettings } from '../../../shared/model/session-settings.ts';
import type { ReportStep } from '../../dial/dialer.ts';
import type { Shell } from '../../ssh/ssh.ts';
import { createPrintableFilter } from '../logging/printable-filter.ts';
import type { OpenLog, SessionLog } from '../logging/session-log.ts';
import { texts } from '../../../shared/texts/current.ts';

/** Where to put the log into the way of a shell's output: before or after its encoding is undone. */
export interface Logging {
  raw(shell: Shell): Shell;
  text(shell: Shell): Shell;
}

const same = (shell: Shell): Shell => shell;
const NO_LOGGING: Logging = { raw: same, text: same };

/** Logs what a shell prints, as its settings want it. A log that cannot be written is told, and the shell goes on without. */
export async function startLogging(options: {
  readonly values: SessionSettings;
  readonly host: string;
  readonly port: number;
  readonly openLog: OpenLog;
  readonly report: ReportStep;
  readonly onLogFile: (file: string | undefined) => void;
}): Promise<Logging> {
  const { values, host, port, report, onLogFile } = options;
  if (values.logging === 'off') return NO_LOGGING;
  let log: SessionLog;
  try {
    log = await options.openLog({
      pattern: values.logFile,
      clash: values.logClash,
      host,
      port,
      onStopped: (error) => {
        report({ step: 'session', state: 'failed', text: texts().forwardErrors.stopped(error.message) });
        onLogFile(undefined);
      },
    });
  } catch (error) {
    const known = error instanceof AppError ? error.message : texts().forwardErrors.noLog;
    report({ step: 'session', state: 'failed', text: texts().forwardErrors.notLogged(known) });
    return NO_LOGGING;
  }
  report({ step: 'session', state: 'info', text: texts().forwardErrors.loggingTo(log.file) });
  onLogFile(log.file);
  if (values.logging === 'all') return { raw: (shell) => tap(shell, log, (bytes) => bytes), text: same };
  const filter = createPrintableFilter();
  return { raw: same, text: (shell) => tap(shell, log, filter) };
}

/** The disk may be slower than the network: the shell then waits for it. */
function tap(shell: Shell, log: SessionLog, filter: (bytes: Uint8Array) => Uint8Array): Shell {
  return {
    ...shell,
    onData: (receive) =>
      shell.onData((bytes) => {
        log.write(filter(bytes));
        receive(bytes);
      }),
    onEnd: (ended) =>
      shell.onEnd((end) => {
        void log.close();
        ended(end);
      }),
    consumed(n) {
      const room = log.room();
      if (room === undefined) shell.consumed(n);
      else void room.then(() => shell.consumed(n));
    },
    close() {
      shell.close();
      void log.close();
    },
  };
}
