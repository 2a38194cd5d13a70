import { Unplug } from 'lucide-react';
import { displayText } from '../../shared/model/display-text.ts';
import { AlertDialog } from '../ui/alert-dialog.tsx';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { reconnect, type Connection } from './connection.ts';
import styles from './connection-view.module.css';
import { useTexts } from './use-texts.ts';

const c = classNames(styles);

/** Before the frame: a quiet page that shows nothing for the first moment, so that a fast start does not flicker. */
export function ConnectingPage() {
  const t = useTexts().connecting;
  return (
    <div className={c('page', 'late')} role="status">
      <Spinner size={16} /> {t.connecting}
    </div>
  );
}

/** The host did not let this page in. */
export function RefusedPage({ connection }: { readonly connection: Connection & { state: 'refused' } }) {
  const t = useTexts().connecting;
  return (
    <main className={c('page')}>
      <EmptyState
        icon={<Unplug size={24} aria-hidden />}
        title={displayText(connection.error.message, 300)}
        text={connection.error.hint}
        actions={
          <Button look="primary" onClick={reconnect}>
            {t.retry}
          </Button>
        }
      />
    </main>
  );
}

/** Over the frame, once the Link has ended. */
export function EndedDialog({ connection }: { readonly connection: Connection & { state: 'ended' } }) {
  const t = useTexts().connecting;
  const replaced = connection.error.code === 'replaced';
  return (
    <AlertDialog
      open
      width={380}
      title={replaced ? t.replaced : displayText(connection.error.message, 300)}
      description={replaced ? t.replacedText : (connection.error.hint ?? (connection.retrying ? t.retrying : undefined))}
      actions={
        <>
          {connection.retrying ? (
            <span className={c('trying')}>
              <Spinner /> {t.trying}
            </span>
          ) : null}
          <Button look="primary" onClick={reconnect}>
            {replaced ? t.useHere : t.retryNow}
          </Button>
        </>
      }
      onCancel={() => {}}
    />
  );
}
