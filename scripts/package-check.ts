import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extractFile, listPackage } from '@electron/asar';
import fuses from '@electron/fuses';
import { Arch, build, Platform } from 'electron-builder';
import { ensureBuilt, root } from './build.ts';
import { outsideImports } from './outside-imports.ts';

/**
 * Packs the app as `electron-builder` would for Linux, with a stub in place of Electron's distribution, so that it needs neither
 * network nor download; then looks at what came out.
 */

const { FuseV1Options, FuseVersion, getCurrentFuseWire } = fuses;

// electron-builder's own reader and checker of configurations, in the versions that it brings.
const packer = createRequire(createRequire(import.meta.url).resolve('app-builder-lib/package.json'));
const { load } = packer('js-yaml') as { load(text: string): unknown };
const { default: Ajv } = packer('ajv') as {
  default: new (options: object) => { compile(schema: unknown): Validate };
};
interface Validate {
  (data: unknown): boolean;
  errors?: readonly { instancePath: string; message?: string }[] | null;
}

/** The mark in Electron's binary, after which version, length and the fuses stand. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
/** States of a fuse in the wire: the digits 1 and 0. */
const ON = 0x31;
const OFF = 0x30;
const WANTED: readonly (readonly [keyof typeof FuseV1Options, boolean])[] = [
  ['RunAsNode', false],
  ['EnableCookieEncryption', true],
  ['EnableNodeOptionsEnvironmentVariable', false],
  ['EnableNodeCliInspectArguments', false],
  ['EnableEmbeddedAsarIntegrityValidation', true],
  ['OnlyLoadAppFromAsar', true],
  ['GrantFileProtocolExtraPrivileges', false],
];

let failed = false;
function report(what: string, wrong: readonly string[]): void {
  failed ||= wrong.length > 0;
  console.log(`${wrong.length === 0 ? 'ok  ' : 'FAIL'} ${what}${wrong.map((line) => `\n     ${line}`).join('')}`);
}

function checkSchema(): void {
  const schema: unknown = JSON.parse(readFileSync(packer.resolve('app-builder-lib/scheme.json'), 'utf8'));
  // The keywords beyond JSON Schema in it speak to editors.
  const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);
  validate(load(readFileSync(join(root, 'electron-builder.yml'), 'utf8')));
  report(
    'electron-builder.yml fits its schema',
    (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || '/'} ${message ?? 'does not fit'}`),
  );
}

/** As much of Electron's Linux distribution as packing looks at: a binary with all fuses as Electron ships them. */
function makeStub(folder: string): void {
  mkdirSync(join(folder, 'resources'), { recursive: true });
  mkdirSync(join(folder, 'locales'));
  const shipped = '101100011';
  const wire = Buffer.concat([Buffer.from(SENTINEL), Buffer.from([1, shipped.length]), Buffer.from(shipped)]);
  const binary = Buffer.concat([Buffer.from('\x7fELF stand-in\n'), Buffer.alloc(4096), wire, Buffer.alloc(4096)]);
  writeFileSync(join(folder, 'electron'), binary);
  chmodSync(join(folder, 'electron'), 0o755);
  writeFileSync(join(folder, 'chrome-sandbox'), '');
  writeFileSync(join(folder, 'locales', 'en-US.pak'), '');
  writeFileSync(join(folder, 'version'), electronVersion());
  for (const name of ['LICENSE', 'LICENSES.chromium.html']) writeFileSync(join(folder, name), '');
}

function electronVersion(): string {
  return (JSON.parse(readFileSync(join(root, 'node_modules', 'electron', 'package.json'), 'utf8')) as { version: string }).version;
}

/** The project as packing sees it, apart: `dist/` of the person's own stays as it is. */
function makeProject(folder: string): void {
  for (const name of ['out', 'package.json', 'LICENSE', 'electron-builder.yml']) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  // In the way on purpose: must not get into the package.
  for (const name of ['electron', 'node_modules/left-over']) {
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, 'index.ts'), '');
  }
}

function checkContents(asar: string): void {
  // Folders are listed too; the files tell what is in it.
  const files = listPackage(asar, { isPack: false }).map((name) => name.replaceAll('\\', '/').slice(1));
  const allowed = /^(?:out(?:\/(?:main|preload|renderer)(?:\/.*)?)?|package\.json|LICENSE)$/u;
  const needed = [
    'out/main/main.js',
    'out/main/aws-worker.js',
    'out/main/decrypt-worker.js',
    'out/main/parse-worker.js',
    'out/preload/preload.cjs',
    'out/renderer/index.html',
    'package.json',
    'LICENSE',
  ];
  report('the package holds the build and nothing else', [
    ...files.filter((name) => !allowed.test(name) || /\.(?:tsx?|map|node)$/u.test(name)).map((name) => `${name} does not belong in it`),
    ...needed.filter((name) => !files.includes(name)).map((name) => `${name} is missing`),
  ]);
  const { main, dependencies } = JSON.parse(extractFile(asar, 'package.json').toString()) as { main?: string; dependencies?: object };
  report('its package.json starts the build', [
    ...(main === 'out/main/main.js' ? [] : [`main is ${String(main)}`]),
    ...(Object.keys(dependencies ?? {}).length === 0 ? [] : ['it has dependencies, which are not shipped']),
  ]);
  const outside = files
    .filter((name) => /^out\/(?:main|preload)\/.*\.c?js$/u.test(name))
    .flatMap((name) => outsideImports(name, extractFile(asar, name).toString()).map((found) => `${name} imports ${found}`));
  report('the build asks for nothing but Node and Electron', outside);
}

async function checkFuses(binary: string): Promise<void> {
  const wire = await getCurrentFuseWire(binary);
  report('the fuses are as wanted', [
    ...(wire.version === FuseVersion.V1 ? [] : [`the wire has version ${String(wire.version)}`]),
    ...WANTED.filter(([name, on]) => Number(wire[FuseV1Options[name]]) !== (on ? ON : OFF)).map(
      ([name, on]) => `${name} is not ${on ? 'on' : 'off'}`,
    ),
  ]);
}

await ensureBuilt();
checkSchema();
const place = mkdtempSync(join(tmpdir(), 'gangway-package-'));
try {
  const stub = join(place, 'electron-dist');
  const project = join(place, 'project');
  mkdirSync(project);
  makeStub(stub);
  makeProject(project);
  await build({
    projectDir: project,
    targets: Platform.LINUX.createTarget('dir', Arch.x64),
    publish: 'never',
    config: {
      ...(load(readFileSync(join(root, 'electron-builder.yml'), 'utf8')) as object),
      electronDist: stub,
      electronVersion: electronVersion(),
    },
  });
  const unpacked = join(project, 'dist', 'linux-unpacked');
  const asar = join(unpacked, 'resources', 'app.asar');
  report('an app.asar came out, and no loose app folder', [
    ...(existsSync(asar) ? [] : ['there is no app.asar']),
    ...['app', 'app.asar.unpacked']
      .filter((name) => existsSync(join(unpacked, 'resources', name)))
      .map((name) => `resources/${name} is there`),
  ]);
  checkContents(asar);
  await checkFuses(join(unpacked, 'gangway'));
} finally {
  rmSync(place, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;
