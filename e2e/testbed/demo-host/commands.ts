import type { CommandEntry } from './command.ts';
import { fileCommands } from './commands-files.ts';
import { showCommands } from './commands-show.ts';
import { systemCommands } from './commands-system.ts';
import { textCommands } from './commands-text.ts';
import { top } from './top.ts';

/** What the shell knows, by name. No prototype: `constructor` is no command. */
export const commands: Readonly<Record<string, CommandEntry>> = Object.assign(Object.create(null) as Record<string, CommandEntry>, {
  ...fileCommands,
  ...textCommands,
  ...systemCommands,
  ...showCommands,
  top: { run: top, help: 'live list of processes; q ends it' },
  help: {
    help: 'this list',
    run: async ({ out }) => {
      const names = Object.keys(commands).sort();
      await out(names.map((name) => `  \u001b[1m${name.padEnd(10)}\u001b[0m ${commands[name]?.help ?? ''}\n`).join(''));
      await out('\nPipes (|), files (> >>), lists (; && ||), quotes, $NAME and Tab work. Ctrl-C stops anything.\n');
      return 0;
    },
  },
} satisfies Record<string, CommandEntry>);
