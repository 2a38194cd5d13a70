import { z } from 'zod';
import { once } from '../../../shared/once.ts';
import type { Document } from '../../store/document.ts';
import type { ImageFacts } from './messages.ts';

const text = () => z.string().max(1_024);
const image = once(() =>
  z.strictObject({
    ...{ id: text(), name: text(), description: text(), owner: text(), ownerAlias: text() },
    source: z.exactOptional(z.strictObject({ id: text(), region: text() })),
  }),
);
const schema = () => z.strictObject({ images: z.record(text(), image()) });

/** What images tell of their login name, by `account|region|image`. */
export type ImageDocument = z.infer<ReturnType<typeof schema>>;
const empty: ImageDocument = { images: {} };
export const imageDocument = { version: 1, schema, empty, entries: { images: image }, compact: true };

export type ImageStore = Pick<Document<ImageDocument>, 'load' | 'save'>;

/** Of a thousand machines some dozens differ in their image. The one that was learnt the longest ago goes first. */
const MAX_IMAGES = 1_000;

/** The facts of images beyond the life of the process: without a network the same login name is proposed as with it. */
export interface ImageMemory {
  find(key: string): Promise<ImageFacts | undefined>;
  keep(key: string, facts: ImageFacts): Promise<void>;
  /** Waits until what was learnt is on the disk. */
  close(): Promise<void>;
}

export function createImageMemory({ store, onError }: { store: ImageStore; onError: (error: unknown) => void }): ImageMemory {
  // Read when it is first asked for: a start has no use for it.
  const known = once(async () => new Map<string, ImageFacts>(Object.entries((await store.load()).value.images)));
  let saved: Promise<void> = Promise.resolve();
  return {
    find: async (key) => (await known()).get(key),
    async keep(key, facts) {
      const images = await known();
      images.set(key, facts);
      for (const old of [...images.keys()].slice(0, -MAX_IMAGES)) images.delete(old);
      saved = store.save({ images: Object.fromEntries(images) }).catch(onError);
    },
    close: () => saved,
  };
}
