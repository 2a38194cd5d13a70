import type { TopicName } from '../../shared/contract/contract.ts';
import type { AskedPrompt, RpcClient, SubscriptionListener } from '../../shared/rpc/client.ts';

type Told = (listener: SubscriptionListener<TopicName>) => void;

/**
 * Asks the host for what no page starts without, while the browser still reads the page's code, and gives a client that has the answers
 * in hand: who calls or subscribes for the first time gets what came meanwhile. The host's own questions wait for their listener too.
 */
export function askEarly(client: RpcClient): RpcClient {
  const topics = new Map<TopicName, ReturnType<typeof hold>>(EARLY.map((topic) => [topic, hold(client, topic)]));
  let info: ReturnType<typeof callInfo> | undefined = callInfo(client);
  // Who asks for it gets the error as well.
  info.catch(() => {});

  let questions: AskedPrompt[] | undefined = [];
  client.onAsk((prompt) => questions?.push(prompt));
  client.onUnask((id) => (questions = questions?.filter((prompt) => prompt.id !== id)));

  return {
    ...client,
    call(method, input, signal) {
      if (method !== 'app.info' || info === undefined) return client.call(method, input, signal);
      const asked = info as Promise<never>;
      info = undefined;
      return asked;
    },
    subscribe(topic, input, listener) {
      const held = topics.get(topic);
      topics.delete(topic);
      return held === undefined ? client.subscribe(topic, input, listener) : held(listener);
    },
    onAsk(asked) {
      const waiting = questions ?? [];
      questions = undefined;
      client.onAsk(asked);
      for (const prompt of waiting) asked(prompt);
    },
  };
}

/** Topics without an input that the first picture needs. */
const EARLY = ['settings.get', 'accounts.list', 'instances.list'] as const satisfies readonly TopicName[];

const callInfo = (client: RpcClient) => client.call('app.info', undefined);

/** Subscribes now; what comes before the listener is there is told to it then, in order. */
function hold(client: RpcClient, topic: (typeof EARLY)[number]): (listener: SubscriptionListener<TopicName>) => () => void {
  let listener: SubscriptionListener<TopicName> | undefined;
  const early: Told[] = [];
  const tell = (told: Told): void => void (listener === undefined ? early.push(told) : told(listener));
  const stop = client.subscribe(topic, undefined, {
    snapshot: (value) => tell((to) => to.snapshot(value)),
    change: (value) => tell((to) => to.change(value)),
    error: (error) => tell((to) => to.error?.(error)),
  });
  return (given) => {
    listener = given;
    for (const told of early.splice(0)) told(given);
    return stop;
  };
}
