import type { AppInfo } from '../../../shared/contract/app.ts';
import { client } from '../../app/client.ts';
import { showError } from '../../ui/toast.tsx';

let shell: Promise<AppInfo['shell']> | undefined;

/** Opens an address that was allowed: through the host on the desktop, as a new tab of the browser elsewhere. */
export async function openExternal(url: string): Promise<void> {
  try {
    shell ??= client()
      .call('app.info', undefined)
      .then((info) => info.shell);
    if ((await shell) === 'desktop') await client().call('app.openExternal', { url });
    else window.open(url, '_blank', 'noopener,noreferrer');
  } catch (error) {
    shell = undefined;
    showError(error);
  }
}
