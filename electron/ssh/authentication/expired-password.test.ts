import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memorySecrets } from '../../../e2e/testbed/memory-secrets.ts';
import {
  passwordChangeMissing,
  type PasswordChangeServer,
  startPasswordChangeServer,
} from '../../../e2e/testbed/password-change-server.ts';
import { canRunAsRoot, type Sshd, startSshd } from '../../../e2e/testbed/sshd.ts';
import { attempt, openShell } from '../../../e2e/testbed/ssh-session.ts';
import { expirePassword } from '../../../e2e/testbed/totp-sshd.ts';
import type { Shell } from '../ssh.ts';
import { secretId } from '../../../shared/model/vault.ts';

const NEW_PASSWORD = 'Qz-new-7831-pass';

describe.skipIf(passwordChangeMissing !== undefined)(
  `a server that demands a new password by the password method (${passwordChangeMissing ?? 'asyncssh'})`,
  () => {
    let server: PasswordChangeServer;
    beforeAll(async () => {
      server = await startPasswordChangeServer();
    });
    afterAll(() => server.stop());

    test('gets one, asks again while it is not good enough, and the saved one is renewed', async () => {
      const id = secretId.password(`127.0.0.1:${server.port}`, server.user);
      const secrets = memorySecrets({ [id]: server.password });
      const typed = ['short', NEW_PASSWORD];
      const { outcome, questions, steps } = attempt({
        port: server.port,
        user: server.user,
        identity: { kind: 'password' },
        secrets,
        answers: { newPassword: () => ({ password: typed.shift() ?? '' }) },
      });
      (await outcome).close();
      expect(questions.map(({ kind }) => kind)).toEqual(['hostKey', 'newPassword', 'newPassword']);
      expect(questions.slice(1).map(({ input }) => input)).toMatchObject([
        { user: server.user, text: expect.stringContaining('Choose a new one') },
        { text: 'That is too short.' },
      ]);
      expect(secrets.saved.get(id)).toBe(NEW_PASSWORD);
      expect(steps.join('\n')).not.toContain(NEW_PASSWORD);
    });
  },
);

describe.runIf(canRunAsRoot)('an expired password (needs root)', () => {
  describe('with PAM', () => {
    let sshd: Sshd;
    beforeAll(async () => {
      sshd = await startSshd({
        hostKeys: ['ed25519'],
        config: ['UsePAM yes', 'KbdInteractiveAuthentication yes', 'PasswordAuthentication no'],
      });
    });
    afterAll(() => sshd.stop());

    test('is changed by the server’s questions, and the saved one is renewed', async () => {
      await expirePassword(sshd.user);
      const id = secretId.password(`127.0.0.1:${sshd.port}`, sshd.user);
      const secrets = memorySecrets({ [id]: sshd.password });
      const login = () =>
        attempt({
          port: sshd.port,
          user: sshd.user,
          identity: { kind: 'password' },
          secrets,
          answers: {
            keyboardInteractive: ({ prompts }) => ({
              answers: prompts.map(({ text }) => (/new/iu.test(text) ? NEW_PASSWORD : sshd.password)),
            }),
          },
        });
      const first = login();
      (await first.outcome).close();
      // Current, new and once more; the question for the login itself was answered by the saved one.
      expect(first.questions.length).toBeGreaterThanOrEqual(3);
      expect(secrets.saved.get(id)).toBe(NEW_PASSWORD);
      const second = login();
      (await second.outcome).close();
      expect(second.questions.map(({ kind }) => kind)).toEqual(['hostKey']);
    });
  });

  describe('without PAM', () => {
    let sshd: Sshd;
    beforeAll(async () => {
      sshd = await startSshd({ hostKeys: ['ed25519'] });
    });
    afterAll(() => sshd.stop());

    test('is changed in the terminal, where the server runs passwd', async () => {
      await expirePassword(sshd.user);
      const answers = { password: () => ({ password: sshd.password }) };
      const connection = await attempt({ port: sshd.port, user: sshd.user, identity: { kind: 'password' }, answers }).outcome;
      const shell = await openShell(connection);
      const said = await converse(shell, [
        [/current password:/iu, sshd.password],
        [/new password:/iu, NEW_PASSWORD],
        [/retype new password:/iu, NEW_PASSWORD],
      ]);
      connection.close();
      expect(said).toContain('updated successfully');
      const again = { password: () => ({ password: NEW_PASSWORD }) };
      (await attempt({ port: sshd.port, user: sshd.user, identity: { kind: 'password' }, answers: again }).outcome).close();
    });
  });
});

/** Answers each question once, in order, and gives all that was said until the shell ended. */
async function converse(shell: Shell, answers: readonly (readonly [RegExp, string])[]): Promise<string> {
  const left = [...answers];
  let said = '';
  let from = 0;
  const ended = new Promise((resolve) => shell.onEnd(resolve));
  shell.onData((bytes) => {
    said += Buffer.from(bytes).toString();
    shell.consumed(bytes.length);
    const next = left[0];
    const found = next?.[0].exec(said.slice(from));
    if (next === undefined || found === null || found === undefined) return;
    left.shift();
    from = said.length;
    shell.write(Buffer.from(`${next[1]}\n`));
  });
  await ended;
  return said;
}
