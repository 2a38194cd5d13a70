import type { CommandEntry, CommandIo } from './command.ts';
import { resolvePath } from './command.ts';

/** Looking around in the file tree. */
export const fileCommands: Readonly<Record<string, CommandEntry>> = {
  ls: { run: ls, help: 'names in a folder; -l, -a' },
  ll: { run: (io) => ls({ ...io, args: ['-l', ...io.args] }), help: 'ls -l' },
  pwd: { run: pwd, help: 'the folder you are in' },
  cd: { run: cd, help: 'go to a folder' },
  rm: { run: rm, help: 'take files away' },
  touch: { run: touch, help: 'make an empty file' },
};

async function ls({ args, machine, session, out, err, terminal }: CommandIo): Promise<number> {
  const long = args.some((arg) => /^-\w*l/.test(arg));
  const hidden = args.some((arg) => /^-\w*a/.test(arg));
  const paths = args.filter((arg) => !arg.startsWith('-'));
  let status = 0;
  for (const shown of paths.length > 0 ? paths : ['.']) {
    const path = resolvePath(session, machine.home, shown);
    const isFolder = machine.files.isFolder(path);
    if (!isFolder && !machine.files.file(path)) {
      await err(`ls: cannot access '${shown}': No such file or directory\n`);
      status = 2;
      continue;
    }
    const names = isFolder ? machine.files.list(path).filter((name) => hidden || !name.startsWith('.')) : [shown];
    const entries = names.map((name) => {
      const file = machine.files.file(isFolder ? resolvePath({ folder: path }, machine.home, name) : path);
      return { name: name.replace(/\/$/, ''), file, folder: file === undefined };
    });
    const paint = (entry: (typeof entries)[number]): string => {
      if (!terminal) return entry.name;
      if (entry.folder) return `\u001b[1;34m${entry.name}\u001b[0m`;
      return entry.file?.executable ? `\u001b[1;32m${entry.name}\u001b[0m` : entry.name;
    };
    if (long) {
      for (const entry of entries) {
        const mode = entry.folder ? 'drwxr-xr-x' : entry.file?.executable ? '-rwxr-xr-x' : '-rw-r--r--';
        const owner = (entry.file?.owner ?? 'root').padEnd(9);
        const day = new Date(entry.file?.changed ?? machine.bootedAt).toISOString().slice(0, 16).replace('T', ' ');
        await out(`${mode} 1 ${owner} ${owner} ${String(entry.file?.size ?? 4096).padStart(9)} ${day} ${paint(entry)}\n`);
      }
    } else if (entries.length > 0)
      await out(
        terminal
          ? columns(
              entries.map((entry) => [entry.name.length, paint(entry)]),
              terminal.size().columns,
            )
          : `${names.join('\n')}\n`,
      );
  }
  return status;
}

function columns(cells: readonly (readonly [width: number, text: string])[], available: number): string {
  const width = Math.max(...cells.map(([length]) => length)) + 2;
  const perRow = Math.max(1, Math.floor(available / width));
  let text = '';
  for (const [at, [length, cell]] of cells.entries()) {
    const last = at % perRow === perRow - 1 || at === cells.length - 1;
    text += cell + (last ? '\n' : ' '.repeat(width - length));
  }
  return text;
}

async function pwd({ session, out }: CommandIo): Promise<number> {
  await out(`${session.folder}\n`);
  return 0;
}

async function cd({ args, machine, session, err }: CommandIo): Promise<number> {
  const shown = args[0] === '-' ? (session.variables.get('OLDPWD') ?? '~') : (args[0] ?? '~');
  const path = resolvePath(session, machine.home, shown);
  if (!machine.files.isFolder(path)) {
    await err(`sh: cd: ${shown}: ${machine.files.file(path) ? 'Not a directory' : 'No such file or directory'}\n`);
    return 1;
  }
  session.variables.set('OLDPWD', session.folder);
  session.variables.set('PWD', path);
  session.folder = path;
  return 0;
}

async function rm({ args, machine, session, err }: CommandIo): Promise<number> {
  let status = 0;
  for (const shown of args.filter((arg) => !arg.startsWith('-'))) {
    if (machine.files.remove(resolvePath(session, machine.home, shown))) continue;
    await err(`rm: cannot remove '${shown}': No such file\n`);
    status = 1;
  }
  return status;
}

async function touch({ args, machine, session }: CommandIo): Promise<number> {
  for (const shown of args) machine.files.write(resolvePath(session, machine.home, shown), '', true);
  return 0;
}
