import { constants, generateKeyPairSync, publicEncrypt } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { memorySecrets } from '../../../e2e/testbed/memory-secrets.ts';
import type { PromptKind } from '../../../shared/contract/contract.ts';
import { AppError } from '../../../shared/model/errors.ts';
import type { Instance, LoginName } from '../../../shared/model/instance.ts';
import { BUILT_IN, type SessionSettings } from '../../../shared/model/session-settings.ts';
import type { RememberedMachines } from '../../rdp/certificates/remembered.ts';
import type { Ask } from '../../ssh/ssh.ts';
import { findCredentials, refusalKey, type Credentials, type CredentialsDeps, type CredentialsWish } from './find-credentials.ts';
import { forgetful } from './testing/forgetful.ts';
import { movedClock, type MovedClock } from './testing/moved-clock.ts';

const PASSWORD = 'P$;(&"%!@*?\'\\ 🔑';
const MINUTE = 60_000;
const START = Date.parse('2026-05-04T10:00:00Z');
const ARN = { account: 'aws-1', region: 'eu-west-1', instance: 'i-0123456789abcdef0' };
const MACHINE = 'aws-1/eu-west-1/i-0123456789abcdef0';
const windows = { ...ARN, key: 'k', name: 'erp', os: 'windows', state: 'running', keyName: 'ops', launchTime: '2026-05-04T09:58:00Z' };

let folder: string;
let pair: ReturnType<typeof generateKeyPairSync>;
let other: ReturnType<typeof generateKeyPairSync>;
let data: string;
beforeAll(() => {
  [pair, other] = [generateKeyPairSync('rsa', { modulusLength: 2_048 }), generateKeyPairSync('rsa', { modulusLength: 2_048 })];
  const key = { key: pair.publicKey, padding: constants.RSA_PKCS1_PADDING };
  data = publicEncrypt(key, Buffer.from(PASSWORD)).toString('base64');
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gangway-first-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Told {
  readonly kind: PromptKind;
  readonly input: Readonly<Record<string, unknown>>;
}

interface Search {
  readonly asked: Told[];
  readonly log: string[];
  readonly looks: () => number;
  readonly clock: MovedClock;
  readonly abort: AbortController;
  readonly found: Promise<Credentials>;
}

/** Looks for the password of an instance whose key is at `keyFile`. `answers` are given in turn; a question too many is dismissed. */
function search(options: {
  readonly passwordData: (look: number) => string;
  readonly keyFile?: string;
  readonly answers?: readonly object[];
  readonly keyType?: string;
  readonly refused?: readonly string[];
  /** What the image tells of its administrator. Default: Administrator. */
  readonly login?: Pick<LoginName, 'user' | 'source'>;
  readonly remembered?: Partial<RememberedMachines>;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly vaultKeys?: CredentialsDeps['vaultKeys'];
  readonly settings?: Partial<SessionSettings>;
}): Search {
  const asked: Told[] = [];
  const log: string[] = [];
  const clock = movedClock(START);
  const abort = new AbortController();
  const answers = [...(options.answers ?? [])];
  let looks = 0;
  const ask = ((kind: PromptKind, input: Told['input']) => {
    asked.push({ kind, input });
    const answer = answers.shift();
    return answer === undefined ? Promise.reject(new AppError('cancelled', 'Dismissed.')) : Promise.resolve(answer);
  }) as unknown as Ask;
  const deps: Omit<CredentialsDeps, 'remembered'> = {
    words: {
      console: () => Promise.resolve({ console: undefined, why: '' }),
      passwordData: () => Promise.resolve(options.passwordData((looks += 1))),
      keyType: () => Promise.resolve(options.keyType ?? 'rsa'),
    },
    instances: {
      keyFile: () => options.keyFile,
      setKeyFile: async () => {},
      login: async () => ({ user: 'Administrator', source: 'image', ...options.login, why: '', candidates: [] }),
    },
    vaultKeys: options.vaultKeys ?? (() => []),
    findKeyFile: () => Promise.resolve({ lookedAt: [] }) as never,
    homeFolder: folder,
    secrets: memorySecrets(options.secrets),
    refused: new Set(options.refused),
    ...{ ask, clock },
  };
  const wish: CredentialsWish = {
    values: { ...BUILT_IN, ...options.settings },
    machine: MACHINE,
    title: 'erp',
    launch: 'l1',
    instance: windows as unknown as Instance,
    console: () => Promise.resolve({ console: undefined, why: '' }),
    report: ({ text }) => void log.push(text),
    notYet: (retryAt) => void log.push(`again at ${retryAt - START}`),
    signal: abort.signal,
  };
  const found = forgetful(options.remembered).then((remembered) => findCredentials({ ...deps, remembered }, wish));
  found.catch(() => {});
  return { asked, log, looks: () => looks, clock, abort, found };
}

function keyFile(key = pair.privateKey, passphrase?: string): string {
  const path = join(folder, 'ops.pem');
  const lock = passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase };
  writeFileSync(path, key.export({ type: 'pkcs1', format: 'pem', ...lock }), { mode: 0o600 });
  return path;
}

describe('a first password that is not ready', () => {
  it('is looked for every fifteen seconds until it is there, without a question', async () => {
    const { found, clock, looks, log, asked } = search({ passwordData: (look) => (look < 3 ? '' : data), keyFile: keyFile() });
    for (const look of [1, 2]) {
      await vi.waitFor(() => expect(clock.waiting()).toEqual([15_000]));
      expect(looks()).toBe(look);
      clock.move(15_000);
    }
    expect(await found).toEqual({ user: 'Administrator', domain: '', password: PASSWORD, source: 'first', remember: false });
    expect(log.filter((line) => line.includes('Looking again in 15 s'))).toHaveLength(2);
    expect(log.filter((line) => line.startsWith('again'))).toEqual(['again at 15000', 'again at 30000']);
    expect(log.join('\n')).not.toContain(PASSWORD);
    expect(asked).toEqual([]);
  });

  it('is given up a quarter of an hour after the start, and the person is asked, with the reason', async () => {
    const answers = [{ user: 'ann', password: 'typed' }];
    const { found, clock, asked, looks } = search({ passwordData: () => '', keyFile: keyFile(), answers });
    await vi.waitFor(() => expect(clock.waiting()).toHaveLength(1));
    clock.move(14 * MINUTE);
    expect(await found).toMatchObject({ user: 'ann', password: 'typed', source: 'typed' });
    expect(looks()).toBe(2);
    expect(asked).toMatchObject([{ kind: 'rdpCredentials', input: { why: expect.stringContaining('will not any more') as string } }]);
  });

  it('is not waited for when it can never come', async () => {
    const { found, clock, asked } = search({ passwordData: () => '', keyType: 'ed25519', answers: [{ user: 'ann', password: 'typed' }] });
    expect(await found).toMatchObject({ source: 'typed' });
    expect(clock.waiting()).toEqual([]);
    expect(asked).toMatchObject([{ input: { why: expect.stringContaining('ED25519') as string } }]);
  });

  it('is not waited for any more when the launch is closed', async () => {
    const { found, clock, abort, looks } = search({ passwordData: () => '' });
    await vi.waitFor(() => expect(clock.waiting()).toHaveLength(1));
    abort.abort();
    await expect(found).rejects.toMatchObject({ code: 'cancelled' });
    expect(clock.waiting()).toEqual([]);
    expect(looks()).toBe(1);
  });
});

describe('the private key of a first password', () => {
  it('that is encrypted asks for its passphrase, again after a wrong one', async () => {
    const path = keyFile(pair.privateKey, 'open sesame');
    const answers = [{ passphrase: 'wrong' }, { passphrase: 'open sesame' }];
    const { found, asked, log } = search({ passwordData: () => data, keyFile: path, answers });
    expect(await found).toMatchObject({ password: PASSWORD, source: 'first' });
    expect(asked).toMatchObject([
      { kind: 'passphrase', input: { file: path, attempt: 1, launch: 'l1' } },
      { kind: 'passphrase', input: { file: path, attempt: 2, launch: 'l1' } },
    ]);
    expect(log.join('\n')).not.toContain('open sesame');
  });

  it('that is another one gives no password but a question for the right file', async () => {
    const right = join(folder, 'right.pem');
    writeFileSync(right, pair.privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    const answers = [{ choice: 'file', file: right, remember: false }];
    const { found, asked } = search({ passwordData: () => data, keyFile: keyFile(other.privateKey), answers });
    expect(await found).toMatchObject({ password: PASSWORD });
    expect(asked).toMatchObject([{ kind: 'rdpKeyFile', input: { keyName: 'ops', why: expect.stringContaining('ops.pem') as string } }]);
  });

  it('is asked for three times at most, then the password itself', async () => {
    const path = keyFile(other.privateKey);
    const again = { choice: 'file', file: path, remember: false };
    const { found, asked } = search({
      passwordData: () => data,
      keyFile: path,
      answers: [again, again, again, { user: 'ann', password: 'x' }],
    });
    expect(await found).toMatchObject({ source: 'typed' });
    expect(asked.map(({ kind }) => kind)).toEqual(['rdpKeyFile', 'rdpKeyFile', 'rdpKeyFile', 'rdpCredentials']);
  });

  it('opens nothing of data that was cut off', async () => {
    const cut = Buffer.from(data, 'base64').subarray(0, 200).toString('base64');
    const answers = [{ choice: 'password' }, { user: 'ann', password: 'typed' }];
    const { found, asked } = search({ passwordData: () => cut, keyFile: keyFile(), answers });
    expect(await found).toMatchObject({ source: 'typed', password: 'typed' });
    expect(asked.map(({ kind }) => kind)).toEqual(['rdpKeyFile', 'rdpCredentials']);
  });

  it('is not asked for when what the cloud says is no data at all', async () => {
    const { found, asked } = search({ passwordData: () => '<html>', keyFile: keyFile(), answers: [{ user: 'ann', password: 'typed' }] });
    expect(await found).toMatchObject({ source: 'typed' });
    expect(asked).toMatchObject([{ kind: 'rdpCredentials', input: { why: expect.stringContaining('cannot be read') as string } }]);
  });
});

describe('a private key in the vault', () => {
  const pem = (): string => pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

  it('decrypts the first password where no file does, without a question', async () => {
    const wrong = other.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const { found, asked, log } = search({
      passwordData: () => data,
      secrets: { 'key:a': 'no key at all', 'key:b': wrong, 'key:c': pem() },
      vaultKeys: () => ['a', 'b', 'c'].map((id) => ({ id: `key:${id}`, label: `key ${id}` })),
    });
    expect(await found).toMatchObject({ password: PASSWORD, source: 'first' });
    expect(asked).toEqual([]);
    expect(log.at(-1)).toContain('key c of the vault');
  });

  it('that the session names is taken, and its absence is told', async () => {
    const settings = { key: { kind: 'vault', id: 'key:c' } } as const;
    expect(await search({ passwordData: () => data, settings, secrets: { 'key:c': pem() } }).found).toMatchObject({ password: PASSWORD });
    const answers = [{ choice: 'password' }, { user: 'ann', password: 'typed' }];
    const { found, asked } = search({ passwordData: () => data, settings, answers });
    expect(await found).toMatchObject({ source: 'typed' });
    expect(asked[0]).toMatchObject({ kind: 'rdpKeyFile', input: { why: expect.stringContaining('vault') as string } });
  });
});

describe('the administrator’s name', () => {
  it('is that of the image where the console log is silent', async () => {
    const { found } = search({ passwordData: () => data, keyFile: keyFile(), login: { user: 'Administrateur', source: 'image' } });
    expect(await found).toMatchObject({ user: 'Administrateur', password: PASSWORD });
  });

  it('is offered as a choice where nothing tells it, and then the first password needs no typing', async () => {
    const answers = [{ user: 'Administrador', password: '' }];
    const { found, asked, log } = search({
      passwordData: () => data,
      keyFile: keyFile(),
      login: { user: 'Administrator', source: 'platform' },
      answers,
    });
    expect(await found).toMatchObject({ user: 'Administrador', password: PASSWORD, source: 'first', chosenName: true });
    const candidates = ['Administrator', 'Administrateur', 'Administrador', 'Администратор'];
    expect(asked).toMatchObject([{ kind: 'rdpCredentials', input: { user: 'Administrator', first: true, attempt: 1 } }]);
    expect(asked[0]?.input['candidates']).toEqual(expect.arrayContaining(candidates));
    expect(log.join('\n')).not.toContain(PASSWORD);
  });

  it('that was chosen once is not asked for again', async () => {
    const remembered = { administrators: { [MACHINE]: 'Rendszergazda' } };
    const { found, asked } = search({
      passwordData: () => data,
      keyFile: keyFile(),
      login: { user: 'Administrator', source: 'platform' },
      remembered,
    });
    expect(await found).toMatchObject({ user: 'Rendszergazda', password: PASSWORD });
    expect(asked).toEqual([]);
  });

  it('that was refused with the first password can be another one', async () => {
    const refused = [refusalKey(MACHINE, { user: 'Administrator', domain: '', source: 'first' })];
    const answers = [{ user: 'boss', password: '' }];
    const { found, asked } = search({ passwordData: () => data, keyFile: keyFile(), refused, answers });
    expect(await found).toMatchObject({ user: 'boss', password: PASSWORD });
    expect(asked).toMatchObject([{ input: { first: true, why: expect.stringContaining('another name') as string } }]);
  });

  it('is not needed for a user that the session names, whose password is asked for', async () => {
    const answers = [{ user: 'CORP\\ann', password: 'x' }];
    const { found, asked } = search({ passwordData: () => data, settings: { rdpUser: 'ann', rdpDomain: 'CORP' }, answers });
    expect(await found).toMatchObject({ user: 'ann', domain: 'CORP' });
    expect(asked).toMatchObject([{ input: { user: 'CORP\\ann', candidates: ['CORP\\ann'], first: false } }]);
  });
});
