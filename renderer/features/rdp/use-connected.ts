import { useMemo } from 'react';
import { useSessions } from '../sessions/session-store.ts';
import { connectedInstances, useRdp } from './rdp-store.ts';

/** Keys of the instances whose remote desktop is open now. */
export function useConnectedInstances(): ReadonlySet<string> {
  const launches = useRdp((state) => state.launches);
  const sessions = useSessions(({ book }) => book.sessions);
  return useMemo(() => connectedInstances(launches, sessions), [launches, sessions]);
}
