// What the language itself looks for on any object.
const ASKED_BY_THE_LANGUAGE = new Set<PropertyKey>([
  'then',
  'toJSON',
  'constructor',
  '$$typeof',
  'asymmetricMatch',
  'nodeType',
  'tagName',
  'default',
  '__esModule',
]);

/**
 * An object of the stand-in: reading what it does not have throws. So the stand-in cannot quietly agree to a call that nobody has
 * looked up in Electron's documentation.
 */
export function strict<T extends object>(name: string, object: T): T {
  return new Proxy(object, {
    get(target, property) {
      if (!(property in target) && typeof property === 'string' && !ASKED_BY_THE_LANGUAGE.has(property)) {
        throw new Error(`The stand-in for Electron has no ${name}.${property}: look it up in the documentation and add it.`);
      }
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === 'function' ? (value as (...args: never[]) => unknown).bind(target) : value;
    },
    set(_target, property) {
      throw new Error(`The stand-in for Electron does not let ${name}.${String(property)} be set.`);
    },
  });
}
