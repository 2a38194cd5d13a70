import type { Session, WebContents } from 'electron';
import { isOpenable } from '../browser/open-url.ts';
import { isOwnUrl } from './origin.ts';

/** All that the page may ask for. Reading the clipboard is not among them: pasting is the browser's own doing. */
const PERMISSIONS = new Set(['clipboard-sanitized-write']);

/** Denies every permission but the named ones, and those to everybody but our own page. */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, decide, details) => {
    decide(PERMISSIONS.has(permission) && details.isMainFrame && isOwnUrl(details.requestingUrl));
  });
  session.setPermissionCheckHandler((_contents, permission, origin) => PERMISSIONS.has(permission) && isOwnUrl(origin));
  session.setDevicePermissionHandler(() => false);
  // What the page itself made (an export, an .rdp file) may be saved: Electron then asks the person where. Nothing else comes in.
  session.on('will-download', (event, item) => {
    const [scheme, made] = splitScheme(item.getURL());
    if (scheme !== 'blob:' || !isOwnUrl(made)) event.preventDefault();
  });
}

/**
 * Keeps a window on its page: no navigation away, no window of its own, no embedded page. A link to the web or to mail goes to the
 * person's own programs.
 */
export function guardContents(contents: WebContents, openExternal: (url: string) => void): void {
  const stay = (event: { preventDefault(): void }, url: string): void => {
    if (!isOwnUrl(url)) event.preventDefault();
  };
  contents.on('will-navigate', (event) => stay(event, event.url));
  contents.on('will-redirect', (event) => stay(event, event.url));
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame) event.preventDefault();
    else stay(event, event.url);
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (isOpenable(url)) openExternal(url);
    return { action: 'deny' };
  });
}

function splitScheme(url: string): [string, string] {
  const end = url.indexOf(':') + 1;
  return [url.slice(0, end), url.slice(end)];
}
