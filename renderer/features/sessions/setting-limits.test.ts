import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settingFields } from '../../../shared/contract/session-settings.ts';
import { recordName } from '../../../shared/contract/sessions.ts';
import { BUILT_IN, COLOUR_NAMES, SETTING_KEYS, type SettingKey } from '../../../shared/model/session-settings.ts';
import { CATEGORIES } from './setting-lines.ts';
import { problemOf, problemOfName } from './setting-limits.ts';

const number = fc.oneof(fc.integer({ min: -2, max: 12 }), fc.integer({ min: 0, max: 200_000 }), fc.constant(Number.NaN), fc.double());
const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom('', 'web.example', '::1', 'xterm', 'NAME', `SHA256:${'A'.repeat(43)}`, '#aabbcc', 'x'.repeat(300), 'x'.repeat(9_000)),
);
const forward = fc.oneof(
  fc.record({ kind: fc.constantFrom('local', 'remote'), bind: text, port: number, host: text, hostPort: number }),
  fc.record({ kind: fc.constant('dynamic'), bind: text, port: number }),
);
/** For each setting values of its type, fit or not. */
const VALUES: { readonly [K in SettingKey]?: fc.Arbitrary<unknown> } = {
  jump: fc.array(text, { maxLength: 10 }),
  pinnedHostKeys: fc.array(text, { maxLength: 34 }),
  authMethods: fc.array(fc.constantFrom('publickey', 'keyboard-interactive', 'password'), { maxLength: 4 }),
  proxy: fc.oneof(
    fc.constant({ kind: 'none' }),
    fc.record({ kind: fc.constantFrom('socks5', 'http'), host: text, port: number, user: text }),
  ),
  key: fc.oneof(
    fc.constantFrom({ kind: 'auto' }, { kind: 'none' }),
    fc.record({ kind: fc.constant('file'), path: text }),
    fc.record({ kind: fc.constant('vault'), id: text }),
    fc.record({ kind: fc.constant('agent'), sha256: text }),
  ),
  colours: fc.dictionary(fc.constantFrom(...COLOUR_NAMES), text, { maxKeys: 3 }),
  environment: fc.array(fc.record({ name: text, value: text }), { maxLength: 3 }),
  forwards: fc.array(forward, { maxLength: 3 }),
  rdpExtraLines: fc.array(fc.oneof(text, fc.constantFrom('redirectprinters:i:1', 'a:s:', 'a:s:b\u2028c')), { maxLength: 66 }),
  rdpGateway: fc.oneof(text, fc.constantFrom('gw.example:443', '[2001:db8::1]:443', 'gw:')),
};
const valuesOf = (key: SettingKey): fc.Arbitrary<unknown> => {
  const built = BUILT_IN[key];
  return VALUES[key] ?? (typeof built === 'number' ? number : typeof built === 'boolean' ? fc.boolean() : text);
};

describe('the form refuses what the host refuses, and nothing else', () => {
  it.each(SETTING_KEYS)('%s', (key) => {
    fc.assert(
      fc.property(valuesOf(key), (value) => {
        expect(problemOf(key, value as never) === undefined).toBe(settingFields()[key].safeParse(value).success);
      }),
      { numRuns: 300 },
    );
  });

  it('names', () => {
    fc.assert(
      fc.property(text, (name) => {
        expect(problemOfName(name) === undefined).toBe(recordName().safeParse(name).success);
      }),
    );
  });
});

it('the form has a line for every setting, once', () => {
  const lines = CATEGORIES.flatMap((category) => category.lines.map(({ key }) => key));
  expect(lines.toSorted()).toEqual([...SETTING_KEYS].toSorted());
});
