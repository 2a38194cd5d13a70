import type { Plugin } from 'vite';

const IMPORT = /^import (?<names>[^;'"]+) from "(?<module>node:[a-z0-9/_]+)";$/gmu;
/** As code that is loaded later asks for one; what it gets has no `default`. */
const LATER = /\bimport\((?<module>"node:[a-z0-9/_]+")\)(?!\)?\.default\b)/gu;
/** `name, { a, b as c }`, or one of the two; `* as name`. */
const NAMES = /^(?:(?:\* as )?(?<whole>[\w$]+)(?:, )?)?(?<parts>\{[^{}]*\})?$/u;

/**
 * Node fills all exports of its modules at an `import`, and so loads what lies behind them: 35 ms for `node:http`, most of it `fetch` and
 * `WebSocket`. `process.getBuiltinModule` (Node 22.3) does not, and only the exports that are used are read.
 */
export function lightBuiltins(): Plugin {
  return {
    name: 'gangway:light-builtins',
    apply: 'build',
    renderChunk: (code) => ({
      code: code.replace(IMPORT, asRead).replace(LATER, 'Promise.resolve(process.getBuiltinModule($<module>))'),
      map: null,
    }),
  };
}

function asRead(statement: string, names: string, module: string): string {
  const { whole, parts } = NAMES.exec(names)?.groups ?? {};
  if (whole === undefined && parts === undefined) throw new Error(`An import that is not understood: ${statement}`);
  const all = `process.getBuiltinModule(${JSON.stringify(module)})`;
  const reads = [
    ...(whole === undefined ? [] : [`const ${whole} = ${all};`]),
    ...(parts === undefined ? [] : [`const ${parts.replaceAll(/ as /gu, ': ')} = ${all};`]),
  ];
  return reads.join(' ');
}
