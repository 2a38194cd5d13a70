import { join } from 'node:path';
import type { HtmlTagDescriptor, Plugin, Rolldown } from 'vite';

/** What the tools themselves add to the code. */
const HELPERS = /vite\/preload-helper|rolldown\/runtime/u;

interface Modules {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null;
}

/**
 * Builds the page (`app/page.tsx`, which the entry imports when the Link is on its way) into one file, and names that in the HTML, so
 * that the browser fetches it beside the entry and not behind it. Left alone, the bundler makes a file of each part that page and dialogs
 * share: each one a request before the first picture.
 */
export function pageInOneFile(renderer: string): Plugin {
  const entry = join(renderer, 'main.ts');
  const page = join(renderer, 'app/page.tsx');
  let parts: { readonly entry: ReadonlySet<string>; readonly page: ReadonlySet<string> } | undefined;

  function chunkOf(id: string, modules: Modules): string | null {
    parts ??= { entry: reached(entry, modules), page: reached(page, modules) };
    if (id === entry) return null;
    if (parts.entry.has(id) || HELPERS.test(id)) return 'link';
    return parts.page.has(id) ? 'page' : null;
  }

  return {
    name: 'gangway:page-in-one-file',
    apply: 'build',
    config: () => ({
      build: {
        rolldownOptions: {
          output: { codeSplitting: { includeDependenciesRecursively: false, groups: [{ debugName: 'page', name: chunkOf }] } },
        },
      },
    }),
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle }) {
        const chunks = new Map(Object.values(bundle ?? {}).flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file]] : [])));
        const first = [...chunks.values()].find((chunk) => chunk.facadeModuleId === page);
        if (first === undefined) throw new Error('The page is not in the build.');
        const tags: HtmlTagDescriptor[] = [];
        // `modulepreload`, not `preload`: the browser then parses beside the page's thread while it fetches.
        for (const chunk of withImports(first, chunks)) {
          if (!html.includes(chunk.fileName)) tags.push(tag({ rel: 'modulepreload' }, chunk.fileName));
          for (const name of chunk.viteMetadata?.importedCss ?? []) if (!html.includes(name)) tags.push(tag({ rel: 'stylesheet' }, name));
        }
        return tags;
      },
    },
  };
}

/** A module and all that it imports, without what it imports later on. */
function reached(id: string, modules: Modules, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(id)) return found;
  found.add(id);
  for (const next of modules.getModuleInfo(id)?.importedIds ?? []) reached(next, modules, found);
  return found;
}

function withImports(chunk: Rolldown.OutputChunk, all: ReadonlyMap<string, Rolldown.OutputChunk>): readonly Rolldown.OutputChunk[] {
  const found = new Set([chunk]);
  // Grows while it is walked.
  for (const { imports } of found) for (const name of imports) if (all.has(name)) found.add(all.get(name) ?? chunk);
  return [...found];
}

function tag(attrs: Record<string, string>, file: string): HtmlTagDescriptor {
  return { tag: 'link', attrs: { ...attrs, crossorigin: true, href: `./${file}` }, injectTo: 'head' };
}
