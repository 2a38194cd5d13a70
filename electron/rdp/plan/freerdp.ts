import { posix } from 'node:path';
import { freerdpExits } from './freerdp-exits.ts';
import { parseExtraLine } from './extra-lines.ts';
import type { CleanUp, Plan, PlanFile } from './plan-data.ts';
import type { PlanInput } from './plan.ts';
import { hostAndPort, rdpText } from './rdp-file.ts';

/** FreeRDP 2 and 3, X11 and SDL: password on standard input, certificate pinned by its fingerprint. Run for real with 2.11.7 and 3.15. */
export function planFreerdp(input: PlanInput): Plan {
  const { options, client } = input;
  const extra = options.rdpExtraLines.map(parseExtraLine);
  const path = posix.join(input.folder, `${input.token}.rdp`);
  const files: readonly PlanFile[] =
    extra.length === 0
      ? []
      : [
          {
            path,
            mode: 0o600,
            encoding: 'utf-16le',
            holdsSecret: false,
            content: rdpText(extra.map(({ name, type, value }) => `${name}:${type}:${value}`)),
          },
        ];
  const cleanUp: CleanUp[] = [
    ...files.map((file) => ({ kind: 'file', path: file.path, when: 'ended' }) as const),
    { kind: 'folder', path: input.folder, when: 'ended' },
  ];
  return {
    client: 'freerdp',
    label: input.label,
    files,
    steps: [],
    run: {
      program: client.program,
      // The file comes first: what follows has the last word.
      args: [...files.map((file) => file.path), ...argumentsFor(input)],
      env: {},
      // Version 3 waits for the line break.
      stdin: input.hasPassword ? [{ secret: 'password' }, '\n'] : [],
      life: 'process',
    },
    cleanUp,
    asksPassword: !input.hasPassword,
    // Read as it ends, in the language of then.
    get exits() {
      return freerdpExits({ sdl: client.variant === 'sdl' });
    },
    ignored: [],
  };
}

function argumentsFor(input: PlanInput): string[] {
  const { options } = input;
  return [
    `/v:${hostAndPort(input.host, input.port)}`,
    `/u:${input.user}`,
    `/d:${input.domain}`,
    ...(input.hasPassword ? ['/from-stdin:force'] : []),
    `/cert:fingerprint:sha256:${input.certificate.sha256}`,
    `/t:${input.label}`,
    '/dynamic-resolution',
    ...(options.rdpScreen === 'full' ? ['/f'] : [`/size:${options.rdpWidth}x${options.rdpHeight}`]),
    ...(options.rdpAllMonitors ? ['/multimon'] : []),
    options.rdpClipboard ? '+clipboard' : '-clipboard',
    ...(options.rdpDrives ? ['+home-drive'] : []),
    ...{ here: ['/sound', '/audio-mode:0'], server: ['/audio-mode:1'], off: ['/audio-mode:2'] }[options.rdpSound],
    ...(options.rdpAdmin ? ['/admin'] : []),
  ];
}
