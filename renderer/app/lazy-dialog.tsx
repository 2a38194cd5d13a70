import { lazy, Suspense, useState, type ComponentType } from 'react';
import { AlertDialog } from '../ui/alert-dialog.tsx';
import { Button } from '../ui/button.tsx';
import { useTexts } from './use-texts.ts';

export interface DialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

const loads: (() => Promise<unknown>)[] = [];

/**
 * A dialog whose code is no part of the page's start: it comes when the page has nothing else to do, at the latest when the dialog is first
 * opened. From then on it stays in place, closed or open. Code that cannot be had is told in the dialog's place.
 */
export function lazyDialog(load: () => Promise<ComponentType<DialogProps>>): ComponentType<DialogProps> {
  const Dialog = lazy(async () => ({ default: await load().catch(() => NotLoaded) }));
  loads.push(load);
  return function LazyDialog(props) {
    const [wanted, setWanted] = useState(props.open);
    if (props.open && !wanted) setWanted(true);
    if (!wanted) return null;
    return (
      <Suspense fallback={null}>
        <Dialog {...props} />
      </Suspense>
    );
  };
}

/** The page is older than the files of its host, or the host is gone: a new page has it all, and the terminals live in the host. */
function NotLoaded({ open, onClose }: DialogProps) {
  const t = useTexts().connecting.dialog;
  return (
    <AlertDialog
      open={open}
      width={380}
      title={t.title}
      description={t.text}
      actions={
        <>
          <Button onClick={onClose}>{t.close}</Button>
          <Button look="primary" onClick={() => location.reload()}>
            {t.reload}
          </Button>
        </>
      }
      onCancel={onClose}
    />
  );
}

/** Fetches `first` and what `lazyDialog` was given, so that nothing waits for its code, nor for a host that is gone by then. */
export function loadWhenIdle(first: () => Promise<unknown>): () => void {
  const waiting = requestIdleCallback(() => {
    // One that fails here is asked for again, and then fails in sight.
    for (const load of [first, ...loads]) load().catch(() => {});
  });
  return () => cancelIdleCallback(waiting);
}
