import { afterEach, describe, expect, it } from 'vitest';
import type { Account } from '../../../shared/model/account.ts';
import { accountName } from './account-name.ts';
import { accountStore } from './account-store.ts';

function have(...ids: readonly string[]): void {
  const accounts = ids.map((id): Account => {
    const [cloud = '', profile = ''] = id.split(':');
    return { id, cloud: cloud as Account['cloud'], profile, kind: 'static', enabled: true, mfa: false };
  });
  accountStore.setState({ accounts, ready: true });
}

afterEach(() => have());

describe('the name of an account', () => {
  it('is its profile', () => {
    have('aws:prod', 'alibaba:asia');
    expect([accountName('aws:prod'), accountName('alibaba:asia'), accountName('aws:gone')]).toEqual(['prod', 'asia', 'gone']);
  });

  it('names the cloud where both have it, and only while they do', () => {
    have('aws:prod', 'alibaba:prod', 'aws:test');
    expect([accountName('aws:prod'), accountName('alibaba:prod'), accountName('aws:test')]).toEqual([
      'prod (AWS)',
      'prod (Alibaba Cloud)',
      'test',
    ]);
    have('aws:prod', 'aws:test');
    expect(accountName('aws:prod')).toBe('prod');
  });

  it('is not the cloud’s where one file has it twice', () => {
    accountStore.setState({
      accounts: ['alibaba:prod', 'alibaba:prod (2)'].map(
        (id): Account => ({ id, cloud: 'alibaba', profile: 'prod', kind: 'static', enabled: true, mfa: false }),
      ),
      ready: true,
    });
    expect([accountName('alibaba:prod'), accountName('alibaba:prod (2)')]).toEqual(['prod', 'prod (2)']);
  });
});
