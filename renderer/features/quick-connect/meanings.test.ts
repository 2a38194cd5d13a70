import { describe, expect, it } from 'vitest';
import { toRow } from '../instances/rows.ts';
import { sampleInstance } from '../instances/sample.ts';
import { sampleSession } from '../sessions/sample.ts';
import { meaningsOf } from './meanings.ts';

const known = {
  sessions: [
    sampleSession({ id: 's10', name: 'web front 10' }),
    sampleSession({ id: 's2', name: 'web front 2' }),
    sampleSession({ id: 'x', name: 'web-1' }),
  ],
  rows: [
    sampleInstance({ instance: 'i-1', name: 'web-1', key: '' }),
    sampleInstance({ instance: 'i-2', name: 'web-10' }),
    sampleInstance({ instance: 'i-3', name: 'db', tags: { role: 'web' } }),
  ].map(toRow),
  aliases: [{ alias: 'bastion', host: '192.0.2.1', port: 22, user: '', where: '', jump: [], identityFiles: [], notes: [] }],
  patterns: [
    ['edge-*', '!edge-0', 'edge?'],
    ['*', '!router'],
  ],
};
const ids = (text: string): string[] => meaningsOf(text, known).list.map(({ id }) => id.replace('aws:prod/eu-central-1/', ''));

describe('what a text may mean', () => {
  it('is first what has exactly this name', () => expect(ids('web-1')).toEqual(['session x', 'instance i-1', 'instance i-2', 'host']));
  it('is an instance by its id', () => expect(ids('i-3')[0]).toBe('instance i-3'));
  it('is an alias of the SSH config', () => expect(ids('bastion')).toEqual(['alias bastion', 'host']));
  it('is an alias with another login name and port, as ssh takes it', () => {
    expect(meaningsOf('admin@bastion:2200', known).list[0]).toMatchObject({ kind: 'alias', alias: 'bastion', user: 'admin', port: 2200 });
  });
  it('is what a pattern of the SSH config means, before the host without it', () => {
    expect(ids('edge-7')).toEqual(['alias edge-7', 'host']);
    expect(meaningsOf('root@edge-7', known).list[0]).toMatchObject({
      kind: 'alias',
      alias: 'edge-7',
      user: 'root',
      about: 'edge-* !edge-0 edge?',
    });
  });
  it('is no alias where a pattern is refused, or fits every name', () => {
    expect(ids('edge-0')).toEqual(['host']);
    expect(ids('anything.example')).toEqual(['host']);
  });
  it('is what resembles it, in natural order, names before tags', () => {
    expect(ids('web')).toEqual(['session s2', 'session s10', 'session x', 'instance i-1', 'instance i-2', 'instance i-3', 'host']);
  });
  it('is the host itself where it is an address', () => expect(ids('web.example:22')).toEqual(['host']));
  it('is an instance with another login name', () => {
    expect(meaningsOf('ubuntu@web-10', known).list[0]).toMatchObject({ kind: 'instance', user: 'ubuntu' });
  });
  it('is said to be wrong only where nothing has this name', () => {
    expect(meaningsOf('web front 2', known)).toEqual({ list: [expect.objectContaining({ id: 'session s2' })] });
    expect(meaningsOf('a@b:99999', known)).toEqual({ list: [], problem: 'A port is a number from 1 to 65535.' });
  });
  it('is a desktop with its scheme, and nothing else', () => {
    expect(meaningsOf('rdp://anna@web-1:3390', known)).toEqual({
      list: [{ kind: 'desktop', id: 'desktop', host: 'web-1', port: 3390, user: 'anna' }],
    });
    expect(meaningsOf('rdp://', known)).toEqual({ list: [], problem: 'A host is missing.' });
  });
  it('is nothing for an empty text', () => expect(meaningsOf(' ', known)).toEqual({ list: [] }));
});
