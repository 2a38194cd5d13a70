import { redactText } from './redact.ts';

/**
 * One failure that nobody foresaw must not take every open terminal with it: it is told on standard error, and the process goes on.
 * The reader of our output may go away before we do; that is no failure at all, and telling of it would only be the next one.
 */
export function surviveUnforeseenErrors(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      process.stderr.write(`Gangway met an error: ${redactText(text)}\n`);
    });
  }
}
