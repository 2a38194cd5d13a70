import { z } from 'zod';
import { filePath } from '../../../shared/contract/common.ts';

/** `keys.json`: folders, besides `~/.ssh`, in which the person keeps keys. */
export interface KeyFolders {
  readonly folders: readonly string[];
}

const schema = (): z.ZodType<KeyFolders> => z.strictObject({ folders: z.array(filePath()) });
const empty: KeyFolders = { folders: [] };

export const keyDocument = { version: 1, schema, empty, entries: { folders: filePath } };
