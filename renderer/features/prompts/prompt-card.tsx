import { Dialog as Base } from '@base-ui/react/dialog';
import { createContext, useContext, useEffect, useId, useRef, type ReactNode, type RefObject, type SubmitEvent } from 'react';
import { classNames } from '../../ui/class-names.ts';
import { focusWhenShown } from '../terminal/focus-when-shown.ts';
import styles from './prompt-card.module.css';

const c = classNames(styles);

/** Where a question is shown: over the whole page, or inside the panel of the terminal that waits for it. */
export type PromptPlace = { readonly kind: 'page' } | { readonly kind: 'panel'; readonly visible: boolean };

export const PromptPlaceContext = createContext<PromptPlace>({ kind: 'page' });

export interface PromptCardProps {
  readonly title: string;
  /** Something is wrong, and it must be read before anything is done. */
  readonly alert?: boolean;
  readonly icon?: ReactNode;
  readonly children: ReactNode;
  /** Buttons, the one that Enter presses last. */
  readonly actions: ReactNode;
  readonly width?: number;
  readonly onCancel: () => void;
  readonly onSubmit?: () => void;
  /** What has the focus first; the card itself without it, so that a stray Enter answers nothing. */
  readonly first?: RefObject<HTMLElement | null>;
}

/** The frame of every question: a form with a title, its text, and its buttons. Escape cancels. */
export function PromptCard({ title, alert = false, icon, children, actions, width = 460, onCancel, onSubmit, first }: PromptCardProps) {
  const id = useId();
  const own = useRef<HTMLDivElement>(null);
  const place = useContext(PromptPlaceContext);
  const shown = place.kind === 'panel' && place.visible;
  useEffect(() => {
    if (!shown) return;
    return focusWhenShown(() => (mayTakeFocus(own.current) ? (first?.current ?? own.current) : undefined));
  }, [shown, first]);

  const attributes = {
    role: alert ? 'alertdialog' : 'dialog',
    'aria-labelledby': `${id}-title`,
    'aria-describedby': `${id}-text`,
    tabIndex: -1,
    style: { width },
  };
  const inside = (
    <form
      className={c('form')}
      noValidate
      onSubmit={(event: SubmitEvent) => {
        event.preventDefault();
        onSubmit?.();
      }}
    >
      <header className={c('header', alert && 'alert')}>
        {icon}
        <h2 id={`${id}-title`} className={c('title')}>
          {title}
        </h2>
      </header>
      <div id={`${id}-text`} className={c('body')}>
        {children}
      </div>
      <footer className={c('actions')}>{actions}</footer>
    </form>
  );
  if (place.kind === 'panel') {
    return (
      // biome-ignore lint: nothing to press here; a press beside the card must not take the keyboard out of it
      <div className={c('scrim')} onMouseDown={(event) => event.target === event.currentTarget && event.preventDefault()}>
        <div
          {...attributes}
          ref={own}
          className={c('card')}
          onKeyDown={(event) => {
            if (event.key !== 'Escape' || event.defaultPrevented) return;
            event.stopPropagation();
            onCancel();
          }}
        >
          {inside}
        </div>
      </div>
    );
  }
  return (
    <Base.Root open disablePointerDismissal onOpenChange={(open) => !open && onCancel()}>
      <Base.Portal>
        <Base.Backdrop className={c('backdrop')} />
        <Base.Popup initialFocus={first ?? own} className={c('card', 'modal')} {...attributes} ref={own}>
          {inside}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

/**
 * A question never takes the keyboard out of another terminal or a field: what the person types there would land in its answer.
 */
function mayTakeFocus(card: HTMLElement | null): boolean {
  const active = document.activeElement;
  if (card === null || active === null || active === document.body || card.contains(active)) return true;
  const panel = card.closest('[data-terminal-panel]');
  if (panel?.contains(active) === true) return true;
  return active.closest('[data-terminal-panel],input,textarea,[contenteditable="true"],[role="dialog"],[role="alertdialog"]') === null;
}
