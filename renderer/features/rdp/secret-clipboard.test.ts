import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CLEAR_AFTER_MS, copySecret, type ClipboardPort } from './secret-clipboard.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function clipboard(more: Partial<ClipboardPort> = {}): ClipboardPort & { text: string } {
  const own: ClipboardPort & { text: string } = {
    text: '',
    write: async (text: string) => void (own.text = text),
    read: async () => own.text,
    digest: async (text: string) => `digest of ${text.length} ${text.at(-1) ?? ''}`,
    hasFocus: () => true,
    onFocus: () => undefined,
    ...more,
  };
  return own;
}

describe('a copied password', () => {
  it('leaves the clipboard after its time', async () => {
    const port = clipboard();
    const { later } = await copySecret('secret', port);
    await vi.advanceTimersByTimeAsync(CLEAR_AFTER_MS - 1);
    expect(port.text).toBe('secret');
    await vi.advanceTimersByTimeAsync(1);
    expect(await later).toBe('cleared');
    expect(port.text).toBe('');
  });

  it('does not take away what the person copied since', async () => {
    const port = clipboard();
    const { later } = await copySecret('secret', port);
    port.text = 'something else';
    await vi.advanceTimersByTimeAsync(CLEAR_AFTER_MS);
    expect(await later).toBe('other');
    expect(port.text).toBe('something else');
  });

  it('is looked for once the page has the keyboard again', async () => {
    let back = (): void => undefined;
    const port = clipboard({ hasFocus: () => false, onFocus: (then) => void (back = then) });
    const { later } = await copySecret('secret', port);
    await vi.advanceTimersByTimeAsync(CLEAR_AFTER_MS * 10);
    expect(port.text).toBe('secret');
    back();
    expect(await later).toBe('cleared');
  });

  it('stays where the page may not look', async () => {
    const port = clipboard({ read: () => Promise.reject(new Error('denied')) });
    const { later } = await copySecret('secret', port);
    await vi.advanceTimersByTimeAsync(CLEAR_AFTER_MS);
    expect(await later).toBe('stays');
    expect(port.text).toBe('secret');
  });
});
