import { builtinModules } from 'node:module';
import { parseSync } from 'vite';

/** Names of packages that a built file would look for at run time, whether it is written in many lines or in one. */
export function outsideImports(file: string, text: string): string[] {
  const { module, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file} cannot be read: ${errors[0]?.message ?? ''}`);
  const named = module.staticImports.map(({ moduleRequest }) => moduleRequest.value);
  const passed = module.staticExports.flatMap(({ entries }) => entries.map(({ moduleRequest }) => moduleRequest?.value ?? '.'));
  const later = module.dynamicImports.map(({ moduleRequest }) => text.slice(moduleRequest.start, moduleRequest.end)).map(literal);
  // In an ES module `require` is left of what a package would like to have, inside of a `try`.
  const required = !file.endsWith('.cjs')
    ? []
    : [...text.matchAll(/\brequire\(\s*["']([^"'\n]+)["']\s*\)/gu)].map((match) => match[1] ?? '.');
  return [...named, ...passed, ...later, ...required].filter(
    (name) => !/^(?:node:|\.|electron$)/u.test(name) && !builtinModules.includes(name),
  );
}

/** What is put together at run time names a file of ours. */
const literal = (code: string): string => /^["'`]([^"'`$]+)["'`]$/u.exec(code)?.[1] ?? '.';
