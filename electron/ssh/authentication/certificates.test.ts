import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startAgent, type TestAgent } from '../../../e2e/testbed/agent.ts';
import { type CertificateAuthority, fingerprintOf, makeCertificateAuthority } from '../../../e2e/testbed/certificate-authority.ts';
import { memorySecrets } from '../../../e2e/testbed/memory-secrets.ts';
import { type Sshd, startSshd } from '../../../e2e/testbed/sshd.ts';
import { attempt, failure } from '../../../e2e/testbed/ssh-session.ts';
import { secretId } from '../../../shared/model/vault.ts';
import { certificateProblem, describeCertificate, parseCertificate } from './certificate.ts';

const TYPES = ['ed25519', 'rsa', 'ecdsa'] as const;

let authority: CertificateAuthority;
let sshd: Sshd;
const keys = new Map<string, string>();
const keyOf = (type: string): string => keys.get(type) ?? '';

beforeAll(async () => {
  authority = await makeCertificateAuthority();
  sshd = await startSshd({ hostKeys: ['ed25519'], config: [`TrustedUserCAKeys ${authority.publicKeyPath}`, 'PasswordAuthentication no'] });
  await sshd.authorize([]);
  for (const type of TYPES) keys.set(type, await authority.makeKey(type, type));
  keys.set('locked', await authority.makeKey('locked', 'ed25519', 'secret'));
});
afterAll(async () => {
  await sshd.stop();
  await authority.remove();
});

const login = (identity: Parameters<typeof attempt>[0]['identity'], options: Partial<Parameters<typeof attempt>[0]> = {}) =>
  attempt({ port: sshd.port, user: sshd.user, identity, ...options });

describe('a certificate beside the key', () => {
  test.each(TYPES)('logs in with %s', async (type) => {
    const path = keyOf(type);
    await authority.certify(path, { principals: [sshd.user, 'other'] });
    const before = (await sshd.log()).length;
    const { outcome, steps } = login({ kind: 'file', path });
    (await outcome).close();
    expect(steps.join('\n')).toContain(`“test id” for ${sshd.user}, other, valid until 20`);
    expect((await sshd.log()).slice(before)).toMatch(/Accepted publickey for \S+ from 127\.0\.0\.1 port \d+ ssh2: \S+-CERT/u);
    await rm(`${path}-cert.pub`);
  });

  test('of an encrypted key is asked about before the passphrase is', async () => {
    const path = keyOf('locked');
    await authority.certify(path, { principals: [sshd.user] });
    const { outcome, questions } = login({ kind: 'file', path }, { answers: { passphrase: () => ({ passphrase: 'secret' }) } });
    (await outcome).close();
    expect(questions.map(({ kind }) => kind)).toEqual(['hostKey', 'passphrase']);
    await authority.certify(path, { principals: ['somebody-else'] });
    const refused = login({ kind: 'file', path });
    await failure(refused.outcome);
    expect(refused.questions.map(({ kind }) => kind)).toEqual(['hostKey']);
  });
});

describe('a certificate that is chosen', () => {
  const path = () => join(authority.folder, 'chosen.cert');

  test.each(TYPES)('logs in with %s', async (type) => {
    await authority.certify(keyOf(type), { principals: [sshd.user], to: path() });
    const { outcome } = login({ kind: 'file', path: keyOf(type) }, { settings: { certificate: path() } });
    (await outcome).close();
  });

  test('goes with a key that is kept in the vault', async () => {
    await authority.certify(keyOf('ed25519'), { principals: [sshd.user], to: path() });
    const secrets = memorySecrets({ 'key:1': await readFile(keyOf('ed25519'), 'utf8') });
    const { outcome } = login({ kind: 'vault', id: 'key:1' }, { settings: { certificate: path() }, secrets });
    (await outcome).close();
  });

  test('for another login name is refused by the server, and the error says for whom it is', async () => {
    await authority.certify(keyOf('ed25519'), { principals: ['alice', 'bob'], to: path() });
    const { outcome, steps } = login({ kind: 'file', path: keyOf('ed25519') }, { settings: { certificate: path() } });
    expect(await failure(outcome)).toMatchObject({
      code: 'auth-failed',
      hint: expect.stringContaining(`it is for alice, bob, not for ${sshd.user}`),
    });
    // The plain key went next, and once only.
    expect(steps.filter((step) => step.includes('Offering the key'))).toHaveLength(1);
  });

  test('gives way to the plain key when the server refuses it', async () => {
    await authority.certify(keyOf('rsa'), { principals: ['alice'], to: path() });
    await sshd.authorize([await readFile(`${keyOf('rsa')}.pub`, 'utf8')]);
    const { outcome, steps } = login({ kind: 'file', path: keyOf('rsa') }, { settings: { certificate: path() } });
    (await outcome).close();
    await sshd.authorize([]);
    expect(steps.join('\n')).toMatch(/does not take the certificate[^]*Offering the key[^]*Logged in/u);
  });

  test.each([
    ['has expired', '-2h:-1h', /The certificate \S+ expired on \d{4}-\d\d-\d\d \d\d:\d\d UTC/u],
    ['is not valid yet', '+1h:+2h', /The certificate \S+ is not valid before \d{4}-\d\d-\d\d \d\d:\d\d UTC/u],
  ])('that %s is told and never sent', async (_what, validity, expected) => {
    await authority.certify(keyOf('ed25519'), { principals: [sshd.user], validity, to: path() });
    const before = (await sshd.log()).length;
    const { outcome, steps } = login({ kind: 'file', path: keyOf('ed25519') }, { settings: { certificate: path() } });
    const error = await failure(outcome);
    expect(error.hint).toMatch(expected);
    expect(steps.join('\n')).toMatch(expected);
    expect((await sshd.log()).slice(before)).not.toContain('CERT');
  });

  test.each<[string, () => Promise<void>, RegExp]>([
    [
      'belongs to another key',
      async () => void (await authority.certify(keyOf('rsa'), { principals: ['x'], to: path() })),
      /belongs to another key/u,
    ],
    [
      'is a host’s',
      async () => void (await authority.certify(keyOf('ed25519'), { principals: ['x'], host: true, to: path() })),
      /is a host certificate/u,
    ],
    ['is a public key only', () => copyFile(`${keyOf('ed25519')}.pub`, path()), /is not an OpenSSH certificate/u],
    ['is missing', () => rm(path(), { force: true }), /does not exist/u],
    ['is damaged', () => writeFile(path(), 'ssh-ed25519-cert-v01@openssh.com AAAA'), /is not an OpenSSH certificate/u],
  ])('that %s is told, and the key is used alone', async (_what, prepare, expected) => {
    await prepare();
    await sshd.authorize([await readFile(`${keyOf('ed25519')}.pub`, 'utf8')]);
    const { outcome, steps } = login({ kind: 'file', path: keyOf('ed25519') }, { settings: { certificate: path() } });
    (await outcome).close();
    await sshd.authorize([]);
    expect(steps.join('\n')).toMatch(expected);
  });
});

describe('with an agent', () => {
  let agent: TestAgent;
  beforeAll(async () => {
    agent = await startAgent();
  });
  afterAll(() => agent.stop());
  beforeEach(() => agent.clear());

  test.each(TYPES)('a certificate that the agent holds logs in with the fingerprint of its %s key', async (type) => {
    const path = keyOf(type);
    await authority.certify(path, { principals: [sshd.user] });
    await agent.add(path);
    await rm(`${path}-cert.pub`);
    const { outcome } = login({ kind: 'agent', sha256: await fingerprintOf(`${path}.pub`) }, { agentSocket: agent.socket });
    (await outcome).close();
  });

  test.each(TYPES)('a certificate file goes with a %s key that only the agent holds', async (type) => {
    const path = keyOf(type);
    await agent.add(path);
    const certificate = await authority.certify(path, { principals: [sshd.user], to: join(authority.folder, 'loose.cert') });
    const chosen = login({ kind: 'agent' }, { agentSocket: agent.socket, settings: { certificate } });
    (await chosen.outcome).close();
    const beside = await authority.certify(path, { principals: [sshd.user] });
    const byPublicHalf = login({ kind: 'file', path: `${path}.pub` }, { agentSocket: agent.socket });
    (await byPublicHalf.outcome).close();
    await rm(beside);
  });

  test('says that no key of the agent belongs to the certificate', async () => {
    await agent.add(keyOf('rsa'));
    const certificate = await authority.certify(keyOf('ed25519'), { principals: [sshd.user], to: join(authority.folder, 'loose.cert') });
    const { outcome } = login({ kind: 'agent' }, { agentSocket: agent.socket, settings: { certificate } });
    expect((await failure(outcome)).hint).toContain(`The certificate ${certificate} belongs to no key of the agent.`);
  });
});

describe('reading', () => {
  test.each(TYPES)('finds in a certificate the %s key that it certifies', async (type) => {
    const path = await authority.certify(keyOf(type), {
      principals: ['ann', 'ben'],
      validity: 'always:forever',
      to: join(authority.folder, 'read.cert'),
    });
    const [, encoded = ''] = (await readFile(path, 'utf8')).split(' ');
    const [, plain = ''] = (await readFile(`${keyOf(type)}.pub`, 'utf8')).split(' ');
    const certificate = parseCertificate(Buffer.from(encoded, 'base64'));
    expect(certificate).toMatchObject({ keyId: 'test id', principals: ['ann', 'ben'], forUsers: true });
    expect(certificate?.plainBlob.toString('base64')).toBe(plain);
    if (certificate === undefined) return;
    expect(certificateProblem(certificate, Buffer.from(plain, 'base64'))).toBeUndefined();
    expect(describeCertificate(certificate)).toBe('“test id” for ann, ben, without end');
  });

  test('takes no text that is cut off anywhere', async () => {
    const path = await authority.certify(keyOf('ecdsa'), { principals: ['ann'], to: join(authority.folder, 'read.cert') });
    const blob = Buffer.from((await readFile(path, 'utf8')).split(' ')[1] ?? '', 'base64');
    const validity = blob.lastIndexOf(Buffer.from('permit-X11-forwarding')) - 8;
    for (let length = 0; length < validity - 16; length += 1) expect(parseCertificate(blob.subarray(0, length))).toBeUndefined();
  });
});

test('the passphrase of a certified key may come from the vault', async () => {
  const path = keyOf('locked');
  await authority.certify(path, { principals: [sshd.user] });
  const secrets = memorySecrets({ [secretId.passphrase(path)]: 'secret' });
  const { outcome, questions } = login({ kind: 'file', path }, { secrets });
  (await outcome).close();
  expect(questions.map(({ kind }) => kind)).toEqual(['hostKey']);
});
