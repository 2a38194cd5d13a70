import type { WireError } from '../../../shared/model/errors.ts';
import type { PowerChange } from '../../../shared/model/power.ts';
import type { SecurityGroup } from '../../../shared/reach/facts.ts';
import type { CloudKeyPair } from '../cloud.ts';
import type { AwsInstance } from './instance-row.ts';
import type { Connection } from './connection.ts';
import type { PackedPage } from './packed-page.ts';
import type { Language } from '../../../shared/texts/language.ts';

/** Facts of an image that tell its login name. */
export interface ImageFacts {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly owner: string;
  readonly ownerAlias: string;
  /** The image this one was copied from, where AWS knows it. */
  readonly source?: { readonly id: string; readonly region: string };
}

/** What the host asks the worker. `page` is sent any number of times before the answer. */
export interface Operations {
  readonly regions: { readonly input: Record<string, never>; readonly output: readonly string[]; readonly page: never };
  readonly list: {
    /** `base`: the list that the host holds, as the worker named it. */
    readonly input: { readonly region: string; readonly base?: string };
    /** The name of this list. */
    readonly output: string;
    readonly page: PackedPage;
  };
  readonly describe: {
    readonly input: { readonly region: string; readonly instance: string };
    readonly output: AwsInstance | null;
    readonly page: never;
  };
  readonly image: {
    readonly input: { readonly region: string; readonly image: string };
    readonly output: ImageFacts | null;
    readonly page: never;
  };
  readonly keyPairs: { readonly input: { readonly region: string }; readonly output: readonly CloudKeyPair[]; readonly page: never };
  readonly passwordData: {
    readonly input: { readonly region: string; readonly instance: string };
    readonly output: { readonly data: string; readonly at?: number };
    readonly page: never;
  };
  readonly consoleLog: {
    readonly input: { readonly region: string; readonly instance: string };
    readonly output: { readonly text: string; readonly at?: number } | null;
    readonly page: never;
  };
  readonly power: {
    readonly input: { readonly region: string; readonly instance: string; readonly change: PowerChange };
    readonly output: null;
    readonly page: never;
  };
  readonly securityGroups: {
    readonly input: { readonly region: string; readonly groups: readonly { readonly id: string; readonly name: string }[] };
    readonly output: readonly SecurityGroup[];
    readonly page: never;
  };
  readonly accountNumber: { readonly input: Record<string, never>; readonly output: string; readonly page: never };
}

export type OperationName = keyof Operations;

/** `waiting`: the person looks on, so answers come soon and MFA may be asked. `background`: patient, and never asks. */
export type Patience = 'waiting' | 'background';

/** What the thread is started with. */
export interface WorkerData {
  readonly programTimeoutMs: number;
}

export type ToWorker =
  | {
      readonly t: 'call';
      readonly id: number;
      readonly name: OperationName;
      readonly connection: Connection;
      readonly patience: Patience;
      readonly language: Language;
      readonly input: unknown;
    }
  | { readonly t: 'cancel'; readonly id: number }
  /** The answer to question `ask`; without a code it was dismissed. */
  | { readonly t: 'mfa'; readonly ask: number; readonly code?: string }
  /** Drop clients and credentials: the profile files may have changed. */
  | { readonly t: 'forget' }
  /** End what was started, then the thread. */
  | { readonly t: 'end' };

export type FromWorker =
  | { readonly t: 'page'; readonly id: number; readonly value: unknown }
  | { readonly t: 'ok'; readonly id: number; readonly value: unknown }
  | { readonly t: 'fail'; readonly id: number; readonly error: WireError }
  | { readonly t: 'ask-mfa'; readonly ask: number; readonly profile: string; readonly serial: string; readonly attempt: number }
  /** Nobody waits for the answer to question `ask` any more. */
  | { readonly t: 'unask-mfa'; readonly ask: number }
  | { readonly t: 'log'; readonly text: string };
