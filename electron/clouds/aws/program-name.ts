const MAX_LENGTH = 200;

/** The program of a shell line, without its arguments, which may hold secrets. `undefined`: the line does not begin with one. */
export function programName(line: string): string | undefined {
  const [, double, single, plain] = /^\s*(?:"([^"]+)"|'([^']+)'|([^\s"'`;&|<>()]+))(?=\s|$)/u.exec(line) ?? [];
  const name = double ?? single ?? plain;
  // `TOKEN=… program`: what stands first is a secret.
  return name === undefined || name.includes('=') ? undefined : name.slice(0, MAX_LENGTH);
}
