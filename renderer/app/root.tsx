import { useStore } from 'zustand';
import { connection } from './connection.ts';
import { ConnectingPage, EndedDialog, RefusedPage } from './connection-view.tsx';
import { Frame } from './frame.tsx';

/** The page in all its states. */
export function Root() {
  const now = useStore(connection, (state) => state.now);
  const started = useStore(connection, (state) => state.started);
  if (now.state === 'connecting') return <ConnectingPage />;
  if (now.state === 'refused') return <RefusedPage connection={now} />;
  return (
    <>
      {started ? <Frame /> : null}
      {now.state === 'ended' ? <EndedDialog connection={now} /> : null}
    </>
  );
}
