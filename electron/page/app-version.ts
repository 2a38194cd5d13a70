import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The version in the package.json that lies above this code, in the sources as in the build. */
export function appVersion(from: string): string {
  for (let folder = from; folder !== dirname(folder); folder = dirname(folder)) {
    try {
      const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name?: string; version?: string };
      if (name === 'gangway' && version !== undefined) return version;
    } catch {
      // Not here; further up.
    }
  }
  return '0.0.0';
}
