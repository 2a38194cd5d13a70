import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A TCP relay that makes a link longer and counts what passes. */
export interface DelayProxy {
  readonly port: number;
  /** Bytes that came from the target so far, over all connections, and were handed on. */
  readonly fromTarget: number;
  close(): Promise<void>;
}

/** Each byte arrives half a round trip late, each way. Nothing is lost or reordered; bandwidth is not limited. */
export async function openDelayProxy(targetPort: number, roundTripMs: number): Promise<DelayProxy> {
  let fromTarget = 0;
  const open = new Set<Socket>();
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (near) => {
    const far = connect({ host: '127.0.0.1', port: targetPort, noDelay: true, allowHalfOpen: true });
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('close', () => open.delete(socket));
      socket.on('error', () => void (near.destroy(), far.destroy()));
    }
    relay(near, far, roundTripMs / 2, () => {});
    relay(far, near, roundTripMs / 2, (n) => void (fromTarget += n));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    get fromTarget() {
      return fromTarget;
    },
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function relay(from: Socket, to: Socket, delayMs: number, count: (n: number) => void): void {
  const pass = (bytes: Buffer): void => {
    count(bytes.length);
    // A full receiver holds the sender back, as a real link would.
    if (!to.write(bytes) && !from.isPaused()) {
      from.pause();
      to.once('drain', () => from.resume());
    }
  };
  from.on('data', (bytes: Buffer) => (delayMs === 0 ? pass(bytes) : setTimeout(pass, delayMs, bytes)));
  from.on('end', () => (delayMs === 0 ? to.end() : setTimeout(() => to.end(), delayMs)));
}
