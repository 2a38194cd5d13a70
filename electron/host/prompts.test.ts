import { describe, expect, it, vi } from 'vitest';
import type { HostFrame } from '../../shared/rpc/frames.ts';
import { createPrompts } from './prompts.ts';

const question = { title: 'web-1', user: 'ubuntu', attempt: 1 };

function page() {
  const frames: HostFrame[] = [];
  return {
    frames,
    send: (frame: HostFrame) => void frames.push(frame),
    ids: () => frames.flatMap((frame) => (frame.t === 'ask' ? [frame.id] : [])),
  };
}

describe('prompts', () => {
  it('reach the page and take an answer that fits', async () => {
    const prompts = createPrompts();
    const one = page();
    prompts.attach(one);
    const answer = prompts.ask('password', question, new AbortController().signal);
    prompts.answer(one.ids()[0] ?? '', { password: 'x' });
    await expect(answer).resolves.toEqual({ password: 'x' });
    expect(one.frames.at(-1)).toMatchObject({ t: 'unask' });
  });

  it('stay open on an answer that does not fit', async () => {
    const prompts = createPrompts();
    const one = page();
    prompts.attach(one);
    const answer = prompts.ask(
      'hostKey',
      { title: 'a', host: 'a', presented: { type: 't', sha256: 's' }, kind: 'changed', known: [] },
      new AbortController().signal,
    );
    const id = one.ids()[0] ?? '';
    prompts.answer(id, true);
    prompts.answer(id, { choice: 'yes' });
    prompts.answer(id, { choice: 'replace', typed: 'a' });
    await expect(answer).resolves.toEqual({ choice: 'replace', typed: 'a' });
  });

  it('are cancelled by a dismissal and by their signal', async () => {
    const prompts = createPrompts();
    const one = page();
    prompts.attach(one);
    const abort = new AbortController();
    const first = prompts.ask('password', question, new AbortController().signal);
    const second = prompts.ask('password', question, abort.signal);
    prompts.answer(one.ids()[0] ?? '', undefined);
    abort.abort();
    await expect(first).rejects.toMatchObject({ code: 'cancelled' });
    await expect(second).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('come back after a reload, and are cancelled when the window stays closed', async () => {
    vi.useFakeTimers();
    const prompts = createPrompts({ graceMs: 1_000 });
    const one = page();
    prompts.attach(one);
    const answer = prompts.ask('password', question, new AbortController().signal);
    const ended = expect(answer).rejects.toMatchObject({ code: 'cancelled' });
    prompts.detach(one);
    vi.advanceTimersByTime(900);
    const two = page();
    prompts.attach(two);
    expect(two.ids()).toEqual(one.ids());
    vi.advanceTimersByTime(5_000);
    prompts.detach(two);
    vi.advanceTimersByTime(1_001);
    vi.useRealTimers();
    await ended;
  });
});
