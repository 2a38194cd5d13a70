/** A password leaves the clipboard after this time, in milliseconds, if it is still there. */
export const CLEAR_AFTER_MS = 60_000;

/** What of a browser is needed; the real one in `copy-password.ts`. */
export interface ClipboardPort {
  write(text: string): Promise<void>;
  /** Rejects where the page may not read, or has not the keyboard now. */
  read(): Promise<string>;
  /** A fingerprint of a text, so that the text itself need not be kept. */
  digest(text: string): Promise<string>;
  hasFocus(): boolean;
  /** Calls once, when the page gets the keyboard back. */
  onFocus(then: () => void): void;
}

/** What became of a copied secret: taken off, replaced by the person meanwhile, or still there because the page may not look. */
export type Cleared = 'cleared' | 'other' | 'stays';

/** Copies a secret. Resolves once it is on the clipboard, with what becomes of it after `CLEAR_AFTER_MS`. */
export async function copySecret(text: string, port: ClipboardPort): Promise<{ readonly later: Promise<Cleared> }> {
  const own = await port.digest(text);
  await port.write(text);
  const later = new Promise<void>((resolve) => setTimeout(resolve, CLEAR_AFTER_MS)).then(() => clear(own, port));
  return { later };
}

async function clear(own: string, port: ClipboardPort): Promise<Cleared> {
  // Browsers let only the page that has the keyboard read: whoever works in a remote desktop now comes back later.
  if (!port.hasFocus()) await new Promise<void>((resolve) => port.onFocus(resolve));
  try {
    if ((await port.digest(await port.read())) !== own) return 'other';
    await port.write('');
    return 'cleared';
  } catch {
    return 'stays';
  }
}
