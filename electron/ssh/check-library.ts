import { Duplex } from 'node:stream';
import ssh2 from 'ssh2';
import { missingInternals } from './ssh2-internals.ts';

/** Looks whether the copy of ssh2 in this build has the private parts that Gangway stands on; gives the names of what is missing. */
export function missingSshParts(): string[] {
  // Speaks to nobody: only what `connect` builds before the first byte is looked at.
  const silence = new Duplex({ read: () => {}, write: (_chunk, _encoding, done) => done() });
  const client = new ssh2.Client();
  client.on('error', () => {});
  try {
    client.connect({ sock: silence, username: 'nobody' });
    return missingInternals(client);
  } finally {
    client.destroy();
    silence.destroy();
  }
}
