import { AlertDialog as Base } from '@base-ui/react/alert-dialog';
import { useId, useRef, type ReactNode, type RefObject } from 'react';
import { classNames } from './class-names.ts';
import { DialogBody, firstFocus } from './dialog-body.tsx';
import styles from './dialog.module.css';

const c = classNames(styles);

export interface AlertDialogProps {
  readonly open: boolean;
  readonly title: string;
  readonly description?: ReactNode;
  readonly children?: ReactNode;
  readonly actions: ReactNode;
  readonly width?: number;
  /** Escape: the answer is no. A click outside does nothing. */
  readonly onCancel: () => void;
  /** What has the focus first: the harmless choice. */
  readonly initialFocus?: RefObject<HTMLElement | null>;
}

/** A question that must be answered. */
export function AlertDialog({ open, title, description, children, actions, width = 480, onCancel, initialFocus }: AlertDialogProps) {
  const titleId = useId();
  const body = useRef<HTMLDivElement>(null);
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onCancel()}>
      <Base.Portal>
        <Base.Backdrop className={c('backdrop')} />
        <Base.Popup className={c('popup')} style={{ width }} initialFocus={() => initialFocus?.current ?? firstFocus(body.current)}>
          <header className={c('header')}>
            <Base.Title id={titleId} className={c('title')}>
              {title}
            </Base.Title>
          </header>
          <DialogBody element={body} titleId={titleId}>
            {description === undefined ? null : (
              <Base.Description className={c('description')} render={<div />}>
                {description}
              </Base.Description>
            )}
            {children}
          </DialogBody>
          <footer className={c('actions')}>{actions}</footer>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
