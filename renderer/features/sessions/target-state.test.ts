import { describe, expect, it } from 'vitest';
import type { Account } from '../../../shared/model/account.ts';
import { emptyInventory, takeList } from '../instances/rows.ts';
import { sampleInstance, sampleScope } from '../instances/sample.ts';
import { instanceTarget } from './save-this.ts';
import { targetState } from './target-state.ts';

const account: Account = { id: 'aws:prod', cloud: 'aws', profile: 'prod', kind: 'static', enabled: true, mfa: false };
const inventory = (instance = sampleInstance()) => {
  const all = emptyInventory();
  takeList(all, { rows: [instance], scopes: [sampleScope()] });
  return all;
};
const here = instanceTarget(sampleInstance());
const gone = instanceTarget(sampleInstance({ instance: 'i-gone' }));

describe('the target of a session', () => {
  it('has no mark while it runs', () => expect(targetState(here, inventory(), [account])).toMatchObject({ dim: false }));
  it('says that it is stopped', () => {
    expect(targetState(here, inventory(sampleInstance({ state: 'stopped' })), [account])).toMatchObject({ mark: 'stopped', dim: true });
  });
  it('is gone once its region answered without it', () => {
    expect(targetState(gone, inventory(), [account])).toMatchObject({
      mark: 'gone',
      dim: true,
      title: expect.stringContaining('any more'),
    });
  });
  it('is gone when it was terminated', () => {
    expect(targetState(here, inventory(sampleInstance({ state: 'terminated' })), [account])).toMatchObject({ mark: 'gone' });
  });
  it('is not called gone before its region answered, nor while its account is off', () => {
    expect(targetState(gone, emptyInventory(), [account]).mark).toBeUndefined();
    expect(targetState(gone, inventory(), [{ ...account, enabled: false }]).mark).toBeUndefined();
  });
  it('is gone with its profile', () =>
    expect(targetState(gone, inventory(), [])).toMatchObject({ mark: 'gone', title: expect.stringContaining('no profile') }));
  it('may be any host', () =>
    expect(targetState({ kind: 'host', host: 'web.example' }, inventory(), [])).toEqual({ dim: false, title: 'web.example' }));
});
