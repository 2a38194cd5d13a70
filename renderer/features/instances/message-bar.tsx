import { Info, X } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { instanceStore, inventory, refresh, useInstances } from './instance-store.ts';
import styles from './instances-panel.module.css';
import { askStartAndConnect } from '../power/power-actions.ts';
import { displayText } from '../../../shared/model/display-text.ts';
import { useTexts } from '../../app/use-texts.ts';

const c = classNames(styles);

/** Says at once why a double-click did not open a terminal, and what to do. */
export function MessageBar() {
  const { instances: t, parts, power } = useTexts();
  const message = useInstances((state) => state.message);
  if (message === undefined) return null;
  const close = (): void => instanceStore.setState({ message: undefined });
  const instance = inventory.rows.get(message.key)?.instance;
  return (
    <div className={c('message')} role="alert">
      <Info size={13} aria-hidden className={c('messageIcon')} />
      <span className={c('messageText')}>
        <strong>{displayText(message.text, 500)}</strong> {displayText(message.hint, 500)}
      </span>
      {message.offer === 'refresh' && instance !== undefined ? (
        <Button
          look="quiet"
          onClick={() => {
            close();
            refresh({ account: instance.account, region: instance.region });
          }}
        >
          {t.refreshRegion(instance.region)}
        </Button>
      ) : null}
      {message.offer === 'start' && instance !== undefined ? (
        <Button
          look="quiet"
          onClick={() => {
            close();
            askStartAndConnect(instance);
          }}
        >
          {power.startIt}
        </Button>
      ) : null}
      <IconButton label={parts.dismiss} icon={<X size={13} aria-hidden />} onClick={close} />
    </div>
  );
}
