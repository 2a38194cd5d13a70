import { z } from 'zod';
import { IMPORT_SOURCES, type ImportPlace, type ImportPreview } from '../model/import.ts';
import { filePath, nothing, recordId, streamId } from './common.ts';
import { method } from './define.ts';

/** Bytes of a file that the page hands over; larger ones are read by their path. */
export const MAX_UPLOAD = 64 * 1024 * 1024;

export const importMethods = {
  /** Where something to import lies on this computer: PuTTY's folder or registry, `known_hosts`, WinSCP.ini … */
  'imports.places': method(nothing).returns<readonly ImportPlace[]>(),
  /**
   * Reads and shows what would come in; changes nothing. `upload`: the page sends exactly `bytes` bytes on `stream`. `password` is
   * for sources that encrypt their values (mRemoteNG; empty is its default). Throws `invalid-input` for a file that is something else.
   */
  'imports.preview': method(() =>
    z.strictObject({
      source: z.enum(IMPORT_SOURCES),
      from: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('default') }),
        z.strictObject({ kind: z.literal('path'), path: filePath() }),
        z.strictObject({ kind: z.literal('upload'), name: z.string().max(512), bytes: z.int().min(0).max(MAX_UPLOAD), stream: streamId() }),
      ]),
      password: z.string().max(4_096).optional(),
    }),
  ).returns<ImportPreview>(),
  /** Takes the picked items of a preview. Returns what came in. */
  'imports.apply': method(() =>
    z.strictObject({
      id: z.string().max(64),
      items: z.array(z.string().max(64)).max(50_000),
      folder: recordId().nullable(),
    }),
  ).returns<{ sessions: number; folders: number; hostKeys: number }>(),
  /** The text of an OpenSSH config, or of Gangway's own file; never with a secret in it. No ids: everything. */
  'imports.export': method(() =>
    z.strictObject({ format: z.enum(['openssh', 'gangway']), ids: z.array(recordId()).max(20_000).optional() }),
  ).returns<{ fileName: string; text: string; notes: readonly string[] }>(),
};
