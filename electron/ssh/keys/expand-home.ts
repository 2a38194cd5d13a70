/** `~` or `~/…` at the start of a path that a person typed, as a shell would read it. Other users' homes (`~ann`) are left alone. */
export function expandHome(path: string, homeFolder: string): string {
  return path.replace(/^~(?=$|[/\\])/u, () => homeFolder);
}
