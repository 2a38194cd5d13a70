import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layersAbove } from '../../../shared/model/session.ts';
import { BUILT_IN, mergeSettings, type SettingsLayer } from '../../../shared/model/session-settings.ts';
import { below, formValues, overDefaults, same, withoutSetting, withSetting } from './inheritance.ts';
import { sampleBook, sampleFolder } from './sample.ts';

const app = { fontSize: 15, scrollback: 900 };
const book = sampleBook(
  [
    sampleFolder({ id: 'p', name: 'Prod', settings: { user: 'ops', port: 2222 } }),
    sampleFolder({ id: 'w', name: 'Web', parent: 'p', settings: { port: 2200 } }),
  ],
  [],
  { keepalive: 5, user: 'me' },
);

describe('where a value comes from', () => {
  const values = formValues({ compression: true }, below({ folder: 'w' }, book, app));
  it.each([
    ['compression', 'set here', true],
    ['port', 'from folder Web', 2200],
    ['user', 'from folder Prod', 'ops'],
    ['keepalive', 'from Default Settings', 5],
    ['fontSize', 'from Settings', 15],
    ['rows', 'built in', 0],
  ] as const)('%s', (key, origin, value) => expect(values[key]).toMatchObject({ origin, value }));

  it('the Default Settings have only what is built in below them', () => {
    expect(formValues(book.defaults, below('defaults', book, app))).toMatchObject({
      user: { origin: 'set here', inherited: '' },
      port: { origin: 'built in' },
    });
  });

  it('is told for a folder that is named like the Default Settings, too', () => {
    const odd = sampleBook([sampleFolder({ id: 'd', name: 'Default Settings', settings: { rows: 3 } })], []);
    expect(formValues({}, below({ folder: 'd' }, odd, app)).rows.origin).toBe('from folder Default Settings');
  });
});

describe('a change', () => {
  const base = below({ folder: 'w' }, book, app);
  it('is kept as a difference', () => expect(withSetting({}, 'port', 22, base)).toEqual({ port: 22 }));
  it('back to what is inherited leaves nothing behind', () => expect(withSetting({ port: 22 }, 'port', 2200, base)).toEqual({}));
  it('is undone by a reset', () => expect(withoutSetting({ port: 22, user: 'x' }, 'port')).toEqual({ user: 'x' }));
  it('compares lists and records by what is in them', () => {
    expect(same({ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 })).toBe(true);
    expect(same([1, 2], [2, 1])).toBe(false);
    expect(same({ a: undefined }, {})).toBe(false);
    expect(withSetting({}, 'proxy', { kind: 'none' }, base)).toEqual({});
  });
});

const layer: fc.Arbitrary<SettingsLayer> = fc.record(
  {
    port: fc.integer({ min: 1, max: 9 }),
    user: fc.constantFrom('a', 'b'),
    bell: fc.constantFrom('none', 'sound'),
    jump: fc.constantFrom(['x'], []),
  },
  { requiredKeys: [] },
);

describe('the form and the host', () => {
  it('agree on every value', () => {
    fc.assert(
      fc.property(layer, layer, layer, layer, (defaults, outer, inner, own) => {
        const some = sampleBook(
          [sampleFolder({ id: 'o', settings: outer }), sampleFolder({ id: 'i', parent: 'o', settings: inner })],
          [],
          defaults,
        );
        const form = formValues(own, below({ folder: 'i' }, some, app));
        const host = mergeSettings([...layersAbove('i', some.folders, defaults), { from: 's', settings: own }], { ...BUILT_IN, ...app });
        for (const key of ['port', 'user', 'bell', 'jump', 'fontSize'] as const) expect(form[key].value).toEqual(host.values[key]);
        // Opening without saving: the folders travel with the call.
        const opened = mergeSettings(
          [
            { from: 'd', settings: defaults },
            { from: 'o', settings: overDefaults(own, 'i', some) },
          ],
          { ...BUILT_IN, ...app },
        );
        expect(opened.values).toEqual(host.values);
      }),
    );
  });
});
