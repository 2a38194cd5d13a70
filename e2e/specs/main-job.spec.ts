import { createHash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixtures.ts';
import { hashBetween, keepReceived } from './received.ts';

// A person does the same in either language, and finds everything by its name there.
for (const language of ['en', 'zh-CN'] as const) {
  test.describe(language === 'en' ? 'in English' : 'in Chinese', () => {
    test.use({ language });

    test('a double click leads over the host key to a shell that answers', async ({ app, sshd }) => {
      const terminal = await app.open('web-1');
      const question = terminal.question(app.words.firstConnection);
      await expect(question).toContainText('web-1');
      const shown = await question.getByText(/^SHA256:/u).textContent();
      expect(Object.values(sshd.fingerprints)).toContain(shown);
      await expect(question).toContainText(`[${sshd.host}]:${sshd.port}`);

      await question.getByRole('button', { name: app.words.trust }).click();
      await terminal.ready();
      await expect(terminal.status).toHaveText(new RegExp(`${sshd.user}@`, 'u'));
      await terminal.run('echo "$USER $((6 * 7))"');
      await expect(terminal.screen).toContainText(`${sshd.user} 42`);
      expect(await sshd.log()).toContain(`Accepted publickey for ${sshd.user}`);
    });

    test('an instance whose key is not on this computer opens with a password', async ({ app, sshd, home }) => {
      test.skip(!sshd.passwordLogin, 'Only root can give the sshd a user with a password.');
      rmSync(home.keys['acme-prod'] ?? '');
      const terminal = await app.open('web-1');
      await terminal.trust();
      const how = terminal.question(app.words.howToLogIn);
      await expect(how).toContainText('acme-prod');
      await how.getByRole('radio', { name: app.words.password }).click();
      await how.getByRole('button', { name: app.words.logIn }).click();
      const password = terminal.question(app.words.passwordFor);
      await password.getByLabel(app.words.password, { exact: true }).fill(sshd.password);
      await password.getByRole('button', { name: app.words.logIn }).click();
      await terminal.ready();
    });

    test('the shell knows the size of its window, also after that has changed', async ({ app }) => {
      const terminal = await app.openShell();
      const size = terminal.panel.getByTitle(app.words.size);
      const isAgreed = async (): Promise<void> => {
        const [cols, rows] = ((await size.textContent()) ?? '').split('×');
        await terminal.run(`stty size | sed 's/^/is /'`);
        await expect(terminal.screen).toContainText(`is ${rows} ${cols}`);
      };
      await isAgreed();
      const before = (await size.textContent()) ?? '';
      await app.page.setViewportSize({ width: 1000, height: 600 });
      await expect(size).not.toHaveText(before);
      await isAgreed();
    });

    test('a file of 20 MB is printed whole and in order, and Ctrl+C ends a flood', async ({ app, sshd }) => {
      test.setTimeout(120_000);
      const lines = Array.from(
        { length: 200_000 },
        (_, at) => `${String(at).padStart(7, '0')} ${'0123456789abcdefghijklmnopqrstuvwxyz'.repeat(3).slice(at % 9, 92)}`,
      );
      const text = `${lines.join('\n')}\n`;
      writeFileSync(join(sshd.folder, 'long.txt'), text, { mode: 0o644 });
      await keepReceived(app.page);
      await app.page.reload();
      const terminal = await app.openShell();

      await terminal.run(`echo "be"gin; cat ${join(sshd.folder, 'long.txt')}; echo "fin"ished`);
      await expect(terminal.screen).toContainText('finished', { timeout: 90_000 });
      // The terminal line turns each line end into two characters.
      const printed = text.replaceAll('\n', '\r\n');
      expect(await hashBetween(app.page, 'begin\r\n', 'finished\r\n')).toEqual({
        bytes: printed.length,
        sha256: createHash('sha256').update(printed).digest('hex'),
      });
      expect((await terminal.lines()).join('\n')).toContain(lines.slice(-10).join('\n'));

      await terminal.run('yes "flood $((3 * 3))"');
      await expect(terminal.screen).toContainText('flood 9flood 9');
      await app.page.keyboard.press('Control+c');
      await terminal.ready();
    });

    test('a lost connection says so and comes back with what stood on the screen', async ({ app, sshd }) => {
      const terminal = await app.openShell();
      await terminal.run('echo "before-$((40 + 2))"');
      await expect(terminal.screen).toContainText('before-42');
      await sshd.kill();
      try {
        // The machine once, and why; the whole sentence is at hand where the line is narrow.
        await expect(terminal.status).toHaveText(app.words.lost);
        await expect(terminal.status).toHaveAttribute('title', /web-1 \([\d.:]+\)/u);
        await expect(terminal.screen).toContainText('before-42');
      } finally {
        await sshd.restart();
      }
      await terminal.panel.getByRole('button', { name: app.words.reconnect }).click();
      await terminal.ready();
      await expect(terminal.screen).toContainText('before-42');
    });

    test('tabs of one machine share its connection, stand side by side, and outlive a reload of the page', async ({ app, sshd }) => {
      const logins = async (): Promise<number> => (await sshd.log()).split('Accepted publickey').length;
      const before = await logins();
      const first = await app.openShell();
      await first.run('echo "first-$((1 + 1))"');
      await expect(first.screen).toContainText('first-2');

      await app.page.keyboard.press('Control+Shift+E');
      const second = app.terminal('web-1 (2)');
      await second.ready();
      await second.run('echo "second-$((1 + 1))"');
      await expect(second.screen).toContainText('second-2');
      await expect(first.screen).not.toContainText('second-2');
      expect((await logins()) - before).toBe(1);
      const boxes = [await first.panel.boundingBox(), await second.panel.boundingBox()];
      expect(boxes[1]?.x).toBeGreaterThanOrEqual((boxes[0]?.x ?? 0) + (boxes[0]?.width ?? 0));

      await app.page.reload();
      await expect(first.screen).toContainText('first-2');
      await expect(second.screen).toContainText('second-2');
      await second.ready();
      await first.ready();
      expect((await logins()) - before).toBe(1);
    });
  });
}
