import type { CommandEntry, CommandIo } from './command.ts';
import type { Machine } from './machine.ts';

/** Questions about the machine. */
export const systemCommands: Readonly<Record<string, CommandEntry>> = {
  uname: { run: uname, help: 'the kernel; -a' },
  hostname: { run: ({ machine, out }) => say(out, machine.hostname), help: 'the name of this machine' },
  whoami: { run: ({ session, out }) => say(out, session.user), help: 'who you are here' },
  id: {
    run: ({ session, out }) => say(out, `uid=1000(${session.user}) gid=1000(${session.user}) groups=1000(${session.user}),27(sudo)`),
    help: 'your user and groups',
  },
  date: { run: ({ out }) => say(out, new Date().toUTCString()), help: 'date and time' },
  uptime: { run: uptime, help: 'how long the machine has been up' },
  free: { run: free, help: 'memory in MiB' },
  df: { run: df, help: 'room on the disks' },
  ps: { run: ps, help: 'processes' },
  nproc: { run: ({ machine, out }) => say(out, String(machine.cpus)), help: 'number of processors' },
  stty: { run: stty, help: 'stty size: rows and columns' },
  tput: { run: tput, help: 'tput cols, lines, colors, clear' },
  tty: { run: ({ terminal, out }) => say(out, terminal ? '/dev/pts/0' : 'not a tty'), help: 'whether this is a terminal' },
  who: {
    run: ({ session, out }) =>
      say(out, `${session.user}  pts/0  ${new Date().toISOString().slice(0, 16).replace('T', ' ')} (${session.peer})`),
    help: 'who is logged in',
  },
};

async function say(out: CommandIo['out'], text: string): Promise<number> {
  await out(`${text}\n`);
  return 0;
}

function uname({ args, machine, out }: CommandIo): Promise<number> {
  const { kernel } = machine.os;
  const parts = { s: 'Linux', n: machine.hostname, r: kernel, v: '#1 SMP', m: machine.arch, o: 'GNU/Linux' };
  if (args.includes('-a')) return say(out, Object.values(parts).join(' '));
  const letters = args.flatMap((arg) => (arg.startsWith('-') ? [...arg.slice(1)] : []));
  const chosen = Object.entries(parts).filter(([letter]) => letters.includes(letter));
  return say(out, chosen.length > 0 ? chosen.map(([, value]) => value).join(' ') : 'Linux');
}

/** `12 days, 3:04`. */
export function upFor(machine: Machine): string {
  const minutes = Math.max(0, Math.floor((Date.now() - machine.bootedAt) / 60_000));
  const days = Math.floor(minutes / 1440);
  const clock = `${Math.floor(minutes / 60) % 24}:${String(minutes % 60).padStart(2, '0')}`;
  return days > 0 ? `${days} day${days === 1 ? '' : 's'}, ${clock}` : clock;
}

function uptime({ machine, out }: CommandIo): Promise<number> {
  return say(out, ` ${new Date().toISOString().slice(11, 19)} up ${upFor(machine)},  1 user,  load average: 0.42, 0.37, 0.31`);
}

function free({ machine, out }: CommandIo): Promise<number> {
  const used = machine.processes.reduce((sum, process) => sum + process.memoryMiB, 180);
  const cache = Math.floor((machine.memoryMiB - used) * 0.4);
  const row = (label: string, values: readonly number[]): string =>
    label.padEnd(8) + values.map((value) => String(value).padStart(12)).join('');
  const head = `        ${['total', 'used', 'free', 'buff/cache', 'available'].map((name) => name.padStart(12)).join('')}`;
  const memory = row('Mem:', [machine.memoryMiB, used, machine.memoryMiB - used - cache, cache, machine.memoryMiB - used]);
  return say(out, [head, memory, row('Swap:', [0, 0, 0])].join('\n'));
}

function df({ machine, out }: CommandIo): Promise<number> {
  const rows = [
    'Filesystem      Size  Used Avail Use% Mounted on',
    '/dev/nvme0n1p1   48G   17G   31G  36% /',
    'tmpfs           1.9G     0  1.9G   0% /dev/shm',
  ];
  if (machine.kind === 'database') rows.push('/dev/nvme1n1    492G  401G   91G  82% /var/lib/postgresql');
  return say(out, rows.join('\n'));
}

function ps({ machine, session, out }: CommandIo): Promise<number> {
  const mine = { pid: 4471, user: session.user, command: '-sh', cpu: 0, memoryMiB: 5 };
  const rows = [...machine.processes, mine].map((process) => {
    const share = ((process.memoryMiB / machine.memoryMiB) * 100).toFixed(1);
    return `${process.user.padEnd(11)}${String(process.pid).padStart(6)} ${process.cpu.toFixed(1).padStart(5)} ${share.padStart(5)} ${process.command}`;
  });
  return say(out, ['USER          PID  %CPU  %MEM COMMAND', ...rows].join('\n'));
}

async function stty({ args, terminal, out, err }: CommandIo): Promise<number> {
  if (!terminal) {
    await err("stty: 'standard input': Inappropriate ioctl for device\n");
    return 1;
  }
  const { rows, columns } = terminal.size();
  return say(out, args[0] === 'size' ? `${rows} ${columns}` : `speed 38400 baud; rows ${rows}; columns ${columns};`);
}

async function tput({ args, terminal, out }: CommandIo): Promise<number> {
  const { columns, rows } = terminal?.size() ?? { columns: 80, rows: 24 };
  if (args[0] === 'clear') {
    await out('\u001b[H\u001b[2J\u001b[3J');
    return 0;
  }
  const answers: Readonly<Record<string, number>> = { cols: columns, lines: rows, colors: 256 };
  const answer = answers[args[0] ?? ''];
  return answer === undefined ? 1 : say(out, String(answer));
}
