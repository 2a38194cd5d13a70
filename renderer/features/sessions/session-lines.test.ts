import { describe, expect, it } from 'vitest';
import { speak } from '../../../shared/texts/current.ts';
import { folderPath, sessionLines, SSH_CONFIG, type SessionLine } from './session-lines.ts';
import { sampleBook, sampleFolder, sampleSession } from './sample.ts';

const alias = {
  alias: 'bastion',
  host: '192.0.2.9',
  port: 22,
  user: 'ops',
  where: '~/.ssh/config:1',
  jump: [],
  identityFiles: [],
  notes: [],
};
const book = sampleBook(
  [
    sampleFolder({ id: 'prod', name: 'Prod' }),
    sampleFolder({ id: 'web', name: 'Web', parent: 'prod' }),
    sampleFolder({ id: 'lab', name: 'Lab' }),
  ],
  [
    sampleSession({ id: 'w10', name: 'web-10', folder: 'web' }),
    sampleSession({ id: 'w2', name: 'web-2', folder: 'web' }),
    sampleSession({ id: 'db', name: 'Database', folder: 'prod', settings: { user: 'postgres' } }),
    sampleSession({ id: 'router', target: { kind: 'host', host: '198.51.100.1' } }),
    sampleSession({ id: 'lost', folder: 'a-folder-that-is-gone' }),
  ],
);
const show = (lines: readonly SessionLine[]): string[] => lines.map(({ level, id }) => `${'  '.repeat(level - 1)}${id}`);
const open = (...ids: string[]): ReadonlySet<string> => new Set(ids);

describe('the tree of sessions', () => {
  it('shows folders before sessions, and nothing of what is in a closed one', () => {
    expect(show(sessionLines(book, [alias], { open: open(), words: [] }))).toEqual(['lab', 'prod', 'lost', 'router', SSH_CONFIG]);
  });

  it('puts numbers in their order, and what lost its folder to the top', () => {
    expect(show(sessionLines(book, [], { open: open('prod', 'web'), words: [] }))).toEqual([
      'lab',
      'prod',
      '  web',
      '    w2',
      '    w10',
      '  db',
      'lost',
      'router',
    ]);
  });

  it('puts Chinese names by their sound where Chinese is spoken', async () => {
    const names = ['上海', '北京', '广州', 'web-10', 'web-2'].map((name) => sampleSession({ id: name }));
    await speak('zh-CN');
    const lines = show(sessionLines(sampleBook([], names), [], { open: open(), words: [] }));
    await speak('en');
    expect(lines.filter((name) => !name.startsWith('web'))).toEqual(['北京', '广州', '上海']);
    expect(lines.filter((name) => name.startsWith('web'))).toEqual(['web-2', 'web-10']);
  });

  it('counts all that is in a folder', () => {
    const prod = sessionLines(book, [], { open: open(), words: [] }).find(({ id }) => id === 'prod');
    expect(prod).toMatchObject({ kind: 'folder', count: 3, open: false });
  });

  it('opens what a search finds, by name, host and login name, whatever is open', () => {
    expect(show(sessionLines(book, [alias], { open: open(), words: ['web', '10'] }))).toEqual(['prod', '  web', '    w10']);
    expect(show(sessionLines(book, [alias], { open: open(), words: ['198.51'] }))).toEqual(['router']);
    expect(show(sessionLines(book, [alias], { open: open(), words: ['postgres'] }))).toEqual(['prod', '  db']);
    expect(show(sessionLines(book, [alias], { open: open(), words: ['ops'] }))).toEqual([SSH_CONFIG, '  alias:bastion']);
  });

  it('shows all that is in a folder whose own name is searched', () => {
    expect(show(sessionLines(book, [], { open: open(), words: ['prod'] }))).toEqual(['prod', '  web', '    w2', '    w10', '  db']);
  });

  it('comes to an end where folders lie in a ring', () => {
    const ring = sampleBook([sampleFolder({ id: 'a', parent: 'b' }), sampleFolder({ id: 'b', parent: 'a' })], []);
    expect(show(sessionLines(ring, [], { open: open('a', 'b'), words: [] }))).toEqual([]);
    expect(folderPath('a', ring.folders)).toBe('b / a');
  });

  it('takes ten thousand sessions in stride', () => {
    const many = sampleBook(
      [],
      Array.from({ length: 10_000 }, (_, index) => sampleSession({ id: `s${index}` })),
    );
    const lines = sessionLines(many, [], { open: open(), words: [] });
    expect(lines).toHaveLength(10_000);
    expect(lines.at(-1)?.id).toBe('s9999');
  });
});
