import { useRef } from 'react';
import { displayText } from '../../../shared/model/display-text.ts';
import { AlertDialog } from '../../ui/alert-dialog.tsx';
import { Button } from '../../ui/button.tsx';
import { clientName } from './client-choice.ts';
import { elapsed } from './launch-line.ts';
import { openAnother, showDesktops } from './rdp-actions.ts';
import { rdpStore, useRdp } from './rdp-store.ts';
import { useNow } from './use-now.ts';
import { useTexts } from '../../app/use-texts.ts';

/** A desktop that is open already was asked for once more: a second one is opened only by whoever wants that. Mounted once. */
export function AlreadyOpenDialog() {
  const { again: t } = useTexts().desktops;
  const again = useRdp((state) => state.again);
  const launch = useRdp(({ launches }) => (again === undefined ? undefined : launches.get(again.launch)));
  const now = useNow(again !== undefined);
  const harmless = useRef<HTMLButtonElement>(null);
  const close = (): void => rdpStore.setState({ again: undefined });
  const name = displayText(again?.wish.name ?? '', 80);
  const since = launch?.connectedAt ?? launch?.startedAt;
  return (
    <AlertDialog
      open={again !== undefined}
      title={t.title(name)}
      onCancel={close}
      initialFocus={harmless}
      description={
        <p>
          {launch === undefined || since === undefined || launch.client === 'none'
            ? ''
            : t.since(clientName(launch.client), elapsed(now - since))}
          {t.one}
        </p>
      }
      actions={
        <>
          <Button
            onClick={() => {
              close();
              showDesktops();
            }}
          >
            {t.show}
          </Button>
          <Button
            onClick={() => {
              close();
              if (again !== undefined) openAnother(again.wish, again.chosen);
            }}
          >
            {t.second}
          </Button>
          <Button ref={harmless} look="primary" onClick={close}>
            {t.keep}
          </Button>
        </>
      }
    />
  );
}
