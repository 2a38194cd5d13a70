import type { Plugin } from 'vite';

/** What V8 needs two bytes for. */
const WIDE = /[^\u0000-\u00ff]/gu;
/** Where `\u2026` would not mean the character that stands there: behind a backslash, and in what is read raw. */
const MEANT_AS_IT_IS = /\\[^\u0000-\u00ff]|String\.raw`[^`]*[^\u0000-\u00ff]/u;

/**
 * The engine keeps the text of all code that it has loaded, and one quotation mark or arrow in it makes every character of the file take two
 * bytes. They are written as escapes, which mean the same in strings, templates and patterns, where that makes the text smaller: not in the
 * tables and languages that mostly consist of them.
 */
export function oneByteCode(code: string): string {
  if (MEANT_AS_IT_IS.test(code)) return code;
  const escaped = code.replace(WIDE, (char) =>
    char.split('').reduce((text, unit) => `${text}\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`, ''),
  );
  return escaped.length < code.length * 2 ? escaped : code;
}

export function withOneByteCode(): Plugin {
  return {
    name: 'gangway:one-byte-code',
    apply: 'build',
    // The last that is done to a file: what prints code before would write the characters out again.
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        for (const file of Object.values(bundle)) if (file.type === 'chunk') file.code = oneByteCode(file.code);
      },
    },
  };
}
