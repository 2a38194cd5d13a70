import type { CommandEntry, CommandIo } from './command.ts';
import { pause } from './command.ts';

/** Printing things, and leaving. */
export const showCommands: Readonly<Record<string, CommandEntry>> = {
  echo: { run: echo, help: 'print words; -n, -e' },
  seq: { run: seq, help: 'numbers: seq LAST, seq FIRST LAST' },
  yes: { run: yes, help: 'a word for ever, as fast as it goes' },
  sleep: { run: sleep, help: 'wait for seconds' },
  ping: { run: ping, help: 'one line each second' },
  colors: { run: colors, help: 'what the terminal can paint' },
  clear: { run: clear, help: 'empty the screen' },
  env: { run: env, help: 'variables' },
  export: { run: exportVariable, help: 'set a variable: export NAME=VALUE' },
  history: { run: history, help: 'earlier lines' },
  exit: { run: exit, help: 'leave' },
  logout: { run: exit, help: 'leave' },
  true: { run: async () => 0, help: 'succeed' },
  false: { run: async () => 1, help: 'fail' },
};

async function echo({ args, out }: CommandIo): Promise<number> {
  const flags = args.findIndex((arg) => !/^-[ne]+$/.test(arg));
  const options = (flags < 0 ? args : args.slice(0, flags)).join('');
  let text = (flags < 0 ? [] : args.slice(flags)).join(' ');
  if (options.includes('e')) text = unescape(text);
  await out(options.includes('n') ? text : `${text}\n`);
  return 0;
}

function unescape(text: string): string {
  const letters: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\u0007', b: '\b', e: '\u001b', '\\': '\\' };
  return text.replace(/\\(x[0-9a-fA-F]{1,2}|0[0-7]{1,3}|.)/g, (whole, code: string) => {
    if (/^x[0-9a-fA-F]/.test(code)) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    if (/^0[0-7]/.test(code)) return String.fromCharCode(Number.parseInt(code, 8));
    return letters[code] ?? whole;
  });
}

async function seq({ args, out, err }: CommandIo): Promise<number> {
  const numbers = args.map(Number);
  const [first, last] = numbers.length > 1 ? numbers : [1, numbers[0]];
  if (first === undefined || last === undefined || !Number.isFinite(first) || !Number.isFinite(last)) {
    await err('seq: say up to which number\n');
    return 1;
  }
  for (let at = first; at <= last; ) {
    let block = '';
    for (; at <= last && block.length < 8192; at++) block += `${at}\n`;
    await out(block);
  }
  return 0;
}

async function yes({ args, out }: CommandIo): Promise<number> {
  const line = `${args.length > 0 ? args.join(' ') : 'y'}\n`;
  const block = line.repeat(Math.max(1, Math.floor(8192 / line.length)));
  for (;;) await out(block);
}

async function sleep({ args, signal, err }: CommandIo): Promise<number> {
  const seconds = Number(args[0]);
  if (!Number.isFinite(seconds) || seconds < 0) {
    await err('sleep: say how many seconds\n');
    return 1;
  }
  await pause(Math.min(seconds * 1000, 2 ** 31 - 1), signal);
  return 0;
}

async function ping({ args, out, signal, machine }: CommandIo): Promise<number> {
  const counted = args.indexOf('-c');
  const count = counted < 0 ? Number.POSITIVE_INFINITY : Number(args[counted + 1]);
  const target = args.find((arg, at) => !arg.startsWith('-') && at !== counted + 1) ?? args.at(-1) ?? machine.hostname;
  await out(`PING ${target} (played by the demo, nothing is sent) 56(84) bytes of data.\n`);
  for (let sequence = 1; sequence <= count; sequence++) {
    await out(`64 bytes from ${target}: icmp_seq=${sequence} ttl=64 time=${(0.3 + (sequence % 7) * 0.04).toFixed(2)} ms\n`);
    if (sequence < count) await pause(1000, signal);
  }
  return 0;
}

async function colors({ out }: CommandIo): Promise<number> {
  const eight = [0, 1, 2, 3, 4, 5, 6, 7];
  const row = (start: number): string => eight.map((at) => `\u001b[${start + at}m ${start + at} \u001b[0m`).join('');
  let text = `${row(30)}\n${row(90)}\n${row(40)}\n${row(100)}\n\n`;
  for (let red = 0; red < 6; red++) {
    for (let at = 0; at < 36; at++) text += `\u001b[48;5;${16 + red * 36 + at}m \u001b[0m`;
    text += '\n';
  }
  for (let at = 0; at < 64; at++) text += `\u001b[48;2;${at * 4};${120 - at};${255 - at * 4}m \u001b[0m`;
  text +=
    '\n\n\u001b[1mbold\u001b[0m \u001b[2mfaint\u001b[0m \u001b[3mitalic\u001b[0m \u001b[4munderline\u001b[0m \u001b[4:3mcurly\u001b[0m \u001b[7mreverse\u001b[0m \u001b[9mstruck\u001b[0m\n';
  await out(text);
  return 0;
}

async function clear({ out }: CommandIo): Promise<number> {
  await out('\u001b[H\u001b[2J\u001b[3J');
  return 0;
}

async function env({ session, out }: CommandIo): Promise<number> {
  await out([...session.variables].map(([name, value]) => `${name}=${value}\n`).join(''));
  return 0;
}

async function exportVariable({ args, session }: CommandIo): Promise<number> {
  for (const arg of args) {
    const [name = '', ...value] = arg.split('=');
    if (value.length > 0) session.variables.set(name, value.join('='));
  }
  return 0;
}

async function history({ session, out }: CommandIo): Promise<number> {
  await out(session.history.map((line, at) => `${String(at + 1).padStart(5)}  ${line}\n`).join(''));
  return 0;
}

async function exit({ args, session }: CommandIo): Promise<number> {
  const status = Number(args[0] ?? session.lastStatus);
  session.leaving = Number.isInteger(status) ? status & 255 : 2;
  return session.leaving;
}
