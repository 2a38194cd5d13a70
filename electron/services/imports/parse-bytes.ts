import { AppError } from '../../../shared/model/errors.ts';
import type { ImportSource } from '../../../shared/model/import.ts';
import { decodeTextFile } from './decode-text.ts';
import type { Parsed } from './draft.ts';
import { parseGangwayFile } from './gangway-file.ts';
import { guessSource, sourceNames } from './guess-source.ts';
import { parseKnownHosts } from './known-hosts.ts';
import { parseMobaXterm } from './mobaxterm.ts';
import { looksLikePuttyFile, parsePuttyFiles } from './putty-files.ts';
import { parsePuttyHostKeys } from './putty-host-keys.ts';
import { parsePuttyRegistry } from './putty-registry.ts';
import { parseWinScp } from './winscp.ts';
import { texts } from '../../../shared/texts/current.ts';

/** Parses the bytes of one file. When it is something else, says what it seems to be. */
export async function parseBytes(source: ImportSource, bytes: Buffer, what: string, fileName: string, password?: string): Promise<Parsed> {
  try {
    return await parse(source, bytes, what, fileName, password);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid-input') throw error;
    const seems = guessSource(bytes);
    throw seems === undefined || seems.source === source ? error : otherSource(source, what, seems);
  }
}

/** Says what a file seems to be instead. */
export function otherSource(
  source: ImportSource,
  what: string,
  seems: { readonly source?: ImportSource; readonly name: string },
): AppError {
  return new AppError('invalid-input', texts().importErrors.seems(what, seems.name, sourceNames()[source]), {
    hint: seems.source === undefined ? texts().importErrors.otherFile : texts().importErrors.thatSource,
  });
}

async function parse(source: ImportSource, bytes: Buffer, what: string, fileName: string, password?: string): Promise<Parsed> {
  switch (source) {
    case 'putty-reg':
      return parsePuttyRegistry(bytes, what);
    // Bytes that are no UTF-8 are kept, so that hashed and foreign lines stay as they are.
    case 'known-hosts':
      return parseKnownHosts(bytes.toString('latin1'), what);
    case 'putty':
      return parsePuttyFile(decodeTextFile(bytes, what), what, fileName);
    case 'winscp':
      return parseWinScp(decodeTextFile(bytes, what), what);
    case 'mremoteng':
      // The XML parser is loaded for this alone.
      return (await import('./mremoteng.ts')).parseMRemoteNg(decodeTextFile(bytes, what), what, password);
    case 'mobaxterm':
      return parseMobaXterm(decodeTextFile(bytes, what), what);
    case 'gangway':
      return parseGangwayFile(decodeTextFile(bytes, what), what);
    case 'ssh-config':
      throw new AppError('unsupported', texts().importErrors.configHereOnly, {
        hint: texts().importErrors.givePath,
      });
  }
}

function parsePuttyFile(text: string, what: string, fileName: string): Parsed {
  if (looksLikePuttyFile(text)) return parsePuttyFiles([{ name: fileName, text }]);
  const keys = parsePuttyHostKeys(text);
  if (keys.drafts.length > 0) return keys;
  throw new AppError('invalid-input', texts().importErrors.neitherPutty(what), {
    hint: texts().importErrors.choosePutty,
  });
}
