import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Who may import whom. `packages: only` lists outside packages that are allowed in this folder and nowhere else. */
const LAYERS: readonly { folder: string; mayImport: readonly string[] }[] = [
  { folder: 'shared/model', mayImport: ['shared/model', 'shared/texts'] },
  { folder: 'shared/route', mayImport: ['shared/model', 'shared/route', 'shared/texts'] },
  { folder: 'shared', mayImport: ['shared'] },
  { folder: 'electron/preload', mayImport: ['electron/preload', 'shared'] },
  { folder: 'electron/desktop', mayImport: ['electron', 'shared'] },
  { folder: 'electron/store', mayImport: ['electron/store', 'electron/log', 'shared'] },
  { folder: 'electron/log', mayImport: ['electron/log', 'shared'] },
  { folder: 'electron/dial', mayImport: ['electron/dial', 'shared'] },
  { folder: 'electron/ssh', mayImport: ['electron/ssh', 'electron/dial', 'electron/store', 'electron/log', 'shared'] },
  { folder: 'electron/ssh-config', mayImport: ['electron/ssh-config', 'electron/store', 'shared'] },
  { folder: 'electron/clouds', mayImport: ['electron/clouds', 'electron/store', 'electron/log', 'electron/host/platform.ts', 'shared'] },
  { folder: 'electron', mayImport: ['electron', 'shared'] },
  { folder: 'renderer/terminals', mayImport: ['renderer/terminals', 'renderer/app', 'shared'] },
  { folder: 'renderer/ui', mayImport: ['renderer/ui', 'shared/model', 'shared/texts'] },
  { folder: 'renderer', mayImport: ['renderer', 'shared'] },
];

/** Outside packages that belong to one place. */
const PACKAGES: readonly { name: RegExp; only: readonly string[] }[] = [
  { name: /^electron$/u, only: ['electron/desktop', 'electron/preload', 'electron/main.ts'] },
  { name: /^ssh2(\/|$)/u, only: ['electron/ssh'] },
  { name: /^@(aws-sdk|smithy)\//u, only: ['electron/clouds/aws'] },
  { name: /^@alicloud\//u, only: ['electron/clouds/alibaba'] },
  { name: /^ws$/u, only: ['electron/browser'] },
  { name: /^(react|react-dom)(\/|$)/u, only: ['renderer/app', 'renderer/features', 'renderer/ui'] },
  { name: /^zod$/u, only: ['shared/contract', 'electron'] },
  { name: /^@xterm\//u, only: ['renderer/terminals'] },
];

const isTest = (file: string): boolean => /\.test\.tsx?$/u.test(file) || file.includes('/testing/') || file.includes('/fixtures/');

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name).replaceAll('\\', '/'))
    .filter((name) => /\.tsx?$/u.test(name) && !isTest(name) && !name.endsWith('.d.ts'));
}

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [
    ...text.matchAll(/^\s*(?:import|export)\s+(type\s)?[^'";]*?from\s+'([^']+)'|^\s*import\s+'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gmu),
  ].map((match) => ({
    from: file,
    to: match[2] ?? match[3] ?? match[4] ?? '',
    typeOnly: match[1] !== undefined,
  }));
}

const all = ['shared', 'electron', 'renderer'].flatMap(sources).flatMap(importsOf);
const within = (file: string, place: string): boolean => file === place || file.startsWith(`${place}/`);

describe('the layers of the house', () => {
  it('finds imports to check', () => expect(all.length).toBeGreaterThan(50));

  it('import only downwards', () => {
    const wrong = all.flatMap(({ from, to }) => {
      if (!to.startsWith('.')) return [];
      const target = relative(root, join(root, dirname(from), to)).replaceAll('\\', '/');
      const layer = LAYERS.find(({ folder }) => within(from, folder));
      const allowed = layer !== undefined && layer.mayImport.some((place) => within(target, place));
      return allowed ? [] : [`${from} → ${target}`];
    });
    expect(wrong).toEqual([]);
  });

  it('keep each outside package in its place', () => {
    const wrong = all.flatMap(({ from, to, typeOnly }) => {
      const rule = PACKAGES.find(({ name }) => name.test(to));
      return rule === undefined || typeOnly || rule.only.some((place) => within(from, place)) ? [] : [`${from} → ${to}`];
    });
    expect(wrong).toEqual([]);
  });
});
