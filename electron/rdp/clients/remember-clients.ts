import { stat } from 'node:fs/promises';
import type { FoundClients } from './find-clients.ts';

/**
 * Keeps what was found while the programs stay what they were: asking each for its version takes some 0.4 s, which every launch would
 * wait for. `again` looks in any case, and so does a call after nothing was found.
 */
export function rememberClients(find: () => Promise<FoundClients>): (how?: 'again') => Promise<FoundClients> {
  let known: { readonly clients: FoundClients; readonly files: string } | undefined;
  return async (how) => {
    if (how !== 'again' && known !== undefined && known.files === (await filesOf(known.clients))) return known.clients;
    const clients = await find();
    known = clients.found.length === 0 ? undefined : { clients, files: await filesOf(clients) };
    return clients;
  };
}

/** By what an update or a removal of a program shows. */
async function filesOf({ found }: FoundClients): Promise<string> {
  const files = found.map(async ({ program }) => {
    const file = await stat(program).catch(() => undefined);
    return `${program} ${file?.ino} ${file?.size} ${file?.mtimeMs}`;
  });
  return (await Promise.all(files)).join('\n');
}
