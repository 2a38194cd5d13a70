import { Toast as Base } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import { displayText } from '../../shared/model/display-text.ts';
import { AppError } from '../../shared/model/errors.ts';
import { classNames } from './class-names.ts';
import styles from './toast.module.css';
import { texts } from '../../shared/texts/current.ts';

const c = classNames(styles);
const manager = Base.createToastManager();

/** A short confirmation of what was just done. */
const SHOWN_MS = 2_500;
/** An error is to be read. */
const ERROR_SHOWN_MS = 12_000;

/** What can still be taken back is offered this long. */
const OFFER_SHOWN_MS = 10_000;

/** Says that something was done, for example `Copied 203.0.113.5`, and offers what can follow, for example `Undo`. */
export function showToast(text: string, offer?: { readonly label: string; readonly run: () => void }): void {
  const title = displayText(text);
  if (offer === undefined) {
    manager.add({ title, timeout: SHOWN_MS });
    return;
  }
  const run = (): void => {
    manager.close(id);
    offer.run();
  };
  const id = manager.add({ title, timeout: OFFER_SHOWN_MS, actionProps: { children: offer.label, onClick: run } });
}

let muted = false;

/** From now on no error is shown: the Link has ended, which is said elsewhere, and every call that was open fails with it. */
export function muteErrors(): void {
  muted = true;
}

/** Shows a failure that has no place of its own on the page. What was cancelled is not shown. */
export function showError(error: unknown): void {
  if (muted) return;
  if (error instanceof AppError && error.code === 'cancelled') return;
  const title = displayText(error instanceof Error ? error.message : String(error), 500);
  const hint = error instanceof AppError ? error.hint : undefined;
  manager.add({
    title,
    ...(hint === undefined ? {} : { description: displayText(hint, 500) }),
    type: 'error',
    priority: 'high',
    timeout: ERROR_SHOWN_MS,
  });
}

/** Where toasts appear; mounted once. */
export function ToastHost() {
  return (
    <Base.Provider toastManager={manager} limit={4}>
      <Base.Portal>
        <Base.Viewport className={c('viewport')} aria-label={texts().parts.notifications}>
          <Toasts />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  );
}

function Toasts() {
  const { toasts } = Base.useToastManager();
  return toasts.map((toast) => (
    <Base.Root key={toast.id} toast={toast} className={c('toast', toast.type === 'error' && 'error')} swipeDirection={[]}>
      <Base.Content className={c('content')}>
        <div className={c('text')}>
          <Base.Title className={c('title')} render={<div />} />
          <Base.Description className={c('description')} />
        </div>
        <Base.Action className={c('action')} />
        <Base.Close className={c('close')} aria-label={texts().parts.dismiss}>
          <X size={12} aria-hidden />
        </Base.Close>
      </Base.Content>
    </Base.Root>
  ));
}
