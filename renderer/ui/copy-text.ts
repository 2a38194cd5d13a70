import { showError, showToast } from './toast.tsx';
import { texts } from '../../shared/texts/current.ts';

/** Puts text on the clipboard and says so. `shown` is what the message names when the text itself is long. */
export async function copyText(text: string, shown = text): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    showToast(texts().parts.copied(shown));
  } catch (error) {
    showError(error);
  }
}
