import type { MethodHandlers, TopicHandlers } from '../../../shared/rpc/server.ts';
import type { Terminals } from './terminals.ts';

type TerminalMethods = Pick<MethodHandlers, Extract<keyof MethodHandlers, `terminals.${string}`>>;
type TerminalTopics = Pick<TopicHandlers, 'terminals.list'>;

export function createTerminalHandlers(terminals: Terminals): { methods: TerminalMethods; topics: TerminalTopics } {
  return {
    methods: {
      'terminals.open': async ({ machine, size, stream, user, settings }, context) => ({
        terminal: await terminals.open({ machine, size, user, settings, stream: context.stream(stream), signal: context.signal }),
      }),
      'terminals.attach': ({ terminal, stream }, context) => terminals.attach(terminal, context.stream(stream)),
      'terminals.resize': ({ terminal, size }) => terminals.resize(terminal, size),
      'terminals.reconnect': ({ terminal, size }) => terminals.reconnect(terminal, size),
      'terminals.close': ({ terminal }) => terminals.close(terminal),
      'terminals.parseRate': ({ terminal, rate }) => terminals.setParseRate(terminal, rate),
    },
    topics: {
      'terminals.list': (_input, { emit, signal }) => {
        signal.addEventListener('abort', terminals.subscribe(emit), { once: true });
        return terminals.list();
      },
    },
  };
}
