import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { memorySecrets } from '../../../e2e/testbed/memory-secrets.ts';
import { makeRdpCertificate, type RdpCertificate } from '../../../e2e/testbed/rdp-certificate.ts';
import type { PromptKind } from '../../../shared/contract/contract.ts';
import { AppError } from '../../../shared/model/errors.ts';
import type { RdpLaunch } from '../../../shared/model/rdp.ts';
import { BUILT_IN, type SettingsLayer } from '../../../shared/model/session-settings.ts';
import type { FoundClient } from '../../rdp/clients/find-clients.ts';
import { createJournal } from '../../rdp/journal/journal.ts';
import type { Ask } from '../../ssh/ssh.ts';
import { SYSTEM_CLOCK } from './first-password.ts';
import { createRdp, type Rdp, type RdpOptions } from './rdp.ts';
import { forgetful } from './testing/forgetful.ts';
import { movedClock } from './testing/moved-clock.ts';

const PASSWORD = `P$;(&"%!@*?'\\`;
/** X.224 connection confirm with a negotiation response that chooses TLS (MS-RDPBCGR 2.2.1.2.1). */
const CHOOSES_TLS = Buffer.from('030000130ed000001234000200080001000000', 'hex');
/** FreeRDP's exit code for a certificate that it refuses. */
const REFUSED_CERTIFICATE = 143;

let folder: string;
let certificates: readonly RdpCertificate[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gangway-rdp-service-'));
  certificates = await Promise.all(['one', 'two'].map((name) => makeRdpCertificate(mkdtempSync(join(folder, 'cert-')), name)));
});
afterAll(() => rmSync(folder, { recursive: true }));

let own: string;
let rdp: Rdp;
let asked: PromptKind[];
const ends: (() => unknown)[] = [];
beforeEach(() => {
  own = mkdtempSync(join(folder, 'test-'));
  asked = [];
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rdp.closeAll();
  for (const end of ends.splice(0)) end();
});

async function serve(onConnection: (socket: Socket, count: number) => void): Promise<number> {
  let count = 0;
  const server = createServer((socket) => {
    ends.push(() => socket.destroy());
    socket.on('error', () => {});
    onConnection(socket, (count += 1));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

/** A machine that negotiates and speaks TLS. `which`: its certificate, by the number of the connection. */
const desktop = (which: (count: number) => number = () => 0): Promise<number> =>
  serve((socket, count) => socket.once('data', () => speakTls(socket, which(count))));

function speakTls(socket: Socket, certificate = 0): void {
  socket.write(CHOOSES_TLS);
  const { keyFile = '', certFile = '' } = certificates[certificate] ?? {};
  new TLSSocket(socket, { isServer: true, key: readFileSync(keyFile), cert: readFileSync(certFile) }).on('error', () => {});
}

function program(text: string): string {
  const path = join(own, 'xfreerdp');
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return path;
}

/** Looks at the certificate as FreeRDP does, writes down how it was started, and stays. */
const careful = (): string =>
  program(`#!${process.execPath}
const { writeFileSync } = require('node:fs');
writeFileSync(${JSON.stringify(join(own, 'args.json'))}, JSON.stringify(process.argv.slice(2)));
const value = (name) => process.argv.find((arg) => arg.startsWith(name)).slice(name.length);
const [host, port] = value('/v:').split(':');
const socket = require('node:net').connect(Number(port), host, () => socket.write(Buffer.from('030000130ee000000000000100080003000000', 'hex')));
socket.once('data', () => {
  const tls = require('node:tls').connect({ socket, rejectUnauthorized: false }, () => {
    if (tls.getPeerCertificate().fingerprint256 !== value('/cert:fingerprint:sha256:')) process.exit(${REFUSED_CERTIFICATE});
  });
});
`);

/** Clicks on a machine that answers at a port, and gives what came of it. */
async function launch(options: {
  readonly port: number;
  readonly program: string;
  readonly name?: string;
  readonly user?: string;
  readonly password?: string;
  readonly settings?: SettingsLayer;
  /** Given with the click, not saved. */
  readonly override?: SettingsLayer;
  readonly until?: readonly RdpLaunch['state'][];
  readonly deps?: Partial<RdpOptions>;
}): Promise<RdpLaunch> {
  const { port } = options;
  const client: FoundClient = { id: 'freerdp', name: 'FreeRDP', program: options.program, version: [2, 11, 7] };
  const answers: Partial<Record<PromptKind, object>> = {
    rdpCertificate: { choice: 'once' },
    rdpCredentials: { user: options.user ?? 'ann', password: options.password ?? PASSWORD, remember: false },
  };
  const ask = ((kind: PromptKind) => {
    asked.push(kind);
    return Promise.resolve(answers[kind]);
  }) as unknown as Ask;
  const unused = (): never => {
    throw new Error('No cloud is asked about a plain host.');
  };
  const values = { ...BUILT_IN, rdpPort: port, ...options.settings };
  const deps: RdpOptions = {
    resolve: (_machine, override) => ({
      name: options.name ?? 'desk',
      target: { kind: 'host', host: '127.0.0.1', port },
      values: { ...values, ...override },
      origins: {},
    }),
    instances: { get: unused, seenAt: unused, describe: unused, login: unused, keyFile: unused, setLogin: unused, setKeyFile: unused },
    findKeyFile: unused,
    vaultKeys: () => [],
    reachMachine: () =>
      Promise.resolve({
        dial: ({ target }) =>
          new Promise((resolve, reject) => {
            const stream = connect(target.port, target.host, () => resolve({ stream, address: target.host }));
            stream.once('error', reject);
          }),
        hops: [],
        onLost: () => {},
        release: () => {},
      }),
    words: { console: unused, passwordData: unused, keyType: unused },
    remembered: await forgetful(),
    clock: SYSTEM_CLOCK,
    findClients: () => Promise.resolve({ found: [client], install: [] }),
    homeFolder: own,
    env: { PATH: '/usr/bin:/bin', HOME: own, DISPLAY: ':0' },
    platform: 'linux',
    secrets: memorySecrets(),
    journal: createJournal(join(own, 'journal.json')),
    swept: Promise.resolve(),
    folder: join(own, 'rdp'),
    log: { info: () => {}, error: () => '' },
    ask,
    ...options.deps,
  };
  rdp = createRdp(deps);
  const wish = { machine: { kind: 'host', host: '127.0.0.1', port }, client: 'freerdp', settings: options.override } as const;
  const id = await rdp.launch(wish, new AbortController().signal);
  return await vi.waitFor(
    () => {
      const view = rdp.list().find((one) => one.id === id);
      if (view === undefined || !(options.until ?? ['failed']).includes(view.state)) throw new Error(`It is ${view?.state}.`);
      return view;
    },
    { timeout: 15_000 },
  );
}

/** No folder, no file, no note and no password is left of a launch that is over. */
async function nothingIsLeft(password = PASSWORD): Promise<void> {
  // The state is told at once, what the launch left is removed just after.
  await vi.waitFor(
    () => {
      expect(rdp.live()).toBe(0);
      expect(existsSync(join(own, 'rdp')) ? readdirSync(join(own, 'rdp')) : []).toEqual([]);
      const journal = join(own, 'journal.json');
      if (existsSync(journal)) expect(JSON.parse(readFileSync(journal, 'utf8'))).toMatchObject({ records: [] });
    },
    { timeout: 5_000 },
  );
  expect(JSON.stringify(rdp.list())).not.toContain(JSON.stringify(password).slice(1, -1));
}

const args = (): Promise<string[]> =>
  vi.waitFor(() => JSON.parse(readFileSync(join(own, 'args.json'), 'utf8')) as string[], { timeout: 10_000 });

it('settings that come with the click count over the saved ones', async () => {
  const port = await desktop();
  await launch({ port, program: careful(), settings: { rdpScreen: 'window' }, override: { rdpScreen: 'full' }, until: ['launching'] });
  expect(await args()).toContain('/f');
});

describe('a machine', () => {
  it('that shows another certificate to the client than to the probe gets no password', async () => {
    const view = await launch({ port: await desktop((count) => (count === 1 ? 0 : 1)), program: careful() });
    expect(view.error).toMatchObject({ code: 'host-key-changed' });
    expect(await args()).toContain(`/cert:fingerprint:sha256:${certificates[0]?.sha256}`);
    await nothingIsLeft();
  });

  it('that accepts and is silent is told as that, before anybody is asked for anything', async () => {
    const whole = AbortSignal.timeout.bind(AbortSignal);
    vi.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => whole(milliseconds / 50));
    const view = await launch({ port: await serve(() => {}), program: careful() });
    expect(view.error).toMatchObject({ code: 'timeout', message: expect.stringContaining('no remote desktop answers') as string });
    expect(asked).toEqual([]);
    await nothingIsLeft();
  });
});

describe('a client', () => {
  it('that is gone since it was found is named', async () => {
    const view = await launch({ port: await desktop(), program: join(own, 'not-there') });
    expect(view.error).toMatchObject({ code: 'not-found', message: expect.stringContaining('FreeRDP') as string });
    await nothingIsLeft();
  });

  it('that crashes at once is a failure with what it printed, and without the password', async () => {
    const view = await launch({
      port: await desktop(),
      program: program('#!/bin/sh\nread -r password\nprintf "cannot open %s" "$password" >&2\nkill -SEGV $$\n'),
    });
    expect(view.error).toMatchObject({ code: 'internal', message: expect.stringContaining('crashed (SIGSEGV)') as string });
    expect(view.log.map(({ text }) => text).join('\n')).toContain('cannot open [removed]');
    await nothingIsLeft();
  });

  it('that ends before a desktop was there is said to have done so', async () => {
    const view = await launch({ port: await desktop(), program: program('#!/bin/sh\nexit 0\n'), until: ['ended'] });
    expect(view.log.map(({ text }) => text).join('\n')).toContain('ended by itself before a desktop was seen');
    await nothingIsLeft();
  });

  it('that ignores where it was sent is told as that, and counts when it comes after all', async () => {
    const clock = movedClock(Date.now());
    const go = join(own, 'go');
    const late = program(`#!${process.execPath}
const { existsSync, writeFileSync } = require('node:fs');
const [host, port] = process.argv.find((arg) => arg.startsWith('/v:')).slice(3).split(':');
const look = setInterval(() => {
  if (!existsSync(${JSON.stringify(go)})) return;
  clearInterval(look);
  require('node:net').connect(Number(port), host);
}, 50);
writeFileSync(${JSON.stringify(join(own, 'args.json'))}, '[]');
`);
    const { id } = await launch({ port: await desktop(), program: late, deps: { clock }, until: ['launching'] });
    await args();
    clock.move(45_000);
    const view = (): RdpLaunch | undefined => rdp.list().find((one) => one.id === id);
    expect(view()).toMatchObject({ state: 'failed', error: { code: 'timeout', message: 'FreeRDP was started, but has not connected.' } });
    expect(rdp.live()).toBe(1);
    writeFileSync(go, '');
    await vi.waitFor(() => expect(view()?.state).toBe('launching'), { timeout: 10_000 });
    await rdp.close(id);
    await nothingIsLeft();
  });

  it('is closed with its launch', async () => {
    const view = await launch({ port: await desktop(), program: careful(), until: ['launching'] });
    await args();
    await rdp.close(view.id);
    expect(rdp.list()).toMatchObject([{ state: 'ended' }]);
    await nothingIsLeft();
  });
});

describe('a disk', () => {
  it('that is full as the profile is written fails the launch with the reason, before the client starts, and leaves nothing', async () => {
    const journal = createJournal(join(own, 'journal.json'));
    const full = { ...journal, begin: () => Promise.reject(new AppError('disk-full', 'The disk is full.', { hint: 'Make room.' })) };
    const view = await launch({ port: await desktop(), program: careful(), deps: { journal: full } });
    expect(view.error).toMatchObject({ code: 'disk-full', hint: 'Make room.' });
    expect(existsSync(join(own, 'args.json'))).toBe(false);
    await nothingIsLeft();
  });

  it('on which no folder can be made is told as well', async () => {
    writeFileSync(join(own, 'rdp'), 'a file in its place');
    const view = await launch({ port: await desktop(), program: careful() });
    expect(view.state).toBe('failed');
    expect(view.error?.message).not.toBe('');
    expect(existsSync(join(own, 'args.json'))).toBe(false);
  });
});

/** A machine that lets the second connection have a desktop, and closes that when it is told so. */
async function showing(): Promise<{ readonly port: number; breakOff(): void }> {
  let second: Socket | undefined;
  const port = await serve((socket, count) => {
    socket.once('data', () => {
      if (count === 1) return speakTls(socket);
      second = socket;
      socket.write(Buffer.concat([CHOOSES_TLS, Buffer.alloc(30_000)]));
    });
  });
  return { port, breakOff: () => second?.end() };
}

/** Takes its desktop, leaves it when there is a file `leave`, and ends when there is a file `end`. */
const slow = (): string =>
  program(`#!${process.execPath}
const { existsSync } = require('node:fs');
const [host, port] = process.argv.find((arg) => arg.startsWith('/v:')).slice(3).split(':');
const socket = require('node:net').connect(Number(port), host, () => socket.write('x')).resume();
setInterval(() => {
  if (existsSync(${JSON.stringify(join(own, 'leave'))})) socket.destroy();
  if (existsSync(${JSON.stringify(join(own, 'end'))})) process.exit(0);
}, 20);
`);

describe('a client that takes long to end', () => {
  it.each(['soon', 'late'])('after its window was closed has ended, %s', async (when) => {
    const clock = movedClock(Date.now());
    const { port } = await showing();
    const { id } = await launch({ port, program: slow(), deps: { clock }, until: ['connected'] });
    const view = (): RdpLaunch | undefined => rdp.list().find((one) => one.id === id);
    writeFileSync(join(own, 'leave'), '');
    await vi.waitFor(() => expect(clock.waiting()).toEqual([30_000]), { timeout: 10_000 });
    clock.move(29_000);
    expect(view()?.state).toBe('connected');
    clock.move(when === 'soon' ? 0 : 1_000);
    expect(view()?.state).toBe(when === 'soon' ? 'connected' : 'failed');
    writeFileSync(join(own, 'end'), '');
    await vi.waitFor(() => expect(view()?.state).toBe('ended'), { timeout: 10_000 });
    expect(view()?.error).toBeUndefined();
    await nothingIsLeft();
  });

  it('after its machine broke off has lost its connection', async () => {
    const clock = movedClock(Date.now());
    const { port, breakOff } = await showing();
    const { id } = await launch({ port, program: slow(), deps: { clock }, until: ['connected'] });
    breakOff();
    await vi.waitFor(() => expect(clock.waiting()).toEqual([10_000]), { timeout: 10_000 });
    clock.move(10_000);
    const view = (): RdpLaunch | undefined => rdp.list().find((one) => one.id === id);
    expect(view()).toMatchObject({ state: 'failed', error: { code: 'lost' } });
    writeFileSync(join(own, 'end'), '');
    await vi.waitFor(() => expect(rdp.live()).toBe(0), { timeout: 10_000 });
    expect(view()).toMatchObject({ state: 'failed', error: { code: 'lost' } });
  });
});

describe('a way', () => {
  it('that dies under a session is the reason of its end, whatever the client makes of it', async () => {
    const ways: Socket[] = [];
    const { port } = await showing();
    const talks = program(`#!${process.execPath}
const [host, port] = process.argv.find((arg) => arg.startsWith('/v:')).slice(3).split(':');
const socket = require('node:net').connect(Number(port), host, () => socket.write('x'));
socket.resume().on('close', () => process.exit(131));
`);
    const reachMachine: RdpOptions['reachMachine'] = () =>
      Promise.resolve({
        dial: ({ target }) =>
          new Promise((resolve, reject) => {
            const stream = connect(target.port, target.host, () => resolve({ stream, address: target.host }));
            stream.once('error', reject);
            ways.push(stream);
          }),
        hops: [],
        onLost: () => {},
        release: () => {},
      });
    const { id } = await launch({ port, program: talks, deps: { reachMachine }, until: ['connected'] });
    ways.at(-1)?.destroy(new AppError('lost', 'jump host bastion went away.'));
    await vi.waitFor(
      () =>
        expect(rdp.list().find((one) => one.id === id)).toMatchObject({
          state: 'failed',
          error: { code: 'lost', message: expect.stringContaining('bastion went away') as string },
        }),
      { timeout: 10_000 },
    );
    await nothingIsLeft();
  });
});

describe('a second launch to one machine', () => {
  it('has an end of its own', async () => {
    const port = await desktop();
    const one = await launch({ port, program: careful(), until: ['launching'] });
    const two = await rdp.launch({ machine: { kind: 'host', host: '127.0.0.1', port } }, new AbortController().signal);
    await vi.waitFor(() => expect(rdp.list().map(({ state }) => state)).toEqual(['launching', 'launching']), { timeout: 10_000 });
    const [first, second] = rdp.list().map(({ address }) => address?.split(':') ?? []);
    expect(second?.[0]).toBe(first?.[0]);
    expect(second?.[1]).not.toBe(first?.[1]);
    await rdp.close(one.id);
    expect(rdp.list().find(({ id }) => id === two)?.state).toBe('launching');
  });
});

describe('a password', () => {
  // What any sane machine lets one choose, and the longest that Windows takes.
  const all = Array.from({ length: 0x5f }, (_, code) => String.fromCodePoint(0x20 + code))
    .join('')
    .trim();
  it.each([
    ['every printable character of ASCII', all],
    ['emoji', 'pass 🔑👩‍💻 wörd 密码'],
    ['127 characters', `${'Aa1!'.repeat(31)}xyz`],
  ])('with %s reaches the client as it is, on its standard input alone', async (_what, password) => {
    const reads = program(`#!${process.execPath}
require('node:fs').writeFileSync(${JSON.stringify(join(own, 'args.json'))}, JSON.stringify([...process.argv, ...Object.values(process.env), '', require('node:fs').readFileSync(0, 'utf8')]));
setInterval(() => {}, 1000);
`);
    await launch({ port: await desktop(), program: reads, password, until: ['launching'] });
    const told = await args();
    expect(told.at(-1)).toBe(`${password}\n`);
    expect(told.slice(0, -1).join('\n')).not.toContain(password);
    await rdp.closeAll();
    await nothingIsLeft(password);
  });
});

describe('a name', () => {
  it('of a machine with line breaks and marks that turn text around is cleaned for the title', async () => {
    const name = 'erp\nprecommand=touch /tmp/x\u202e"\'\\\u2028';
    await launch({ port: await desktop(), program: careful(), name, until: ['launching'] });
    expect((await args()).find((arg) => arg.startsWith('/t:'))).toBe('/t:erp\ufffdprecommand=touch /tmp/x\ufffd"\'\\\ufffd');
  });

  it.each([
    ['a line break', 'ann\n/shell:x', 'control character'],
    ['300 characters', 'a'.repeat(300), '300 characters'],
  ])('of a user with %s is refused before the client starts', async (_what, user, why) => {
    const view = await launch({ port: await desktop(), program: careful(), user });
    expect(view.error).toMatchObject({ code: 'invalid-input', message: expect.stringContaining(why) as string });
    expect(existsSync(join(own, 'args.json'))).toBe(false);
    await nothingIsLeft();
  });

  it.each([`quo"te's`, 'back\\slash', 'ä 密码 🔑', '-v', '/v:203.0.113.9'])(
    'of a user like %s reaches the client as it is',
    async (user) => {
      await launch({ port: await desktop(), program: careful(), user, until: ['launching'] });
      const [domain, alone] = user.includes('\\') ? user.split('\\') : ['', user];
      expect(await args()).toEqual(expect.arrayContaining([`/u:${alone}`, `/d:${domain}`]));
    },
  );

  it('of a domain with a control character is refused as well', async () => {
    const view = await launch({ port: await desktop(), program: careful(), settings: { rdpDomain: 'CORP\u0085' } });
    expect(view.error).toMatchObject({ code: 'invalid-input' });
    await nothingIsLeft();
  });
});
