import { Unplug } from 'lucide-react';
import { displayText } from '../../shared/model/display-text.ts';
import { AlertDialog } from '../ui/alert-dialog.tsx';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { reconnect, type Connection } from './connection.ts';
import styles from './connection-view.module.css';

const c = classNames(styles);

/** Before the frame: a quiet page that shows nothing for the first moment, so that a fast start does not flicker. */
export function ConnectingPage() {
  return (
    <div className={c('page', 'late')} role="status">
      <Spinner size={16} /> Connecting…
    </div>
  );
}

/** The host did not let this page in. */
export function RefusedPage({ connection }: { readonly connection: Connection & { state: 'refused' } }) {
  return (
    <main className={c('page')}>
      <EmptyState
        icon={<Unplug size={24} aria-hidden />}
        title={displayText(connection.error.message, 300)}
        text={connection.error.hint}
        actions={
          <Button look="primary" onClick={reconnect}>
            Retry
          </Button>
        }
      />
    </main>
  );
}

/** Over the frame, once the Link has ended. */
export function EndedDialog({ connection }: { readonly connection: Connection & { state: 'ended' } }) {
  const replaced = connection.error.code === 'replaced';
  return (
    <AlertDialog
      open
      width={380}
      title={replaced ? 'Gangway is open in another window' : displayText(connection.error.message, 300)}
      description={
        replaced
          ? 'Your terminals went on there. Only one window at a time shows them.'
          : (connection.error.hint ??
            (connection.retrying ? 'Trying to connect again. Terminals that are still alive come back.' : undefined))
      }
      actions={
        <>
          {connection.retrying ? (
            <span className={c('trying')}>
              <Spinner /> Trying again
            </span>
          ) : null}
          <Button look="primary" onClick={reconnect}>
            {replaced ? 'Use it here' : 'Retry now'}
          </Button>
        </>
      }
      onCancel={() => {}}
    />
  );
}
