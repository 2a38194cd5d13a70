import { useState } from 'react';
import { displayText } from '../../../shared/model/display-text.ts';
import type { RdpClients } from '../../../shared/model/rdp.ts';
import { useCall } from '../../app/use-call.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Copyable } from '../../ui/copyable.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { LaunchRow } from './launch-row.tsx';
import { openDesktop, openWay } from './rdp-actions.ts';
import { lookForClients, rdpStore, useRdp, type DesktopWish } from './rdp-store.ts';
import styles from './rdp.module.css';
import { useNow } from './use-now.ts';

const c = classNames(styles);

/** No client on this computer: how to get one, and how to go on without. Mounted once. */
export function NoClientDialog() {
  const wish = useRdp((state) => state.noClient);
  const clients = useRdp((state) => state.clients);
  const close = (): void => rdpStore.setState({ noClient: undefined });
  return (
    <Dialog open={wish !== undefined} title="No remote desktop client on this computer" width={520} onClose={close}>
      {wish === undefined ? null : <NoClient wish={wish} clients={clients} close={close} />}
    </Dialog>
  );
}

interface NoClientProps {
  readonly wish: DesktopWish;
  readonly clients: RdpClients | undefined;
  readonly close: () => void;
}

function NoClient({ wish, clients, close }: NoClientProps) {
  const { busy, problem, run, fail } = useCall();
  const install = clients?.install ?? [];
  const name = displayText(wish.name, 80);
  const lookAgain = (): Promise<boolean> =>
    run(async () => {
      if ((await lookForClients()).found.length === 0) return;
      close();
      openDesktop(wish);
    });
  return (
    <>
      <p>Gangway opens desktops in a client of your system, and found none. Install one, and {name} opens with a click.</p>
      <ul className={c('installs')} aria-label="Ways to install a client">
        {install.map(({ what, command }) => (
          <li key={command} className={c('install')}>
            <span>{displayText(what, 200)}</span>
            <span className={c('command')}>
              <Copyable text={command} what={`command for ${displayText(what, 60)}`} mono />
            </span>
          </li>
        ))}
      </ul>
      <div className={c('line')}>
        <Button
          look="primary"
          disabled={busy}
          onClick={() =>
            void lookAgain().then((ok) => {
              if (ok && rdpStore.getState().noClient !== undefined) fail('Still none was found.');
            })
          }
        >
          Look again
        </Button>
        <span className={c('note')} role="status">
          {problem ?? ''}
        </span>
      </div>
      <OwnProgram wish={wish} />
    </>
  );
}

/** Goes on with a program that Gangway does not know: the way is kept open for it. */
function OwnProgram({ wish }: { readonly wish: DesktopWish }) {
  const { busy, problem, run } = useCall();
  const [id, setId] = useState<string>();
  const launch = useRdp(({ launches }) => (id === undefined ? undefined : launches.get(id)));
  const now = useNow(launch?.state === 'connected');
  return (
    <section className={c('part')} aria-label="Another program">
      <h3 className={c('heading')}>Another program</h3>
      {launch === undefined ? (
        <>
          <p>Gangway can keep the way open, and tell address, user and password for a program of your own.</p>
          <Button disabled={busy} onClick={() => void run(async () => setId(await openWay(wish)))}>
            Keep the way open
          </Button>
        </>
      ) : (
        <>
          <ul className={c('list')} aria-label="The way">
            <LaunchRow launch={launch} now={now} />
          </ul>
          <p className={c('note')}>It stays open until you close it, also when this window is closed: the status bar has it.</p>
        </>
      )}
      {problem === undefined ? null : (
        <p className={c('note')} role="alert">
          {problem}
        </p>
      )}
    </section>
  );
}
