import { Undo2 } from 'lucide-react';
import { useId, type ReactNode } from 'react';
import type { SessionSettings, SettingKey } from '../../../shared/model/session-settings.ts';
import { displayText } from '../../../shared/model/display-text.ts';
import { isDark } from '../../app/theme.ts';
import { classNames } from '../../ui/class-names.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Select } from '../../ui/select.tsx';
import { Switch } from '../../ui/switch.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './editor.module.css';
import type { FormValue, FormValues } from './inheritance.ts';
import { KeyControl } from './key-control.tsx';
import { NumberText } from './number-text.tsx';
import { ColoursControl, EnvironmentControl, ForwardsControl, MethodsControl, ProxyControl } from './own-controls.tsx';
import { choicesOf, settingText, type SettingLineSpec } from './setting-lines.ts';
import type { SettingText } from '../../../shared/texts/english/setting-lines.ts';
import { useTexts } from '../../app/use-texts.ts';

const c = classNames(styles);

export interface SettingLineProps {
  readonly spec: SettingLineSpec;
  readonly values: FormValues;
  readonly problem: string | undefined;
  readonly onChange: <K extends SettingKey>(key: K, value: SessionSettings[K]) => void;
  readonly onReset: (key: SettingKey) => void;
}

/** One setting: its value, where that comes from, what is wrong with it, and the way back to what is inherited. */
export function SettingLine({ spec, values, problem, onChange, onReset }: SettingLineProps) {
  const { key, ask } = spec;
  const t = useTexts();
  const { label, hint }: SettingText = t.settingLines[key];
  const id = useId();
  const form: FormValue = values[key];
  const wide = ask.kind === 'own' && (key === 'forwards' || key === 'environment' || key === 'colours');
  return (
    <div className={c('line', wide && 'tall')} role="group" aria-label={label}>
      <div className={c('label')} id={`${id}-label`}>
        {label}
      </div>
      <div className={c('control')}>
        <Control
          spec={spec}
          values={values}
          onChange={onChange}
          describedBy={`${id}-origin ${id}-problem`}
          invalid={problem !== undefined}
        />
        {problem === undefined ? (
          hint === undefined ? null : (
            <p className={c('hint')}>{hint}</p>
          )
        ) : (
          <p className={c('problem')} id={`${id}-problem`} role="alert">
            {displayText(problem, 300)}
          </p>
        )}
      </div>
      <div className={c('origin', form.own && 'own')}>
        <span id={`${id}-origin`} title={displayText(form.origin)}>
          {displayText(form.origin, 60)}
        </span>
        {form.own ? (
          <IconButton label={t.sessionEditor.reset(label)} icon={<Undo2 size={12} aria-hidden />} onClick={() => onReset(key)} />
        ) : null}
      </div>
    </div>
  );
}

interface ControlProps extends Pick<SettingLineProps, 'spec' | 'values' | 'onChange'> {
  readonly describedBy: string;
  readonly invalid: boolean;
}

function Control({ spec, values, onChange, describedBy, invalid }: ControlProps): ReactNode {
  const { key, ask } = spec;
  const { label, placeholder, unit } = settingText(key);
  const { value } = values[key];
  const set = (next: unknown): void => onChange(key, next as never);
  const described = { 'aria-describedby': describedBy, 'aria-invalid': invalid };
  switch (ask.kind) {
    case 'text':
      return (
        <TextField
          {...described}
          aria-label={label}
          mono={ask.mono === true}
          placeholder={placeholder}
          value={value as string}
          maxLength={4_200}
          onChange={(event) => set(event.currentTarget.value)}
        />
      );
    case 'number':
      return (
        <div className={c('number')}>
          <NumberText
            label={label}
            value={value as number}
            unit={unit}
            describedBy={describedBy}
            invalid={invalid}
            onChange={(next) => set(next)}
          />
        </div>
      );
    case 'flag':
      return <Switch label={label} checked={value as boolean} onChange={(next) => set(next)} />;
    case 'choice':
      return <Select label={label} value={value as string} options={choicesOf(key)} onChange={(next) => set(next)} />;
    case 'list':
      return (
        <textarea
          {...described}
          aria-label={label}
          className={c('area')}
          rows={Math.min(6, Math.max(2, (value as readonly string[]).length + 1))}
          placeholder={ask.example}
          spellCheck={false}
          defaultValue={(value as readonly string[]).join('\n')}
          key={values[key].own ? 'own' : values[key].origin}
          onChange={(event) =>
            set(
              event.currentTarget.value
                .split('\n')
                .map((line) => line.trim())
                .filter((line) => line !== ''),
            )
          }
        />
      );
    case 'command':
      return (
        <textarea
          {...described}
          aria-label={label}
          className={c('area')}
          rows={3}
          spellCheck={false}
          placeholder={placeholder}
          value={value as string}
          onChange={(event) => set(event.currentTarget.value)}
        />
      );
    case 'own':
      return <OwnControl settingKey={key} values={values} onChange={onChange} />;
  }
}

interface OwnProps {
  readonly settingKey: SettingKey;
  readonly values: FormValues;
  readonly onChange: SettingLineProps['onChange'];
}

function OwnControl({ settingKey, values, onChange }: OwnProps): ReactNode {
  switch (settingKey) {
    case 'proxy':
      return <ProxyControl value={values.proxy.value} onChange={(next) => onChange('proxy', next)} />;
    case 'key':
      return <KeyControl value={values.key.value} onChange={(next) => onChange('key', next)} />;
    case 'authMethods':
      return <MethodsControl value={values.authMethods.value} onChange={(next) => onChange('authMethods', next)} />;
    case 'colours':
      return (
        <ColoursControl
          value={values.colours.value}
          onChange={(next) => onChange('colours', next)}
          dark={values.theme.value === 'app' ? isDark() : values.theme.value === 'dark'}
        />
      );
    case 'environment':
      return <EnvironmentControl value={values.environment.value} onChange={(next) => onChange('environment', next)} />;
    case 'forwards':
      return <ForwardsControl value={values.forwards.value} onChange={(next) => onChange('forwards', next)} />;
    default:
      return null;
  }
}
