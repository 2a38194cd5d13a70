import { AppError } from '../../shared/model/errors.ts';
import type { SshConnection } from './ssh.ts';

/** A share in a connection. `release` may be called more than once; the last lease that is released closes the connection. */
export interface Lease {
  readonly connection: SshConnection;
  release(): void;
}

export interface SharedConnections {
  /**
   * The open connection of this key, or the one being made, or a new one by `connect`. The key must hold all that decides who
   * talks to whom: machine, address, user, identity.
   */
  acquire(key: string, connect: () => Promise<SshConnection>): Promise<Lease>;
  /** Closes all, whoever holds leases. */
  closeAll(): void;
}

/** OpenSSH allows ten sessions on one connection (MaxSessions); two are left for file transfer and the like. */
const LEASES_PER_CONNECTION = 8;

interface Entry {
  readonly made: Promise<SshConnection>;
  leases: number;
}

/** Several tabs of one machine share one connection: one login, one host key question. */
export function createSharedConnections(): SharedConnections {
  const entries = new Map<string, Entry[]>();

  function forget(key: string, entry: Entry): void {
    const left = entries.get(key)?.filter((other) => other !== entry) ?? [];
    if (left.length > 0) entries.set(key, left);
    else entries.delete(key);
  }

  function begin(key: string, connect: () => Promise<SshConnection>): Entry {
    const entry: Entry = { made: connect(), leases: 0 };
    const gone = (): void => forget(key, entry);
    entry.made.then((connection) => connection.onLost(gone), gone);
    entries.set(key, [...(entries.get(key) ?? []), entry]);
    return entry;
  }

  async function acquire(key: string, connect: () => Promise<SshConnection>): Promise<Lease> {
    const existing = entries.get(key)?.find(({ leases }) => leases < LEASES_PER_CONNECTION);
    const entry = existing ?? begin(key, connect);
    entry.leases += 1;
    let connection: SshConnection;
    try {
      connection = await entry.made;
    } catch (error) {
      entry.leases -= 1;
      // The tab that was connecting for both was closed; that is no answer for this one.
      if (existing !== undefined && error instanceof AppError && error.code === 'cancelled') return acquire(key, connect);
      throw error;
    }
    let released = false;
    return {
      connection,
      release() {
        if (released) return;
        released = true;
        entry.leases -= 1;
        if (entry.leases > 0) return;
        forget(key, entry);
        connection.close();
      },
    };
  }

  return {
    acquire,
    closeAll() {
      for (const { made } of [...entries.values()].flat()) made.then((connection) => connection.close()).catch(() => {});
      entries.clear();
    },
  };
}
