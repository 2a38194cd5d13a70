import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { useId, useRef, type ReactNode, type RefObject } from 'react';
import { classNames } from './class-names.ts';
import { DialogBody, firstFocus } from './dialog-body.tsx';
import styles from './dialog.module.css';
import { FocusAtOnce } from './focus-at-once.tsx';
import { texts } from '../../shared/texts/current.ts';

const c = classNames(styles);

export interface DialogProps {
  readonly open: boolean;
  readonly title: string;
  readonly description?: ReactNode;
  readonly children?: ReactNode;
  /** Buttons, the chosen one last. */
  readonly actions?: ReactNode;
  readonly width?: number;
  /** Its distance from the top of the window, as CSS has it. */
  readonly top?: string;
  /** The content has its own margins and scrolls by itself. */
  readonly flush?: boolean;
  /** Escape, the cross, or a click outside. */
  readonly onClose: () => void;
  readonly initialFocus?: RefObject<HTMLElement | null>;
}

/** A question or a form above the page. Focus stays inside and goes back when it closes. */
export function Dialog({
  open,
  title,
  description,
  children,
  actions,
  width = 440,
  top,
  flush = false,
  onClose,
  initialFocus,
}: DialogProps) {
  const titleId = useId();
  const body = useRef<HTMLDivElement>(null);
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className={c('backdrop')} />
        <Base.Popup
          className={c('popup')}
          style={{ width, ...(top === undefined ? {} : { top, maxHeight: `calc(96vh - ${top})` }) }}
          initialFocus={() => initialFocus?.current ?? firstFocus(body.current)}
        >
          {initialFocus === undefined ? null : <FocusAtOnce target={initialFocus} />}
          <header className={c('header')}>
            <Base.Title id={titleId} className={c('title')}>
              {title}
            </Base.Title>
          </header>
          <DialogBody element={body} titleId={titleId} flush={flush}>
            {description === undefined ? null : (
              <Base.Description className={c('description')} render={<div />}>
                {description}
              </Base.Description>
            )}
            {children}
          </DialogBody>
          {actions === undefined ? null : <footer className={c('actions')}>{actions}</footer>}
          {/* Last in the order of Tab: the first focus is for what the dialog is about. */}
          <Base.Close className={c('close')} aria-label={texts().parts.close}>
            <X size={14} aria-hidden />
          </Base.Close>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
