import { createServer, type IncomingMessage } from 'node:http';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/model/errors.ts';
import type { Connection } from './connection.ts';
import { resolveCredentials, type ResolveOptions } from './credentials.ts';
import { openSockets } from './rpc.ts';
import { splitCommand } from './run-program.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0).reverse()) end();
});

const SECRET = 'TheSecretThatNobodyMaySee';
const HOUR = Math.floor(Date.now() / 1_000) + 3_600;
const PAST = HOUR - 7_200;

interface Seen {
  readonly line: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A service that answers everything with the same, and remembers what it was asked. */
async function service(status: number, body: string): Promise<{ readonly url: string; readonly seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      seen.push({ line: `${request.method} ${request.url}`, headers: request.headers, body: Buffer.concat(parts).toString() });
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, seen };
}

function resolve(profile: Readonly<Record<string, unknown>>, more: Partial<ResolveOptions> = {}) {
  const homeFolder = mkdtempSync(join(tmpdir(), 'gangway-aliyun-'));
  ends.push(() => rmSync(homeFolder, { recursive: true, force: true }));
  mkdirSync(join(homeFolder, '.aliyun'));
  writeFileSync(join(homeFolder, '.aliyun', 'config.json'), JSON.stringify({ profiles: [{ name: 'work', ...profile }] }));
  const sockets = openSockets();
  ends.push(() => sockets.close());
  const connection: Connection = { account: 'alibaba:work', profile: 'work', kind: 'static', region: 'cn-hangzhou', vpc: false };
  const savedKeys = () => Promise.reject(new AppError('vault-locked', 'locked'));
  return resolveCredentials({
    ...{ connection, homeFolder, env: { PATH: process.env['PATH'] }, sockets, savedKeys },
    ...{ patience: 'waiting' as const, signal: new AbortController().signal },
    ...more,
  });
}

async function refused(work: Promise<unknown>): Promise<AppError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppError)) throw new Error(`no AppError but ${String(error)}`);
  expect(JSON.stringify(error.toWire())).not.toContain(SECRET);
  expect(error.message).toContain('work');
  expect(error.hint).toMatch(/\w/u);
  return error;
}

const TEMPORARY = { AccessKeyId: 'STS.1', AccessKeySecret: SECRET, SecurityToken: 'token', Expiration: '2026-11-21T05:00:00Z' };
const SSO = { mode: 'CloudSSO', cloud_sso_account_id: '42', cloud_sso_access_config: 'ac-1', access_token: SECRET };
const OAUTH = { mode: 'OAuth', oauth_site_type: 'CN', oauth_access_token: SECRET };

describe('credentials of a profile', () => {
  it('come from the file for AK and StsToken', async () => {
    expect(await resolve({ mode: 'AK', access_key_id: 'a', access_key_secret: SECRET })).toEqual({
      accessKeyId: 'a',
      secretAccessKey: SECRET,
    });
    expect(await resolve({ mode: 'StsToken', access_key_id: 'a', access_key_secret: SECRET, sts_token: 't' })).toMatchObject({
      sessionToken: 't',
    });
  });

  it.each([['CloudSSO'], ['OAuth']])('come from the file for %s while those that the CLI put there last', async (mode) => {
    const kept = { access_key_id: 'STS.9', access_key_secret: SECRET, sts_token: 't', sts_expiration: HOUR };
    expect(await resolve({ mode, ...kept })).toMatchObject({ accessKeyId: 'STS.9', expiration: new Date(HOUR * 1_000) });
    expect(await refused(resolve({ mode, ...kept, sts_expiration: PAST }))).toMatchObject({ code: 'expired-credentials' });
  });

  it('are exchanged for a sign-in of CloudSSO that lasts', async () => {
    const { url, seen } = await service(200, JSON.stringify({ CloudCredential: TEMPORARY, RequestId: '1' }));
    const got = await resolve({ ...SSO, cloud_sso_sign_in_url: `${url}start`, cloud_sso_access_token_expire: HOUR });
    expect(got).toMatchObject({ accessKeyId: 'STS.1', sessionToken: 'token', expiration: new Date('2026-11-21T05:00:00Z') });
    expect(seen[0]).toMatchObject({ line: 'POST /cloud-credentials', headers: { authorization: `Bearer ${SECRET}` } });
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({ AccountId: '42', AccessConfigurationId: 'ac-1' });
  });

  it('are exchanged for a sign-in of OAuth that lasts', async () => {
    const { url, seen } = await service(200, JSON.stringify({ accessKeyId: 'STS.2', accessKeySecret: SECRET, securityToken: 'token' }));
    expect(await resolve({ ...OAUTH, oauth_access_token_expire: HOUR }, { places: { oauthChina: url } })).toMatchObject({
      accessKeyId: 'STS.2',
    });
    expect(seen[0]?.line).toBe('POST /v1/exchange');
  });

  it.each([
    ['has expired', { ...OAUTH, oauth_access_token_expire: PAST }, 'expired-credentials'],
    [
      'goes to a place without https',
      { ...SSO, cloud_sso_sign_in_url: 'http://sso.example/', cloud_sso_access_token_expire: HOUR },
      'config-broken',
    ],
    ['has no site', { ...OAUTH, oauth_site_type: 'MARS', oauth_access_token_expire: HOUR }, 'config-broken'],
  ])('are refused for a sign-in that %s', async (_what, profile, code) => {
    expect(await refused(resolve(profile))).toMatchObject({ code });
  });

  it.each([
    [401, `{"secret":"${SECRET}"}`, 'expired-credentials'],
    [403, SECRET, 'permission-denied'],
    [500, SECRET, 'bad-credentials'],
    [200, `{"CloudCredential":"${SECRET}"}`, 'bad-credentials'],
    [200, `<html>${SECRET}`, 'bad-credentials'],
  ])('say what went wrong when the sign-in service answers %i', async (status, body, code) => {
    const { url } = await service(status, body);
    expect(await refused(resolve({ ...SSO, cloud_sso_sign_in_url: url, cloud_sso_access_token_expire: HOUR }))).toMatchObject({ code });
  });

  it('come from a program, which is run without a shell', async () => {
    const printed = JSON.stringify({ mode: 'StsToken', access_key_id: 'STS.3', access_key_secret: SECRET, sts_token: 't' });
    const command = `"${process.execPath}" -e "process.stdout.write(process.argv[1])" '${printed}'`;
    expect(await resolve({ mode: 'External', process_command: command })).toMatchObject({ accessKeyId: 'STS.3', sessionToken: 't' });
    expect(splitCommand(`a "b \\"c\\"" 'd e' f`)).toEqual(['a', 'b "c"', 'd e', 'f']);
  });

  it.each([
    [`"${process.execPath}" -e "console.log('${SECRET}');process.exit(3)"`, /failed \(exit 3\)/u],
    [`/no/such/program ${SECRET}`, /failed \(ENOENT\)/u],
    [`"${process.execPath}" -e "console.log('${SECRET}')"`, /no usable credentials/u],
  ])('do not repeat what a failing program said or was told', async (command, words) => {
    const error = await refused(resolve({ mode: 'External', process_command: command }));
    expect(error).toMatchObject({ code: 'bad-credentials' });
    expect(error.message).toMatch(words);
  });

  it('come from the role of an ECS instance, by a token of its metadata service', async () => {
    const { url, seen } = await service(200, JSON.stringify({ ...TEMPORARY, Code: 'Success' }));
    expect(await resolve({ mode: 'EcsRamRole', ram_role_name: 'ops' }, { places: { metadata: url } })).toMatchObject({
      accessKeyId: 'STS.1',
    });
    expect(seen.map(({ line }) => line)).toEqual(['PUT /latest/api/token', 'GET /latest/meta-data/ram/security-credentials/ops']);
  });

  it('say that this computer is no ECS instance', async () => {
    expect((await refused(resolve({ mode: 'EcsRamRole' }, { places: { metadata: 'http://127.0.0.1:9/' } }))).message).toContain(
      'this computer is none',
    );
  });

  it('come from an address', async () => {
    const { url } = await service(200, JSON.stringify(TEMPORARY));
    expect(await resolve({ mode: 'CredentialsURI', credentials_uri: `${url}keys?x=1` })).toMatchObject({ accessKeyId: 'STS.1' });
  });

  it('come from the environment, and from the vault', async () => {
    const connection: Connection = {
      account: 'alibaba:(environment)',
      profile: '(environment)',
      kind: 'environment',
      region: 'cn-hangzhou',
      vpc: false,
    };
    const env = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'e', ALIBABA_CLOUD_ACCESS_KEY_SECRET: SECRET, ALIBABA_CLOUD_SECURITY_TOKEN: 't' };
    expect(await resolve({}, { connection, env })).toEqual({ accessKeyId: 'e', secretAccessKey: SECRET, sessionToken: 't' });
    const savedKeys = () => Promise.resolve({ accessKeyId: 'v', secretAccessKey: SECRET });
    expect(await resolve({}, { connection: { ...connection, kind: 'vault' }, savedKeys })).toMatchObject({ accessKeyId: 'v' });
  });
});
