import { launchClient } from '../execute/launch.ts';
import { createJournal } from '../journal/journal.ts';

// A process that launches a client and is killed by the test while that runs.
const [journalFile = '', folder = '', program = ''] = process.argv.slice(2);
const file = `${folder}/a.rdp`;
await launchClient(
  {
    client: 'freerdp',
    label: 'web',
    files: [{ path: file, mode: 0o600, content: 'a:s:b\r\n', encoding: 'utf-8', holdsSecret: false }],
    steps: [],
    run: { program, args: [], env: {}, stdin: [], life: 'process' },
    cleanUp: [
      { kind: 'file', path: file, when: 'ended' },
      { kind: 'folder', path: folder, when: 'ended' },
    ],
    asksPassword: false,
    exits: [],
    ignored: [],
  },
  { journal: createJournal(journalFile), signal: new AbortController().signal, log: () => {} },
).ended;
