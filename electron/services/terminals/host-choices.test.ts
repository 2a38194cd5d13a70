import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { createDocument } from '../../store/document.ts';
import { createHostChoices, hostChoices } from './host-choices.ts';

const folder = mkdtempSync(join(tmpdir(), 'gangway-hosts-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = () => createHostChoices(createDocument({ file: join(folder, 'host-choices.json'), ...hostChoices }));

it('a key chosen for a host is there after the next start, and the latest counts', async () => {
  const first = await open();
  expect(first.get('web.example:22')).toBeUndefined();
  await first.set('web.example:22', { user: 'ann', keyFile: '/home/ann/.ssh/old' });
  await first.set('web.example:22', { user: 'ann', keyFile: '/home/ann/.ssh/new' });
  await first.set('[::1]:2222', { user: 'root', keyFile: '/k' });
  const second = await open();
  expect(second.get('web.example:22')).toEqual({ user: 'ann', keyFile: '/home/ann/.ssh/new' });
  expect(second.get('[::1]:2222')).toEqual({ user: 'root', keyFile: '/k' });
  expect(second.get('web.example:2222')).toBeUndefined();
});

it('counts for this run even where it cannot be kept', async () => {
  const choices = await createHostChoices({
    load: () => Promise.resolve({ value: hostChoices.empty }),
    save: () => Promise.reject(new Error('full')),
  });
  await expect(choices.set('web:22', { user: 'ann', keyFile: '/k' })).rejects.toThrow('full');
  expect(choices.get('web:22')).toEqual({ user: 'ann', keyFile: '/k' });
});
