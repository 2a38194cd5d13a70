import { posix } from 'node:path';
import type { Plan } from './plan-data.ts';
import type { PlanInput } from './plan.ts';
import { fileNameFrom, rdpLines, rdpText } from './rdp-file.ts';
import { texts } from '../../../shared/texts/current.ts';

export const WINDOWS_APP_BUNDLE = 'com.microsoft.rdc.macos';

/**
 * Windows App (Microsoft Remote Desktop) on macOS. It takes no password from anywhere but the person, so that is offered for copying; `open`
 * returns at once. Never run for real so far: from Microsoft's documentation of RDP properties and open(1).
 */
export function planWindowsApp(input: PlanInput): Plan {
  const path = posix.join(input.folder, `${fileNameFrom(input.label)}.rdp`);
  return {
    client: 'windows-app',
    label: input.label,
    files: [{ path, mode: 0o600, encoding: 'utf-8', holdsSecret: false, content: rdpText(rdpLines(input, '*')) }],
    steps: [],
    run: { program: '/usr/bin/open', args: ['-b', WINDOWS_APP_BUNDLE, path], env: {}, stdin: [], life: 'relay' },
    cleanUp: [
      { kind: 'file', path, when: 'ended' },
      { kind: 'folder', path: input.folder, when: 'ended' },
    ],
    asksPassword: true,
    exits: [
      { code: 0, how: 'closed' },
      {
        code: 1,
        how: 'failed',
        error: {
          code: 'not-found',
          message: texts().rdpClients.noWindowsApp,
          hint: texts().rdpClients.installWindowsApp,
        },
      },
    ],
    ignored: [],
  };
}
