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
import { useTexts } from '../../app/use-texts.ts';

const c = classNames(styles);

/** No client on this computer: how to get one, and how to go on without. Mounted once. */
export function NoClientDialog() {
  const { noClient: t } = useTexts().desktops;
  const wish = useRdp((state) => state.noClient);
  const clients = useRdp((state) => state.clients);
  const close = (): void => rdpStore.setState({ noClient: undefined });
  return (
    <Dialog open={wish !== undefined} title={t.title} width={520} onClose={close}>
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
  const { noClient: t } = useTexts().desktops;
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
      <p>{t.text(name)}</p>
      <ul className={c('installs')} aria-label={t.ways}>
        {install.map(({ what, command }) => (
          <li key={command} className={c('install')}>
            <span>{displayText(what, 200)}</span>
            <span className={c('command')}>
              <Copyable text={command} what={t.command(displayText(what, 60))} mono />
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
              if (ok && rdpStore.getState().noClient !== undefined) fail(t.still);
            })
          }
        >
          {t.look}
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
  const { noClient: t } = useTexts().desktops;
  const { busy, problem, run } = useCall();
  const [id, setId] = useState<string>();
  const launch = useRdp(({ launches }) => (id === undefined ? undefined : launches.get(id)));
  const now = useNow(launch?.state === 'connected');
  return (
    <section className={c('part')} aria-label={t.own}>
      <h3 className={c('heading')}>{t.own}</h3>
      {launch === undefined ? (
        <>
          <p>{t.ownText}</p>
          <Button disabled={busy} onClick={() => void run(async () => setId(await openWay(wish)))}>
            {t.keep}
          </Button>
        </>
      ) : (
        <>
          <ul className={c('list')} aria-label={t.way}>
            <LaunchRow launch={launch} now={now} />
          </ul>
          <p className={c('note')}>{t.stays}</p>
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
