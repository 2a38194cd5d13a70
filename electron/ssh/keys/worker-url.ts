/**
 * Where a worker's entry lies: beside its source while running from source (`<name>.ts`), beside the bundle otherwise (`<name>.js`).
 * `from` is the `import.meta.url` of the module that starts it.
 */
export function workerUrl(from: string, name: string): URL {
  return new URL(`./${name}.${from.endsWith('.ts') ? 'ts' : 'js'}`, from);
}
