import { showError, showToast } from './toast.tsx';

/** Puts text on the clipboard and says so. `shown` is what the message names when the text itself is long. */
export async function copyText(text: string, shown = text): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    showToast(`Copied ${shown}`);
  } catch (error) {
    showError(error);
  }
}
