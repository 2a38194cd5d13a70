import { accountMethods, accountSubscriptions } from './accounts.ts';
import { appMethods, appSubscriptions } from './app.ts';
import type { Method, Prompt, Subscription } from './define.ts';
import { importMethods } from './imports.ts';
import { instanceMethods, instanceSubscriptions } from './instances.ts';
import { keyMethods, keySubscriptions } from './keys.ts';
import { passwordMethods } from './passwords.ts';
import { powerMethods, powerSubscriptions, reachMethods } from './power.ts';
import { prompts } from './prompts.ts';
import { rdpMethods, rdpSubscriptions } from './rdp.ts';
import { sessionMethods, sessionSubscriptions } from './sessions.ts';
import { terminalMethods, terminalSubscriptions } from './terminals.ts';
import { vaultMethods, vaultSubscriptions } from './vault.ts';

/** All that page and host may say to one another. Only the host imports it as a value; the page takes its types. */
export const contract = {
  methods: {
    ...appMethods,
    ...accountMethods,
    ...instanceMethods,
    ...terminalMethods,
    ...sessionMethods,
    ...vaultMethods,
    ...keyMethods,
    ...importMethods,
    ...rdpMethods,
    ...passwordMethods,
    ...powerMethods,
    ...reachMethods,
  },
  subscriptions: {
    ...appSubscriptions,
    ...accountSubscriptions,
    ...instanceSubscriptions,
    ...terminalSubscriptions,
    ...sessionSubscriptions,
    ...vaultSubscriptions,
    ...keySubscriptions,
    ...rdpSubscriptions,
    ...powerSubscriptions,
  },
  prompts,
};

export type Contract = typeof contract;
export type MethodName = keyof Contract['methods'];
export type TopicName = keyof Contract['subscriptions'];
export type PromptKind = keyof Contract['prompts'];

export type MethodInput<M extends MethodName> = Contract['methods'][M] extends Method<infer I, infer _> ? I : never;
export type MethodOutput<M extends MethodName> = Contract['methods'][M] extends Method<infer _, infer O> ? O : never;
export type TopicInput<T extends TopicName> = Contract['subscriptions'][T] extends Subscription<infer I, infer _S, infer _C> ? I : never;
export type TopicSnapshot<T extends TopicName> = Contract['subscriptions'][T] extends Subscription<infer _I, infer S, infer _C> ? S : never;
export type TopicChange<T extends TopicName> = Contract['subscriptions'][T] extends Subscription<infer _I, infer _S, infer C> ? C : never;
export type PromptInput<P extends PromptKind> = Contract['prompts'][P] extends Prompt<infer I, infer _> ? I : never;
export type PromptAnswer<P extends PromptKind> = Contract['prompts'][P] extends Prompt<infer _, infer A> ? A : never;
