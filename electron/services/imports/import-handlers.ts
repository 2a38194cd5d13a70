import type { MethodHandlers } from '../../../shared/rpc/server.ts';
import type { ImportFrom, Imports } from './imports.ts';
import { readUpload } from './read-input.ts';

type ImportMethods = Pick<MethodHandlers, Extract<keyof MethodHandlers, `imports.${string}`>>;

export function createImportHandlers(imports: Imports): { methods: ImportMethods; topics: object } {
  return {
    methods: {
      'imports.places': () => imports.places(),
      'imports.preview': async ({ source, from, password }, context) => {
        const given: ImportFrom =
          from.kind === 'upload'
            ? { kind: 'upload', name: from.name, bytes: await readUpload(context.stream(from.stream), from.bytes, context.signal) }
            : from;
        return imports.preview(source, given, password, context.signal);
      },
      'imports.apply': ({ id, items, folder }) => imports.apply(id, items, folder),
      'imports.export': ({ format, ids }) => imports.export(format, ids),
    },
    topics: {},
  };
}
