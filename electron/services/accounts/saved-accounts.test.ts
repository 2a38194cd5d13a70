import { describe, expect, it } from 'vitest';
import type { Secrets } from '../../ssh/ssh.ts';
import { createSavedAccounts, savedAccountsDocument, type SavedAccountsDocument } from './saved-accounts.ts';

const signal = new AbortController().signal;
const KEYS = { accessKeyId: 'LTAI5tTyped', secretAccessKey: 'TheSecretThatNobodyMaySee' };

/** A vault that is a map, and a store that is a variable. */
async function setting({ open = true, refuses }: { open?: boolean; refuses?: string } = {}) {
  const vault = new Map<string, string>();
  const state = { open, document: savedAccountsDocument.empty };
  const secrets: Secrets = {
    find: (id) => Promise.resolve(state.open ? vault.get(id) : undefined),
    cannotRemember: () => refuses,
    mayHold: (id) => vault.has(id),
    remember: ({ id, value }) => Promise.resolve(void vault.set(id, value)),
  };
  const store = {
    load: () => Promise.resolve({ value: state.document, problems: [], readOnly: false }),
    save: (value: SavedAccountsDocument) => Promise.resolve(void (state.document = value)),
  };
  const forget = (ids: readonly string[]): Promise<void> => Promise.resolve(ids.forEach((id) => vault.delete(id)));
  const saved = await createSavedAccounts({ store, secrets, vaultIsOpen: () => state.open, forget });
  return { saved, state, vault };
}

describe('keys that were typed by hand', () => {
  it('lie in the vault, and only their name in the document', async () => {
    const { saved, state } = await setting();
    await saved.add({ profile: 'work', region: 'cn-hangzhou' }, KEYS);
    expect(await saved.find('work', 'waiting', signal)).toEqual(KEYS);
    expect(state.document).toEqual({ alibaba: [{ profile: 'work', region: 'cn-hangzhou' }] });
    expect(savedAccountsDocument.schema().parse(state.document)).toEqual(state.document);
  });

  it('are refused under a name that is taken, and where nothing may be kept', async () => {
    const { saved } = await setting();
    await saved.add({ profile: 'work', region: 'cn-hangzhou' }, KEYS);
    await expect(saved.add({ profile: 'work', region: 'cn-beijing' }, KEYS)).rejects.toMatchObject({ code: 'invalid-input' });
    const forbidden = await setting({ refuses: 'Saving passwords is switched off.' });
    await expect(forbidden.saved.add({ profile: 'work', region: 'cn-hangzhou' }, KEYS)).rejects.toMatchObject({
      code: 'permission-denied',
    });
    expect(forbidden.saved.list()).toEqual([]);
  });

  it('are not asked for while nobody looks on and the vault is locked', async () => {
    const { saved, state } = await setting();
    await saved.add({ profile: 'work', region: 'cn-hangzhou' }, KEYS);
    state.open = false;
    await expect(saved.find('work', 'background', signal)).rejects.toMatchObject({ code: 'vault-locked' });
    // The person was asked, and left it locked.
    await expect(saved.find('work', 'waiting', signal)).rejects.toMatchObject({ code: 'vault-locked' });
  });

  it('go with their account', async () => {
    const { saved, vault } = await setting();
    await saved.add({ profile: 'work', region: 'cn-hangzhou' }, KEYS);
    await saved.remove('work');
    expect(saved.list()).toEqual([]);
    expect(vault.size).toBe(0);
    await expect(saved.find('work', 'waiting', signal)).rejects.toMatchObject({ code: 'bad-credentials' });
  });
});
