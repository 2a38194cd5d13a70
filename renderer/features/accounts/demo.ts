import { client } from '../../app/client.ts';
import { showError } from '../../ui/toast.tsx';

/** Starts the demo world. Returns its address where the page has to open it itself, which is then tried at once. */
export async function openDemo(): Promise<string | undefined> {
  try {
    const { url } = await client().call('app.openDemo', undefined);
    if (url !== undefined) window.open(url, '_blank', 'noopener,noreferrer');
    return url;
  } catch (error) {
    showError(error);
    return undefined;
  }
}
