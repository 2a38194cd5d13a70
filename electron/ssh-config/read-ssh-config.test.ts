import fc from 'fast-check';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../shared/model/errors.ts';
import { evaluate } from './evaluate.ts';
import { findFiles } from './glob.ts';
import { matchPattern } from '../../shared/model/match-pattern.ts';
import { parseSshConfig } from './read-ssh-config.ts';
import { asSshG, hasSsh, sshG } from './testing/ssh-g.ts';

let home: string;
let file: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'gangway-ssh-live-'));
  mkdirSync(join(home, '.ssh', 'conf.d'), { recursive: true, mode: 0o700 });
  file = join(home, '.ssh', 'config');
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const context = () => ({ localUser: userInfo().username, homeFolder: home, localHost: 'laptop', uid: 0, env: {} });

const name = fc.constantFrom('a', 'b', 'ab', 'web-1', 'A');
const pattern = fc.constantFrom('a', 'b', 'ab', '*', 'a*', '?', '??', 'web-*', '*1', '*b*', 'A', '*.x');
const signed = fc.tuple(fc.boolean(), pattern).map(([negated, text]) => (negated ? `!${text}` : text));
const setting = fc.oneof(
  fc.constantFrom('h1', '%h.x', 'a', 'B').map((value) => `HostName ${value}`),
  fc.constantFrom('ann', 'bob', '"two words"', "'x'").map((value) => `User ${value}`),
  fc.integer({ min: 1, max: 65_535 }).map((value) => `Port=${value}`),
  fc.constantFrom('~/a', '"~/b c"', '~/a\\ b', 'k').map((value) => `IdentityFile ${value}`),
  fc.constantFrom('A=1', '"B=2 3"', 'C=4 D=5').map((value) => `SetEnv ${value}`),
  fc.constantFrom('LANG', 'LC_* X', '-LC_*', '-*').map((value) => `SendEnv ${value}`),
  fc.constantFrom('80 h:81', '[::1]:82 [fe80::1]:83', 'localhost:84 h:85', '*:86 h:87').map((value) => `LocalForward ${value}`),
  fc.constantFrom('1080', '127.0.0.1:1081').map((value) => `DynamicForward ${value}`),
  fc.constantFrom('yes', 'no').map((value) => `Compression ${value}`),
  fc.constantFrom('ask', 'accept-new', 'yes', 'no').map((value) => `StrictHostKeyChecking  ${value}`),
  fc.constantFrom('jump', 'u@over:22,c', 'none').map((value) => `ProxyJump ${value}`),
  fc.constantFrom('nc %h %p # x', 'none').map((value) => `ProxyCommand ${value}`),
  fc.constantFrom('5', '1m', '2m3s').map((value) => `ServerAliveInterval\t${value}`),
  fc.constantFrom('inet', 'any').map((value) => `AddressFamily ${value} # comment`),
);
const criterion = fc.oneof(
  fc
    .tuple(fc.constantFrom('host', '!host', 'originalhost'), fc.array(signed, { minLength: 1, maxLength: 3 }))
    .map(([kind, list]) => `${kind} ${list.join(',')}`),
  fc.tuple(fc.constantFrom('user', '!user', 'localuser'), fc.constantFrom('ann', 'b*,root', '*')).map(([kind, list]) => `${kind} ${list}`),
);
const head = fc.oneof(
  fc.array(signed, { minLength: 1, maxLength: 3 }).map((list) => `Host ${list.join(' ')}`),
  fc.array(criterion, { minLength: 1, maxLength: 2 }).map((list) => `Match ${list.join(' ')}`),
  fc.constant('Match all'),
  fc.constant('Include conf.d/*'),
  fc.constant('Include conf.d/1 conf.d/nothing'),
);
const lines = fc
  .array(fc.oneof({ weight: 3, arbitrary: setting.map((line) => `  ${line}`) }, { weight: 2, arbitrary: head }), { maxLength: 14 })
  .map((all) => `${all.join('\n')}\n`);
const leaf = lines.map((text) => text.replace(/^Include.*$/gmu, '#'));

describe.skipIf(!hasSsh)('against the installed ssh', () => {
  it('says the same of any config', async () => {
    await fc.assert(
      fc.asyncProperty(lines, leaf, leaf, name, async (text, first, second, alias) => {
        writeFileSync(join(home, '.ssh', 'conf.d', '1'), first, { mode: 0o600 });
        writeFileSync(join(home, '.ssh', 'conf.d', '2'), second, { mode: 0o600 });
        writeFileSync(file, text, { mode: 0o600 });
        const config = await parseSshConfig({ file, homeFolder: home });
        const theirs = await sshG(file, alias, home);
        expect(theirs).toBeDefined();
        const ours = asSshG(evaluate([config], alias, context()));
        for (const [key, values] of ours) expect([key, theirs?.get(key)]).toEqual([key, values]);
        for (const key of ['localforward', 'dynamicforward', 'proxyjump', 'proxycommand', 'setenv', 'sendenv']) {
          expect([key, theirs?.get(key) ?? []]).toEqual([key, ours.get(key) ?? []]);
        }
      }),
      { numRuns: 250 },
    );
  });
});

describe('any input', () => {
  const junk = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc
      .array(
        fc.constantFrom(
          'Host',
          'Match',
          'user',
          'exec',
          'host',
          '"',
          "'",
          '\\',
          '=',
          '#',
          '*',
          '!',
          ',',
          '%',
          '${',
          '\n',
          ' ',
          '\t',
          '[',
          ']',
          ':',
        ),
        {
          maxLength: 60,
        },
      )
      .map((parts) => parts.join('')),
    lines,
  );

  it('gives a config, or an AppError, for any text and any damage to one', async () => {
    await fc.assert(
      fc.asyncProperty(junk, fc.nat(400), fc.string({ unit: 'binary', maxLength: 4 }), name, async (text, place, damage, alias) => {
        writeFileSync(file, text.slice(0, place) + damage + text.slice(place), { mode: 0o600 });
        const config = await parseSshConfig({ file, homeFolder: home });
        try {
          evaluate([config], alias, context());
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('takes a line of a megabyte, whatever it is made of', async () => {
    const long = 2 ** 20;
    const texts = [
      ' '.repeat(long) + 'x',
      'Host ' + '* '.repeat(long / 2),
      'Host ' + '"'.repeat(long + 1),
      'User ' + '\\'.repeat(long),
      'x'.repeat(long),
    ];
    for (const text of [
      ...texts,
      `Match host ${'*,'.repeat(long / 2)}`,
      `SetEnv ${'A=1 '.repeat(long / 4)}`,
      `ProxyJump ${'a,'.repeat(long / 2)}`,
    ]) {
      writeFileSync(file, text, { mode: 0o600 });
      const started = performance.now();
      evaluate([await parseSshConfig({ file, homeFolder: home })], 'aaaa', context());
      expect(performance.now() - started).toBeLessThan(3_000);
    }
  });

  it('matches patterns of many stars at once', () => {
    const started = performance.now();
    expect(matchPattern('a'.repeat(255), `${'*a'.repeat(500)}b`)).toBe(false);
    expect(matchPattern('a'.repeat(255), `${'a*'.repeat(100)}b`)).toBe(false);
    expect(performance.now() - started).toBeLessThan(200);
  });

  it('matches as the rules say, letter by letter', () => {
    const plain = (text: string, wanted: string): boolean => {
      if (wanted === '') return text === '';
      if (wanted.startsWith('*')) return plain(text, wanted.slice(1)) || (text !== '' && plain(text.slice(1), wanted));
      return text !== '' && (wanted.startsWith('?') || wanted[0] === text[0]) && plain(text.slice(1), wanted.slice(1));
    };
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 });
    const wanted = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 });
    fc.assert(
      fc.property(text, wanted, (subject, shape) => matchPattern(subject, shape) === plain(subject, shape)),
      { numRuns: 2_000 },
    );
    expect(matchPattern('é', '??')).toBe(true);
  });
});

describe('includes', () => {
  const read = async (text: string) => {
    writeFileSync(file, text, { mode: 0o600 });
    return await parseSshConfig({ file, homeFolder: home });
  };
  const put = (path: string, text: string): void => writeFileSync(join(home, '.ssh', path), text, { mode: 0o600 });

  it('that lead back are told and not followed', async () => {
    put('ring', 'Include config\nUser ring\n');
    const config = await read('Include ring\nInclude config\nHost a\n Port 5\n');
    expect(config.problems.map(({ message }) => message)).toEqual([
      `${join(home, '.ssh', 'ring')}, line 1: ${file} includes itself; it is not followed again.`,
      `${file}, line 2: ${file} includes itself; it is not followed again.`,
    ]);
    expect(evaluate([config], 'a', context())).toMatchObject({ user: 'ring', port: 5 });
  });

  it('go sixteen deep and not further', async () => {
    for (let depth = 1; depth <= 18; depth += 1) put(`deep-${depth}`, `Include deep-${depth + 1}\nSendEnv D${depth}\n`);
    const config = await read('Include deep-1\n');
    expect(config.problems).toHaveLength(1);
    expect(config.problems[0]?.message).toContain('more than 16 deep');
    expect(evaluate([config], 'a', context()).sendEnv).toHaveLength(16);
  });

  it('that double at every step end soon', async () => {
    for (let depth = 1; depth <= 15; depth += 1) put(`double-${depth}`, `Include double-${depth + 1}\nInclude double-${depth + 1}\n`);
    const config = await read('Include double-1\n');
    expect(config.problems.map(({ code }) => code)).toEqual(['limit']);
  });

  it('that others may write are refused, as ssh does', async () => {
    writeFileSync(join(home, '.ssh', 'open'), 'User other\n');
    const { chmodSync } = await import('node:fs');
    chmodSync(join(home, '.ssh', 'open'), 0o666);
    const config = await read('Include open\n');
    expect(config.problems).toMatchObject([
      { code: 'permission-denied', message: expect.stringContaining('can be changed by others') as string },
    ]);
  });

  it('find what a shell would', async () => {
    const folder = join(home, 'glob');
    for (const path of ['a/1.conf', 'a/.hidden', 'b/2.conf', 'b/10.conf', 'b/x[y']) {
      mkdirSync(join(folder, path, '..'), { recursive: true });
      writeFileSync(join(folder, path), '');
    }
    const find = async (shape: string) => (await findFiles(join(folder, shape))).files.map((path) => path.slice(folder.length + 1));
    expect(await find('*/*.conf')).toEqual(['a/1.conf', 'b/10.conf', 'b/2.conf']);
    expect(await find('a/*')).toEqual(['a/1.conf']);
    expect(await find('a/.h*')).toEqual(['a/.hidden']);
    expect(await find('[!a]/[0-9].conf')).toEqual(['b/2.conf']);
    expect(await find('b/x[[]y')).toEqual(['b/x[y']);
    expect(await find('nothing/*')).toEqual([]);
    expect(await find('a/1.conf')).toEqual(['a/1.conf']);
  });

  it('say what is wrong with files that are no configs', async () => {
    writeFileSync(file, Buffer.from([0x48, 0, 1, 2, 0xff]), { mode: 0o600 });
    expect((await parseSshConfig({ file, homeFolder: home })).problems).toMatchObject([{ code: 'config-broken' }]);
    const folder = await parseSshConfig({ file: join(home, '.ssh'), homeFolder: home });
    expect(folder.problems).toMatchObject([{ message: expect.stringContaining('is not a file') as string }]);
    const absent = await parseSshConfig({ file: join(home, 'absent'), homeFolder: home });
    expect(absent).toMatchObject({ problems: [], directives: [], watched: { files: [join(home, 'absent')] } });
  });
});
