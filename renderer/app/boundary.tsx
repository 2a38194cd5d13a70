import { TriangleAlert } from 'lucide-react';
import { Component, type ReactNode } from 'react';
import { displayText } from '../../shared/model/display-text.ts';
import { Button } from '../ui/button.tsx';
import { copyText } from '../ui/copy-text.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { classNames } from '../ui/class-names.ts';
import styles from './boundary.module.css';
import { useTexts } from './use-texts.ts';

const c = classNames(styles);

/**
 * A part of the window that may fail on its own. Without it React takes the whole page away when one component throws; with it the rest
 * stays, terminals above all, and the part says what happened and can be tried again.
 */
export class Boundary extends Component<{ readonly children: ReactNode }, { readonly error: Error | null }> {
  override state: { readonly error: Error | null } = { error: null };

  static getDerivedStateFromError(thrown: unknown): { readonly error: Error } {
    return { error: thrown instanceof Error ? thrown : new Error(String(thrown)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    return error === null ? this.props.children : <Broken error={error} onRetry={() => this.setState({ error: null })} />;
  }
}

function Broken({ error, onRetry }: { readonly error: Error; readonly onRetry: () => void }) {
  const t = useTexts().frame.broken;
  return (
    <div role="alert" className={c('broken')}>
      <EmptyState
        icon={<TriangleAlert size={22} aria-hidden />}
        title={t.title}
        text={t.text(displayText(error.message, 200))}
        actions={
          <>
            <Button onClick={() => void copyText(error.stack ?? error.message, t.details)}>{t.copy}</Button>
            <Button onClick={() => location.reload()}>{t.reload}</Button>
            <Button look="primary" onClick={onRetry}>
              {t.retry}
            </Button>
          </>
        }
      />
    </div>
  );
}
