// The entry of the worker thread that holds the AWS SDK: loading it takes a second, and reading answers blocks the loop that it runs on.
import { parentPort, workerData } from 'node:worker_threads';
import { AppError, type WireError } from '../../../shared/model/errors.ts';
import { createPrograms } from '../programs.ts';
import { createClients } from './clients.ts';
import { createListMemory } from './list-memory.ts';
import { collectAtRest } from './loading-garbage.ts';
import { createMfaQuestions } from './mfa-questions.ts';
import type { FromWorker, ToWorker, WorkerData } from './messages.ts';
import { createOperations } from './operations.ts';
import { language, speak, texts } from '../../../shared/texts/current.ts';

if (parentPort === null) throw new Error('aws-worker runs in a worker thread only.');
const port = parentPort;
const send = (message: FromWorker): void => port.postMessage(message);

const questions = createMfaQuestions(send);
const programs = createPrograms();
const { programTimeoutMs } = workerData as WorkerData;
const clients = createClients({ ask: questions.ask, programs, programTimeoutMs });
const lists = createListMemory();
const operations = createOperations(clients, lists);
const running = new Map<number, AbortController>();
const { gc } = globalThis;
// The one that gives back what it can; the usual one keeps what it emptied.
const rest = collectAtRest(gc && (() => gc({ type: 'major', flavor: 'last-resort' })));

// The SDK starts to obtain the source credentials of a role before it does anything else for it, and looks at the result after that: a
// failure meanwhile counts as unhandled, and would end the thread with every profile's calls. It is reported by the call itself.
process.on('unhandledRejection', (error) =>
  send({ t: 'log', text: `late failure in the AWS SDK: ${error instanceof Error ? error.name : 'unknown'}` }),
);

port.on('message', (message: ToWorker) => {
  switch (message.t) {
    case 'call':
      return void run(message);
    case 'cancel':
      return running.get(message.id)?.abort(new AppError('cancelled', texts().awsErrors.cancelled));
    case 'mfa':
      return questions.answer(message.ask, message.code);
    case 'forget':
      lists.forget();
      return clients.forget();
    case 'end':
      // Ends the thread only.
      return void programs.end().finally(() => process.exit());
  }
});

async function run(message: Extract<ToWorker, { t: 'call' }>): Promise<void> {
  const { id, connection, patience } = message;
  const abort = new AbortController();
  running.set(id, abort);
  rest.begin();
  try {
    // Errors are told in the language of the one who asks. Without its catalogue it is the one before.
    if (message.language !== language()) await speak(message.language).catch(() => {});
    // The host's own typed calls put name and input together.
    const operation = operations[message.name] as (input: unknown, context: unknown) => Promise<unknown>;
    const value = await operation(message.input, {
      connection,
      patience,
      signal: abort.signal,
      page: (page: unknown) => {
        if (!abort.signal.aborted) send({ t: 'page', id, value: page });
      },
      log: (text: string) => send({ t: 'log', text }),
    });
    send({ t: 'ok', id, value });
  } catch (error) {
    send({ t: 'fail', id, error: wire(error, connection.profile) });
  } finally {
    running.delete(id);
    rest.end();
  }
}

function wire(error: unknown, profile: string): WireError {
  if (error instanceof AppError) return error.toWire();
  // Only the kind of error: its text may quote what was sent.
  send({
    t: 'log',
    text: `unforeseen ${error instanceof Error ? `${error.name} ${error.stack?.split('\n').slice(1, 6).join(' ') ?? ''}` : typeof error}`,
  });
  return {
    code: 'internal',
    message: texts().awsErrors.callsFailed(profile),
    hint: texts().awsErrors.logDetails,
  };
}
