import { describe, expect, it } from 'vitest';
import { folderAt, movable, outermost } from './move-rules.ts';
import { sampleBook, sampleFolder, sampleSession } from './sample.ts';
import { SSH_CONFIG } from './session-lines.ts';

const prod = sampleFolder({ id: 'prod' });
const web = sampleFolder({ id: 'web', parent: 'prod' });
const front = sampleSession({ id: 'front', folder: 'web' });
const router = sampleSession({ id: 'router' });
const book = sampleBook([prod, web, sampleFolder({ id: 'lab' })], [front, router]);

describe('what is dropped', () => {
  it('on a folder goes into it, on a session into its folder, below all lines to the top', () => {
    expect(folderAt({ kind: 'folder', id: 'web', level: 2, folder: web, open: true, count: 1 }, book)).toBe('web');
    expect(folderAt({ kind: 'session', id: 'front', level: 3, session: front }, book)).toBe('web');
    expect(folderAt({ kind: 'session', id: 'router', level: 1, session: router }, book)).toBeNull();
    expect(folderAt(undefined, book)).toBeNull();
  });

  it('is not taken by the SSH config', () => {
    expect(folderAt({ kind: 'ssh-config', id: SSH_CONFIG, level: 1, open: true, count: 1 }, book)).toBeUndefined();
  });
});

describe('what may be moved', () => {
  it('is not where it is already', () => {
    expect(movable(['front', 'router'], 'web', book)).toEqual(['router']);
    expect(movable(['router'], null, book)).toEqual([]);
  });

  it('is no folder that would end up in itself', () => {
    expect(movable(['prod'], 'web', book)).toEqual([]);
    expect(movable(['prod'], 'prod', book)).toEqual([]);
    expect(movable(['prod'], 'lab', book)).toEqual(['prod']);
  });

  it('goes with its folder where both are chosen', () => {
    expect(outermost(['prod', 'front', 'router'], book)).toEqual(['prod', 'router']);
    expect(movable(['prod', 'front'], 'lab', book)).toEqual(['prod']);
  });

  it('may be a host of the SSH config, which is copied', () => expect(movable(['alias:bastion'], 'lab', book)).toEqual(['alias:bastion']));
  it('is nothing that is gone', () => expect(movable(['unknown'], 'lab', book)).toEqual([]));
});
