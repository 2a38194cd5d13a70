import type { ReactNode } from 'react';
import { displayText } from '../../../shared/model/display-text.ts';
import { appInfo } from '../../app/app-info.ts';
import { classNames } from '../../ui/class-names.ts';
import { Copyable } from '../../ui/copyable.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { NumberField } from '../../ui/number-field.tsx';
import { Select } from '../../ui/select.tsx';
import { Switch } from '../../ui/switch.tsx';
import styles from './settings-dialog.module.css';
import { changeSettings, useSettings } from './settings-store.ts';

const c = classNames(styles);
const THEMES = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const;

/** All settings on one page; each takes effect at once. */
export function SettingsDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const settings = useSettings((all) => all);
  const info = appInfo();
  return (
    <Dialog open={open} title="Settings" width={480} onClose={onClose}>
      <div>
        <Line title="Theme">
          <Select label="Theme" value={settings.theme} options={THEMES} onChange={(theme) => changeSettings({ theme })} />
        </Line>
        <Line title="Terminal font size" text="In pixels.">
          <NumberField
            label="Terminal font size"
            value={settings.terminalFontSize}
            min={6}
            max={40}
            onCommit={(terminalFontSize) => changeSettings({ terminalFontSize })}
          />
        </Line>
        <Line title="Terminal scrollback" text="Lines kept in each terminal.">
          <NumberField
            label="Terminal scrollback"
            value={settings.terminalScrollback}
            min={100}
            max={100_000}
            step={1_000}
            onCommit={(terminalScrollback) => changeSettings({ terminalScrollback })}
          />
        </Line>
        <Line title="Refresh instances" text="Minutes between two loads; 0 is off.">
          <NumberField
            label="Refresh instances"
            value={settings.refreshMinutes}
            min={0}
            max={1_440}
            onCommit={(refreshMinutes) => changeSettings({ refreshMinutes })}
          />
        </Line>
        <Line title="Screen reader" text="Terminals read out their output.">
          <Switch label="Screen reader" checked={settings.screenReader} onChange={(screenReader) => changeSettings({ screenReader })} />
        </Line>
      </div>
      <footer className={c('about')}>
        <span>
          Gangway {info.version}, {info.shell === 'desktop' ? 'desktop' : 'in the browser'}
        </span>
        <span>Data folder</span>
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
