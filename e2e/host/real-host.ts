import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHost, type GangwayHost } from '../../electron/host/create-host.ts';
import type { Platform } from '../../electron/host/platform.ts';
import type { Instance } from '../../shared/model/instance.ts';
import { createRpcClient, type AskedPrompt, type RpcClient } from '../../shared/rpc/client.ts';
import { createLinkPair } from '../../shared/rpc/link.ts';

/** The whole host process in this one, with a page that is only a Link. */
export interface RealHost {
  readonly host: GangwayHost;
  readonly dataFolder: string;
  page(): TestPage;
  stop(): Promise<void>;
}

export interface TestPage {
  readonly client: RpcClient;
  readonly prompts: AskedPrompt[];
  readonly rows: Map<string, Instance>;
  close(): void;
}

export async function startHost(options: { env: NodeJS.ProcessEnv; dataFolder?: string; platform?: Partial<Platform> }): Promise<RealHost> {
  const dataFolder = options.dataFolder ?? mkdtempSync(join(tmpdir(), 'gangway-data-'));
  const host = await createHost({
    shell: 'browser',
    version: '0.0.0',
    dataFolder,
    homeFolder: options.env['HOME'] ?? '',
    env: options.env,
    openExternal: () => Promise.resolve(),
    ...options.platform,
  });
  return {
    host,
    dataFolder,
    page() {
      const [left, right] = createLinkPair();
      const client = createRpcClient(left);
      const prompts: AskedPrompt[] = [];
      client.onAsk((prompt) => prompts.push(prompt));
      client.onUnask((id) => {
        const at = prompts.findIndex((prompt) => prompt.id === id);
        if (at >= 0) prompts.splice(at, 1);
      });
      host.attach(right);
      const rows = new Map<string, Instance>();
      client.subscribe('instances.list', undefined, {
        snapshot: (list) => list.rows.forEach((row) => rows.set(row.key, row)),
        change: (change) => {
          for (const row of change.upsert ?? []) rows.set(row.key, row);
          for (const key of change.remove ?? []) rows.delete(key);
        },
      });
      return { client, prompts, rows, close: () => left.close() };
    },
    async stop() {
      await host.close();
      if (options.dataFolder === undefined) rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}
