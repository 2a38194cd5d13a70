import type { Engine, PageOptions, PortEnd } from './engine.ts';

/** A page that is only noted: tests speak for it. */
export interface NotedPage {
  readonly options: PageOptions;
  readonly loaded: string[];
  readonly posted: { channel: string; message: unknown; ports: readonly PortEnd[] }[];
  reloads: number;
  closed: boolean;
}

/** An engine that shows nothing. */
export function createNoEngine(): Engine & { readonly pages: NotedPage[] } {
  const pages: NotedPage[] = [];
  return {
    pages,
    open(options) {
      const page: NotedPage = { options, loaded: [], posted: [], reloads: 0, closed: false };
      pages.push(page);
      return {
        load: async (url) => {
          page.loaded.push(url);
          options.on.document(url);
        },
        reload: () => void page.reloads++,
        evaluate: async () => undefined,
        post: (channel, message, ports) => void page.posted.push({ channel, message, ports }),
        close: () => {
          page.closed = true;
        },
      };
    },
    close: async () => {},
  };
}
