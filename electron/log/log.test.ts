import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../shared/model/errors.ts';
import { createLog } from './log.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gangway-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const clock = (): number => Date.UTC(2026, 4, 6, 7, 8, 9);
const lines = (name = 'gangway.log'): Record<string, unknown>[] =>
  readFileSync(join(folder, name), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('the log', () => {
  it('is JSON, one line each, readable by its owner only', async () => {
    const log = createLog({ folder, clock });
    log.info('started', { shell: 'browser', parts: ['a\nb'] });
    log.warn('odd');
    await log.flush();
    expect(lines()).toEqual([
      { at: '2026-05-06T07:08:09.000Z', level: 'info', text: 'started', data: { shell: 'browser', parts: ['a\nb'] } },
      { at: '2026-05-06T07:08:09.000Z', level: 'warn', text: 'odd' },
    ]);
    expect(statSync(join(folder, 'gangway.log')).mode & 0o777).toBe(0o600);
  });

  it('gives an error an id that finds its line, with stack and causes', async () => {
    const log = createLog({ folder, clock });
    const id = log.error(new AppError('unreachable', 'web-1 cannot be reached.', { cause: new TypeError('inner') }), 'terminals.open');
    await log.flush();
    expect(lines()).toEqual([
      expect.objectContaining({
        id,
        during: 'terminals.open',
        code: 'unreachable',
        message: 'web-1 cannot be reached.',
        stack: expect.stringContaining('log.test.ts') as string,
        cause: expect.objectContaining({ name: 'TypeError', message: 'inner' }) as unknown,
      }),
    ]);
  });

  it('starts a new file when one is full and keeps four old ones', async () => {
    const log = createLog({ folder, clock, maxFile: 2_000 });
    for (let index = 0; index < 60; index++) {
      log.info(`line ${index} ${'x '.repeat(100)}`);
      await log.flush();
    }
    expect(readdirSync(folder).sort()).toEqual(['gangway.1.log', 'gangway.2.log', 'gangway.3.log', 'gangway.4.log', 'gangway.log']);
    expect(statSync(join(folder, 'gangway.log')).size).toBeLessThanOrEqual(2_000);
    expect(String(lines().at(-1)?.['text'])).toMatch(/^line 59 /u);
  });

  it('counts what it has to leave out in a flood', async () => {
    const log = createLog({ folder, clock, maxFile: 64 * 1024 * 1024 });
    for (let index = 0; index < 6_000; index++) log.info('flood');
    await log.flush();
    expect(lines().filter(({ text }) => text === 'flood').length).toBeLessThan(6_000);
    expect(lines().at(-1)).toMatchObject({ level: 'warn', text: expect.stringMatching(/^\d+ lines were left out/u) as string });
  });

  it('never throws where it cannot write', async () => {
    writeFileSync(join(folder, 'file'), '');
    for (const log of [createLog({ folder: join(folder, 'file', 'logs') }), createLog({ folder: undefined })]) {
      log.info('lost');
      expect(log.error('odd', 'a test')).toMatch(/^[0-9a-f]{10}$/u);
      await log.flush();
    }
  });

  it('takes what cannot be JSON as it comes', async () => {
    const log = createLog({ folder, clock });
    const loop: Record<string, unknown> = {};
    loop['loop'] = loop;
    log.info('odd', { loop, big: 10n, call: () => 1, bytes: Buffer.from('typed text') });
    await log.flush();
    expect(JSON.stringify(lines())).not.toContain('typed');
    expect(lines()[0]).toMatchObject({ data: { big: '10', call: '[function]', bytes: '[10 bytes]' } });
  });
});
