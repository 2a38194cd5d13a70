import { Server } from 'lucide-react';
import { useMemo, useState } from 'react';
import { displayText } from '../../../shared/model/display-text.ts';
import type { SessionTarget } from '../../../shared/model/session.ts';
import { Combobox } from '../../ui/combobox.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { classNames } from '../../ui/class-names.ts';
import { nameOf } from '../instances/actions.ts';
import { inventory, useInstances } from '../instances/instance-store.ts';
import { accountName } from '../accounts/account-name.ts';
import { matchesWords, searchWords } from '../instances/rows.ts';
import styles from './editor.module.css';
import { instanceTarget } from './save-this.ts';
import { useTexts } from '../../app/use-texts.ts';

const c = classNames(styles);
const SHOWN = 8;
const KINDS = ['host', 'instance'] as const;
const NO_INSTANCE: SessionTarget = { kind: 'instance', cloud: 'aws', name: '', account: '', region: '', instance: '' };

export interface TargetFieldProps {
  readonly target: SessionTarget;
  readonly onChange: (target: SessionTarget) => void;
  /** The host field was left: an address in it is taken apart. */
  readonly onLeave: () => void;
}

/** Where a session leads: a host by name or address, or an instance, which is followed wherever it goes. */
export function TargetField({ target, onChange, onLeave }: TargetFieldProps) {
  const t = useTexts().sessionEditor.target;
  return (
    <div className={c('target')}>
      <Select
        label={t.kind}
        value={target.kind}
        options={KINDS.map((value) => ({ value, label: t[value] }))}
        onChange={(kind) => onChange(kind === 'host' ? { kind, host: '' } : NO_INSTANCE)}
      />
      {target.kind === 'host' ? (
        <TextField
          mono
          aria-label={t.address}
          placeholder={t.addressPlaceholder}
          value={target.host}
          maxLength={512}
          onChange={(event) => onChange({ kind: 'host', host: event.currentTarget.value })}
          onBlur={onLeave}
        />
      ) : (
        <InstancePicker target={target} onChange={onChange} />
      )}
    </div>
  );
}

interface PickerProps {
  readonly target: SessionTarget & { kind: 'instance' };
  readonly onChange: (target: SessionTarget) => void;
}

function InstancePicker({ target, onChange }: PickerProps) {
  const t = useTexts().sessionEditor.target;
  const version = useInstances((state) => state.rowsVersion);
  const [typed, setTyped] = useState<string>();
  const words = searchWords(typed ?? '');
  const key = words.join(' ');
  const found = useMemo(() => {
    const rows = [];
    for (const row of inventory.rows.values()) {
      if (!matchesWords(row, words)) continue;
      rows.push(row);
      if (rows.length >= SHOWN) break;
    }
    return rows;
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the inventory changes in place; its version stands for it
  }, [version, key]);
  const chosen = target.instance === '' ? '' : `${displayText(target.name, 80)} (${displayText(target.instance, 40)}, ${target.region})`;
  return (
    <Combobox
      label={t.instance}
      placeholder={t.search}
      value={typed ?? chosen}
      onValue={setTyped}
      options={found.map(({ key: id, instance }) => ({
        id,
        icon: <Server size={13} aria-hidden />,
        text: nameOf(instance),
        where: `${displayText(instance.instance, 40)}, ${instance.region}, ${displayText(accountName(instance.account), 40)}`,
      }))}
      problem={found.length === 0 && words.length > 0 ? t.none : undefined}
      onChoose={(id) => {
        const row = inventory.rows.get(id);
        if (row === undefined) return;
        setTyped(undefined);
        onChange(instanceTarget(row.instance));
      }}
      onEscape={() => setTyped(undefined)}
    />
  );
}
