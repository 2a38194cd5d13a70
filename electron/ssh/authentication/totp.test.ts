import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memorySecrets } from '../../../e2e/testbed/memory-secrets.ts';
import { attempt } from '../../../e2e/testbed/ssh-session.ts';
import { startTotpSshd, totpMissing, type TotpSshd } from '../../../e2e/testbed/totp-sshd.ts';
import { secretId } from '../../../shared/model/vault.ts';

const why = totpMissing === undefined ? '' : ` (${totpMissing})`;
type Options = Partial<Parameters<typeof attempt>[0]>;
const isCode = (prompts: readonly { readonly text: string }[]): boolean => /code/iu.test(prompts[0]?.text ?? '');

describe.skipIf(totpMissing !== undefined)(`a server that asks for password and code${why}`, () => {
  let sshd: TotpSshd;
  beforeAll(async () => {
    sshd = await startTotpSshd({ hostKeys: ['ed25519'] });
  });
  afterAll(() => sshd.stop());

  const login = (options: Options = {}) => attempt({ port: sshd.port, user: sshd.user, identity: { kind: 'password' }, ...options });
  const passwordId = () => secretId.password(`127.0.0.1:${sshd.port}`, sshd.user);
  /** Answers as a person with password and phone; `remember` is ticked at every question. */
  const person = (remember = false): NonNullable<Options['answers']> => ({
    keyboardInteractive: async ({ prompts }) => ({ answers: [isCode(prompts) ? await sshd.code() : sshd.password], remember }),
  });

  test('takes both in two rounds', async () => {
    const { outcome, questions } = login({ answers: person() });
    (await outcome).close();
    expect(questions.slice(1).map(({ input }) => input)).toMatchObject([
      { prompts: [{ text: expect.stringContaining('assword'), echo: false }] },
      { prompts: [{ text: expect.stringContaining('code'), echo: false }] },
    ]);
  });

  test('keeps the password but never the code, and asks only for the code the next time', async () => {
    const secrets = memorySecrets();
    const first = login({ answers: person(true), secrets });
    (await first.outcome).close();
    expect([...secrets.saved]).toEqual([[passwordId(), sshd.password]]);
    const [, password, code] = first.questions;
    expect(password?.input).toMatchObject({ rememberable: {} });
    expect(code?.input).not.toHaveProperty('rememberable');
    const second = login({ answers: person(), secrets });
    (await second.outcome).close();
    expect(second.questions.slice(1).map(({ input }) => input)).toMatchObject([{ prompts: [{ text: expect.stringContaining('code') }] }]);
    expect(second.steps.join('\n')).not.toContain(sshd.password);
  });

  test('asks for everything when the saved password was refused, and keeps nothing that was wrong', async () => {
    const secrets = memorySecrets({ [passwordId()]: 'stale' });
    const { outcome, questions, steps } = login({ answers: person(), secrets });
    (await outcome).close();
    // The code after the stale password, then password and code.
    expect(questions.filter(({ kind }) => kind === 'keyboardInteractive')).toHaveLength(3);
    expect(steps.join('\n')).toContain('The saved password or another answer was not accepted');
    expect(secrets.saved.get(passwordId())).toBe('stale');
  });
});

describe.skipIf(totpMissing !== undefined)(`a server that asks for a code alone${why}`, () => {
  let sshd: TotpSshd;
  beforeAll(async () => {
    sshd = await startTotpSshd({ hostKeys: ['ed25519'], password: false });
  });
  afterAll(() => sshd.stop());

  test('never gets the saved password for it', async () => {
    const secrets = memorySecrets({ [secretId.password(`127.0.0.1:${sshd.port}`, sshd.user)]: sshd.password });
    const { outcome, questions } = attempt({
      port: sshd.port,
      user: sshd.user,
      identity: { kind: 'password' },
      secrets,
      answers: { keyboardInteractive: async () => ({ answers: [await sshd.code()], remember: true }) },
    });
    (await outcome).close();
    expect(secrets.asked).toEqual([]);
    expect(questions.find(({ kind }) => kind === 'keyboardInteractive')?.input).not.toHaveProperty('rememberable');
    expect([...secrets.saved.values()]).toEqual([sshd.password]);
  });
});
