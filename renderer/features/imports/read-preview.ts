import type { ImportPreview, ImportSource } from '../../../shared/model/import.ts';
import { client } from '../../app/client.ts';

/** Bytes that the host takes in one upload; it has the same limit. */
export const LARGEST_FILE = 64 * 1024 * 1024;
const BLOCK = 128 * 1024;

/** Hands a file over and gets its preview. The bytes go on a stream of their own: a call is too small for them. */
export async function previewFile(
  source: ImportSource,
  file: File,
  password: string | undefined,
  signal: AbortSignal,
): Promise<ImportPreview> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const stream = client().openStream();
  const asked = client().call(
    'imports.preview',
    {
      source,
      from: { kind: 'upload', name: file.name, bytes: bytes.length, stream: stream.id },
      ...(password === undefined ? {} : { password }),
    },
    signal,
  );
  for (let at = 0; at < bytes.length; at += BLOCK) stream.write(bytes.subarray(at, at + BLOCK));
  try {
    return await asked;
  } finally {
    stream.close();
  }
}
