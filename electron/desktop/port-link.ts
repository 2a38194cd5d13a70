import { ipcMain, MessageChannelMain, type MessagePortMain, type WebFrameMain } from 'electron';
import { MAX_BINARY_FRAME, MAX_CONTROL_FRAME } from '../../shared/rpc/limits.ts';
import type { Link } from '../../shared/rpc/link.ts';
import { createLinkEnd } from '../../shared/rpc/link-end.ts';
import { isOwnUrl } from './origin.ts';

const REQUEST_PORT = 'gangway-request-port';
const PORT = 'gangway-port';

/**
 * Hands a port to each page that asks, and its other end to `attach`. Only the main frame of the window's own page gets one.
 * Returns what ends the listening.
 */
export function offerPorts(options: { isOurs: (contentsId: number) => boolean; attach: (link: Link) => void }): () => void {
  const receive = (event: Electron.IpcMainEvent): void => {
    const frame = event.senderFrame;
    if (frame === null || !options.isOurs(event.sender.id) || !isMainFrame(frame) || !isOwnUrl(frame.url)) return;
    const { port1, port2 } = new MessageChannelMain();
    options.attach(portLink(port1));
    frame.postMessage(PORT, null, [port2]);
  };
  ipcMain.on(REQUEST_PORT, receive);
  return () => void ipcMain.removeListener(REQUEST_PORT, receive);
}

function isMainFrame(frame: WebFrameMain): boolean {
  return frame.parent === null;
}

/** A Link over one end of a MessageChannelMain. */
export function portLink(port: MessagePortMain): Link {
  const end = createLinkEnd({
    // Copied, never transferred: a message with an ArrayBuffer in its transfer list gets lost on the way.
    send: (frame) => port.postMessage(frame),
    close: () => port.close(),
  });
  port.on('message', ({ data }: { data: unknown }) => {
    // The same bounds as on the WebSocket. What is no frame at all comes from no page of ours.
    const sound =
      (typeof data === 'string' && data.length <= MAX_CONTROL_FRAME) || (data instanceof Uint8Array && data.length <= MAX_BINARY_FRAME);
    if (sound) end.deliver(data);
    else if (end.open) end.link.close();
  });
  port.on('close', end.end);
  port.start();
  return end.link;
}
