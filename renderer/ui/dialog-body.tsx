import { useLayoutEffect, useState, type ReactNode, type RefObject } from 'react';
import { classNames } from './class-names.ts';
import styles from './dialog.module.css';

const c = classNames(styles);
const FIELDS = 'input:not([type="hidden"],[aria-hidden="true"]),select,textarea,button,a[href],[tabindex="0"]';

export interface DialogBodyProps {
  readonly element: RefObject<HTMLDivElement | null>;
  /** The id of the title: it names the body while that is a stop of Tab. */
  readonly titleId: string;
  /** The content has its own margins and scrolls by itself. */
  readonly flush?: boolean;
  readonly children: ReactNode;
}

/**
 * What stands between the title and the buttons. While it is higher than its room it is a stop of Tab, where the arrows and Page Down scroll
 * it: text has nothing else that the keyboard could take hold of.
 */
export function DialogBody({ element, titleId, flush = false, children }: DialogBodyProps) {
  const [overflows, setOverflows] = useState(false);
  useLayoutEffect(() => {
    const body = element.current;
    if (body === null || flush) return;
    const measure = (): void => setOverflows(body.scrollHeight > body.clientHeight);
    measure();
    const changes = new MutationObserver(measure);
    changes.observe(body, { attributes: true, characterData: true, childList: true, subtree: true });
    window.addEventListener('resize', measure);
    return () => {
      changes.disconnect();
      window.removeEventListener('resize', measure);
    };
  }, [element, flush]);
  return (
    <div
      ref={element}
      className={c('body', flush && 'flush')}
      {...(overflows ? { role: 'region', 'aria-labelledby': titleId, tabIndex: 0 } : {})}
    >
      {children}
    </div>
  );
}

/** The first focus where none was chosen: a field goes before the body that it stands in; `true` is the first stop of Tab. */
export function firstFocus(body: HTMLElement | null): HTMLElement | true {
  const fields = [...(body?.querySelectorAll<HTMLElement>(FIELDS) ?? [])];
  return (body?.tabIndex === 0 ? fields.find((field) => !field.matches(':disabled')) : undefined) ?? true;
}
