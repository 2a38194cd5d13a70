import { Monitor, Plug, ScreenShare, Server } from 'lucide-react';
import { useMemo, type Ref } from 'react';
import { useStore } from 'zustand';
import { classNames } from '../../ui/class-names.ts';
import { Combobox } from '../../ui/combobox.tsx';
import { useInstances } from '../instances/instance-store.ts';
import { useSessions } from '../sessions/session-store.ts';
import { connectTo, meanings, meaningText, quickConnect } from './connect.ts';
import type { Meaning } from './meanings.ts';
import styles from './quick-connect.module.css';
import { useTexts } from '../../app/use-texts.ts';

const c = classNames(styles);

export interface QuickConnectFieldProps {
  readonly id?: string;
  /** After something was opened, or the field was left with Escape. */
  readonly onDone?: () => void;
  readonly ref?: Ref<HTMLInputElement>;
}

/** "Connect to…": an address, an instance, a session or an alias, whatever is typed. */
export function QuickConnectField({ id, onDone, ref }: QuickConnectFieldProps) {
  const text = useStore(quickConnect, (state) => state.text);
  const book = useSessions((state) => state.book);
  const aliases = useSessions((state) => state.aliases);
  const patterns = useSessions((state) => state.patterns);
  const rows = useInstances((state) => state.rowsVersion);
  // eslint-disable-next-line react-hooks/exhaustive-deps -- what is known is read from the stores; these stand for it
  const found = useMemo(() => meanings(text), [text, book, aliases, patterns, rows]);
  const { quickConnect: t } = useTexts();
  const done = (): void => {
    quickConnect.setState({ text: '' });
    onDone?.();
  };
  return (
    <Combobox
      {...(id === undefined ? {} : { id })}
      {...(ref === undefined ? {} : { ref })}
      label={t.label}
      placeholder={t.title}
      value={text}
      before={<Plug size={13} aria-hidden />}
      options={found.list.map((meaning) => ({ id: meaning.id, icon: <MeaningIcon meaning={meaning} />, ...meaningText(meaning) }))}
      problem={found.problem}
      onValue={(next) => quickConnect.setState({ text: next })}
      onChoose={(chosen) => {
        const meaning = found.list.find((one) => one.id === chosen);
        if (meaning === undefined) return;
        done();
        connectTo(meaning);
      }}
      onEnter={() => {
        // The list was closed: the best meaning still counts.
        const [best] = found.list;
        if (best === undefined) return;
        done();
        connectTo(best);
      }}
      onEscape={done}
    />
  );
}

export function MeaningIcon({ meaning }: { readonly meaning: Meaning }) {
  const desktop = meaning.kind === 'desktop' || (meaning.kind === 'session' && meaning.session.protocol === 'rdp');
  const Icon = desktop ? ScreenShare : meaning.kind === 'instance' ? Server : meaning.kind === 'host' ? Plug : Monitor;
  return <Icon size={13} aria-hidden className={c('icon')} />;
}
