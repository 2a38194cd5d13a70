import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REGION } from './fleet.ts';

/** A home folder with one AWS profile that points at an endpoint on this machine. */
export interface AwsHome {
  readonly folder: string;
  /** What a process needs to live in it. */
  readonly env: Readonly<Record<string, string>>;
  remove(): void;
}

export function makeAwsHome(endpoint: string): AwsHome {
  const folder = mkdtempSync(join(tmpdir(), 'gangway-bench-'));
  mkdirSync(join(folder, '.aws'));
  mkdirSync(join(folder, '.ssh'), { mode: 0o700 });
  writeFileSync(join(folder, '.aws/config'), `[profile bench]\nregion = ${REGION}\nendpoint_url = ${endpoint}\n`);
  writeFileSync(
    join(folder, '.aws/credentials'),
    '[bench]\naws_access_key_id = AKIABENCHBENCHBENCH\naws_secret_access_key = benchbenchbenchbenchbenchbenchbenchbench\n',
    { mode: 0o600 },
  );
  return {
    folder,
    env: { HOME: folder, AWS_CONFIG_FILE: join(folder, '.aws/config'), AWS_SHARED_CREDENTIALS_FILE: join(folder, '.aws/credentials') },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
