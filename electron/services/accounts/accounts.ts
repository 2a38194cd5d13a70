import { z } from 'zod';
import type { Account, AccountList, CloudName } from '../../../shared/model/account.ts';
import { AppError } from '../../../shared/model/errors.ts';
import type { Cloud } from '../../clouds/cloud.ts';
import type { Document } from '../../store/document.ts';
import { onLanguage, texts } from '../../../shared/texts/current.ts';

/** What the person decided about accounts, kept in the data folder. */
const accountChoicesSchema = () =>
  z.strictObject({
    /** By account id; an account that is not in here has the default of its kind. */
    enabled: z.record(z.string().max(512), z.boolean()),
  });
export type AccountChoices = z.infer<ReturnType<typeof accountChoicesSchema>>;
const noChoices: AccountChoices = { enabled: {} };
export const accountChoices = { version: 1, schema: accountChoicesSchema, empty: noChoices };

export interface NewProfileInput {
  readonly cloud?: CloudName | undefined;
  readonly profile: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
}

/** The accounts of all clouds, with what the person decided about them. */
export interface Accounts {
  list(): AccountList;
  get(id: string): Account | undefined;
  /** Throws `no-profile` for an unknown account. */
  require(id: string): Account;
  /** Reads the profile files again; nothing watches them. What was learnt with them, such as an MFA session, is forgotten. */
  reload(): Promise<void>;
  /** The same where a file has changed since; tells whether one had. */
  reloadIfChanged(): Promise<boolean>;
  setEnabled(id: string, enabled: boolean): Promise<void>;
  addProfile(input: NewProfileInput): Promise<{ account: string }>;
  /** Only where the keys were typed by hand. */
  remove(id: string): Promise<void>;
  setNumber(id: string, accountNumber: string): void;
  subscribe(listener: (list: AccountList) => void): () => void;
}

/** What can be done besides listing is told with the account: the page offers nothing that would be refused. */
function able(account: Account, cloud: Cloud | undefined): Account {
  return cloud?.setPassword === undefined ? account : { ...account, setsPasswords: true };
}

export async function createAccounts(options: {
  readonly clouds: readonly Cloud[];
  readonly store: Pick<Document<AccountChoices>, 'load' | 'save'>;
}): Promise<Accounts> {
  const { clouds, store } = options;
  const listeners = new Set<(list: AccountList) => void>();
  const numbers = new Map<string, string>();
  let choices = (await store.load()).value;
  let read: AccountList = { accounts: [], lookedAt: [] };
  let list: AccountList = read;

  function publish(): void {
    list = {
      lookedAt: read.lookedAt,
      accounts: read.accounts.map((account) => {
        const number = numbers.get(account.id) ?? account.accountNumber;
        const enabled = Object.hasOwn(choices.enabled, account.id) ? (choices.enabled[account.id] ?? account.enabled) : account.enabled;
        return { ...account, enabled, ...(number === undefined ? {} : { accountNumber: number }) };
      }),
    };
    for (const listener of [...listeners]) listener(list);
  }

  async function reload(): Promise<void> {
    const lists = await Promise.all(clouds.map((cloud) => cloud.accounts()));
    read = {
      accounts: lists.flatMap((one, at) => one.accounts.map((account) => able(account, clouds[at]))),
      lookedAt: lists.flatMap((one) => one.lookedAt),
    };
    numbers.clear();
    publish();
  }

  function require(id: string): Account {
    const account = list.accounts.find((candidate) => candidate.id === id);
    if (account === undefined)
      throw new AppError('no-profile', texts().accountErrors.noAccount(id.slice(0, 200)), { hint: texts().accountErrors.refresh });
    return account;
  }

  await reload();
  // What is wrong with the files was told in the language before: at the start nobody has said yet which one it is to be. Where nothing is
  // told nothing is read, since an MFA session would be forgotten with it.
  onLanguage(() => {
    const told =
      list.accounts.length === 0 ||
      [...list.accounts.map(({ error }) => error), ...list.lookedAt.map(({ problem }) => problem)].some(Boolean);
    if (told) reload().catch(() => {});
  });
  return {
    list: () => list,
    get: (id) => list.accounts.find((account) => account.id === id),
    require,
    reload,
    async reloadIfChanged() {
      const changed = (await Promise.all(clouds.map((cloud) => cloud.changed()))).includes(true);
      if (changed) await reload();
      return changed;
    },
    async setEnabled(id, enabled) {
      require(id);
      choices = { ...choices, enabled: { ...choices.enabled, [id]: enabled } };
      publish();
      await store.save(choices);
    },
    async addProfile({ cloud: name = 'aws', ...input }) {
      const cloud = clouds.find((candidate) => candidate.name === name);
      if (cloud === undefined) throw new AppError('unsupported', texts().accountErrors.noPart(name));
      await cloud.addProfile(input);
      await reload();
      return { account: `${name}:${input.profile}` };
    },
    async remove(id) {
      const account = require(id);
      const cloud = clouds.find((candidate) => candidate.name === account.cloud);
      if (account.kind !== 'vault' || cloud?.removeProfile === undefined)
        throw new AppError('unsupported', texts().accountErrors.ofFiles(account.profile), {
          hint: texts().accountErrors.removeThere,
        });
      await cloud.removeProfile(account);
      await reload();
    },
    setNumber(id, accountNumber) {
      if (numbers.get(id) === accountNumber) return;
      numbers.set(id, accountNumber);
      publish();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
