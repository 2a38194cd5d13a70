import type { ReactNode } from 'react';
import { displayText } from '../../../shared/model/display-text.ts';
import { languageNames } from '../../../shared/texts/current.ts';
import { appInfo } from '../../app/app-info.ts';
import { useTexts } from '../../app/use-texts.ts';
import { classNames } from '../../ui/class-names.ts';
import { Copyable } from '../../ui/copyable.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { NumberField } from '../../ui/number-field.tsx';
import { Select } from '../../ui/select.tsx';
import { Switch } from '../../ui/switch.tsx';
import styles from './settings-dialog.module.css';
import { changeSettings, useSettings } from './settings-store.ts';

const c = classNames(styles);

/** All settings on one page; each takes effect at once. */
export function SettingsDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const settings = useSettings((all) => all);
  const { settings: t } = useTexts();
  const info = appInfo();
  const asSystem = { value: 'system', label: t.asSystem } as const;
  return (
    <Dialog open={open} title={t.title} width={480} onClose={onClose}>
      <div>
        <Line title={t.language}>
          <Select
            label={t.language}
            value={settings.language}
            options={[asSystem, ...languageNames()]}
            onChange={(language) => changeSettings({ language })}
          />
        </Line>
        <Line title={t.theme}>
          <Select
            label={t.theme}
            value={settings.theme}
            options={[asSystem, { value: 'light', label: t.light }, { value: 'dark', label: t.dark }]}
            onChange={(theme) => changeSettings({ theme })}
          />
        </Line>
        <Line title={t.fontSize} text={t.inPixels}>
          <NumberField
            label={t.fontSize}
            value={settings.terminalFontSize}
            min={6}
            max={40}
            onCommit={(terminalFontSize) => changeSettings({ terminalFontSize })}
          />
        </Line>
        <Line title={t.scrollback} text={t.scrollbackText}>
          <NumberField
            label={t.scrollback}
            value={settings.terminalScrollback}
            min={100}
            max={100_000}
            step={1_000}
            onCommit={(terminalScrollback) => changeSettings({ terminalScrollback })}
          />
        </Line>
        <Line title={t.refresh} text={t.refreshText}>
          <NumberField
            label={t.refresh}
            value={settings.refreshMinutes}
            min={0}
            max={1_440}
            onCommit={(refreshMinutes) => changeSettings({ refreshMinutes })}
          />
        </Line>
        <Line title={t.screenReader} text={t.screenReaderText}>
          <Switch label={t.screenReader} checked={settings.screenReader} onChange={(screenReader) => changeSettings({ screenReader })} />
        </Line>
      </div>
      <footer className={c('about')}>
        <span>{t.about(info.version, info.shell)}</span>
        <span>{t.dataFolder}</span>
        <Copyable text={displayText(info.dataFolder, 1_000)} what="data folder" mono />
      </footer>
    </Dialog>
  );
}

function Line({ title, text, children }: { readonly title: string; readonly text?: string; readonly children: ReactNode }) {
  return (
    <div className={c('line')}>
      <div>
        <div>{title}</div>
        {text === undefined ? null : <div className={c('text')}>{text}</div>}
      </div>
      {children}
    </div>
  );
}
