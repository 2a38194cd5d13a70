import { ENDED, OPENED, type SocketOrder } from './socket-protocol.ts';

/**
 * Holds the WebSocket for the page. The browser hands a socket's bytes over in pieces of 64 KiB, each of which waits until the
 * thread that owns the socket has a moment: on the page's own thread, which parses and draws a flood, every frame would wait so
 * over and over. Here frames are put together beside that work, and the page gets each one whole.
 */

addEventListener(
  'message',
  ({ data: { url, protocols, port } }: MessageEvent<SocketOrder>) => {
    const socket = new WebSocket(url, [...protocols]);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => port.postMessage(OPENED);
    socket.onclose = () => port.postMessage(ENDED);
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) =>
      typeof data === 'string' ? port.postMessage(data) : port.postMessage(data, [data]);
    port.onmessage = ({ data }: MessageEvent<string | Uint8Array<ArrayBuffer> | typeof ENDED>) => {
      if (data === ENDED) socket.close();
      else if (socket.readyState === WebSocket.OPEN) socket.send(data);
    };
  },
  { once: true },
);
