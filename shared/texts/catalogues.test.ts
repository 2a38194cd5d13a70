import { describe, expect, it } from 'vitest';
import { chinese } from './chinese/chinese.ts';
import { english } from './english/english.ts';

type Say = (...args: readonly unknown[]) => unknown;

/** One text with the way to it, `sessions.command.open`. */
interface Entry {
  readonly path: string;
  readonly value: string | Say;
}

function entriesOf(value: unknown, path: readonly string[] = []): readonly Entry[] {
  if (typeof value === 'string') return [{ path: path.join('.'), value }];
  if (typeof value === 'function') return [{ path: path.join('.'), value: value as Say }];
  if (typeof value !== 'object' || value === null) throw new Error(`${path.join('.')} is neither a text nor a group of texts`);
  return Object.entries(value).flatMap(([key, inner]) => entriesOf(inner, [...path, key]));
}

const WORDS = ['first-word', 'second-word', 'third-word', 'fourth-word', 'fifth-word', 'sixth-word'];
/** Entries that take something else than texts and numbers, with what they are asked here. */
const ARGUMENTS: Readonly<Record<string, readonly unknown[]>> = {
  'sessionProblems.colour': ['cursor'],
  'imports.preview.imported': [['first-word', 'second-word']],
  'quit.question': [2, 1],
  'sessionEditor.reset': ['first-word'],
  'vault.forget': ['first-word', 'second-word'],
  'storeErrors.diskFull': ['first-word', 'read'],
  'storeErrors.readOnly': ['first-word', 'read'],
  'storeErrors.notAllowed': ['first-word', 'read'],
  'instanceDetails.because': ['first-word'],
  'instanceDetails.notFound': ['first-word', ['second-word']],
  'alibabaErrors.noName': ['first-word'],
  'alibabaProfiles.missing': [['first-word', 'second-word']],
  'terminalTexts.keyFound': ['first-word', 'name', 'third-word'],
  'power.effect': [{ kind: 'address-changes', address: 'first-word' }],
};
/** What stands between the parts of a text that has an element inside. */
const ELEMENT = '<>';

function say({ path, value }: Entry, given: readonly unknown[] = ARGUMENTS[path] ?? WORDS): string {
  if (typeof value === 'string') return value;
  const made = value(...given);
  return Array.isArray(made) ? made.join(ELEMENT) : String(made);
}

const inEnglish = entriesOf(english);
const inChinese = entriesOf(chinese);
const pairs = inEnglish.map((entry) => {
  const other = inChinese.find(({ path }) => path === entry.path);
  if (other === undefined) throw new Error(`${entry.path} has no Chinese text`);
  return [entry, other] as const;
});

/** The paths of the entries of which something is wrong. */
const wrong = (isWrong: (pair: readonly [Entry, Entry]) => boolean): readonly string[] => pairs.filter(isWrong).map(([{ path }]) => path);

describe('the two catalogues', () => {
  it('have the same texts in the same order', () => {
    expect(inChinese.map(({ path }) => path)).toEqual(inEnglish.map(({ path }) => path));
  });

  it('have no empty text, and none with a hole in it', () => {
    expect(
      wrong((pair) =>
        pair.some((entry) => say(entry).replaceAll(ELEMENT, '').trim() === '' || /undefined|\[object|NaN|(?<!\n) {2}/u.test(say(entry))),
      ),
    ).toEqual([]);
  });

  it('tell for one, for many and for none', () => {
    const untold = (entry: Entry): boolean =>
      typeof entry.value === 'function' &&
      ARGUMENTS[entry.path] === undefined &&
      [0, 1, 2, 5].some(
        (count) =>
          say(
            entry,
            WORDS.map(() => count),
          ).trim() === '',
      );
    expect(wrong((pair) => pair.some(untold))).toEqual([]);
  });

  it('tell both all that they are given', () => {
    const named = (entry: Entry): readonly string[] => WORDS.filter((word) => say(entry).toLowerCase().includes(word));
    expect(wrong(([left, right]) => typeof left.value !== typeof right.value || named(left).join() !== named(right).join())).toEqual([]);
  });

  it('put as many elements into a sentence', () => {
    const elements = (entry: Entry): number => say(entry).split(ELEMENT).length;
    expect(wrong(([left, right]) => elements(left) !== elements(right))).toEqual([]);
  });
});

describe('the Chinese catalogue', () => {
  /** What other programs call their own settings. */
  const NAMES = /“[^”]*”|Key、Parameters for saving key files/gu;
  const said = inChinese.map((entry) => [entry.path, say(entry)] as const);
  const paths = (pattern: RegExp): readonly string[] => said.filter(([, text]) => pattern.test(text)).map(([path]) => path);

  it('has no English sentence', () => {
    const sentence = /(?:\b[A-Za-z’']+,? ){3}[a-z’']+\b/u;
    expect(said.filter(([, text]) => sentence.test(text.replace(NAMES, ''))).map(([path]) => path)).toEqual([]);
  });

  it('writes its marks in full width', () => {
    expect(paths(/\p{Script=Han}[,:;?!.](?!\w)|[,;?!]\p{Script=Han}/u)).toEqual([]);
  });

  it('leaves a space between its signs and Latin letters', () => {
    // Into these goes what is Chinese itself, a part of the sentence.
    const among = ['loginTexts.addPrivate', 'loginTexts.addKey', 'prompts.attempt', 'sshErrors.noCommon', 'sshErrors.otherService'];
    const joined = new Set([
      ...among,
      'sshSteps.thisOnly',
      'storeErrors.nothingKept',
      'vault.forget',
      'importErrors.seems',
      'importErrors.nothingOf',
      'importNotes.ownOrder',
      'parts.copy',
    ]);
    expect(paths(/\p{Script=Han}[A-Za-z0-9]|[A-Za-z0-9]\p{Script=Han}/u).filter((path) => !joined.has(path))).toEqual([]);
  });
});
