import type { CommandIo } from './command.ts';
import { upFor } from './commands-system.ts';

const refreshMs = 1000;

/** A live list on the alternate screen, as full-screen programs do; it follows the size of the window. */
export async function top(io: CommandIo): Promise<number> {
  const { terminal, out, err, machine } = io;
  if (!terminal) {
    await err('top: needs a terminal\n');
    return 1;
  }
  await out('\u001b[?1049h\u001b[?25l');
  try {
    for (let tick = 0; ; tick++) {
      const { columns, rows } = terminal.size();
      await out(`\u001b[H${frame(machine, tick, columns, rows)}\u001b[J`);
      const key = await terminal.nextKey(refreshMs);
      if (io.signal.aborted || (key?.kind === 'text' && key.text.includes('q')) || (key?.kind === 'control' && key.name === 'interrupt'))
        return 0;
    }
  } finally {
    // Straight to the terminal: after Ctrl-C `out` refuses, and the screen has to come back all the same.
    await err('\u001b[?25h\u001b[?1049l');
  }
}

function frame(machine: CommandIo['machine'], tick: number, columns: number, rows: number): string {
  const processes = machine.processes
    .map((process, at) => ({ ...process, cpu: Math.max(0, process.cpu * (1 + 0.35 * Math.sin(tick * 0.9 + at * 1.7))) }))
    .sort((a, b) => b.cpu - a.cpu);
  const busy = Math.min(99.9, processes.reduce((sum, process) => sum + process.cpu, 0) / machine.cpus);
  const used = processes.reduce((sum, process) => sum + process.memoryMiB, 180);
  const bar = Math.max(10, Math.min(40, columns - 30));
  const meter = (share: number, colour: number): string => {
    const full = Math.round((share / 100) * bar);
    return `[\u001b[${colour}m${'|'.repeat(full)}\u001b[0m${' '.repeat(bar - full)}]`;
  };
  const memory = (used / machine.memoryMiB) * 100;
  const head = [
    `top - ${machine.hostname}  up ${upFor(machine)}`.slice(0, columns),
    `Cpu ${meter(busy, 32)} ${busy.toFixed(1)} %`,
    `Mem ${meter(memory, 36)} ${used}/${machine.memoryMiB} MiB`,
    '',
    `\u001b[7m${'    PID USER          %CPU    MEM  COMMAND'.padEnd(columns).slice(0, columns)}\u001b[0m`,
  ];
  const list = processes.slice(0, Math.max(0, rows - head.length - 1)).map((process) => {
    const text = `${String(process.pid).padStart(7)} ${process.user.padEnd(11)} ${process.cpu.toFixed(1).padStart(6)} ${String(process.memoryMiB).padStart(6)}  ${process.command}`;
    return text.slice(0, columns);
  });
  return [...head, ...list, '\u001b[2mq ends\u001b[0m'].map((line) => `${line}\u001b[K`).join('\n');
}
