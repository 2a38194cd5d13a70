import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react';
import { COLOUR_NAMES, type AuthMethod, type Forward, type SessionSettings } from '../../../shared/model/session-settings.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { classNames } from '../../ui/class-names.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { DARK_THEME, LIGHT_THEME } from '../../terminals/terminal-theme.ts';
import { NumberText } from './number-text.tsx';
import styles from './editor.module.css';
import { useTexts } from '../../app/use-texts.ts';

const c = classNames(styles);

export interface OwnControlProps<V> {
  readonly value: V;
  readonly onChange: (value: V) => void;
}

const PROXIES = ['none', 'socks5', 'http'] as const;

export function ProxyControl({ value, onChange }: OwnControlProps<SessionSettings['proxy']>) {
  const t = useTexts().sessionEditor.proxy;
  const full = value.kind === 'none' ? { host: '', port: 1_080, user: '' } : value;
  return (
    <div className={c('stack')}>
      <Select
        label={t.label}
        value={value.kind}
        options={PROXIES.map((kind) => ({ value: kind, label: t.kinds[kind] }))}
        onChange={(kind) => {
          if (kind === 'none') return onChange({ kind });
          const { host, user } = full;
          onChange({ kind, host, user, port: value.kind === 'none' ? (kind === 'http' ? 3_128 : 1_080) : full.port });
        }}
      />
      {value.kind === 'none' ? null : (
        <div className={c('pair')}>
          <TextField
            mono
            aria-label={t.host}
            placeholder={t.hostPlaceholder}
            value={value.host}
            onChange={(event) => onChange({ ...value, host: event.currentTarget.value.trim() })}
          />
          <NumberText label={t.port} value={value.port} onChange={(port) => onChange({ ...value, port })} />
          <TextField
            mono
            aria-label={t.user}
            placeholder={t.userPlaceholder}
            value={value.user}
            onChange={(event) => onChange({ ...value, user: event.currentTarget.value })}
          />
        </div>
      )}
    </div>
  );
}

const METHODS: readonly AuthMethod[] = ['publickey', 'keyboard-interactive', 'password'];

export function MethodsControl({ value, onChange }: OwnControlProps<SessionSettings['authMethods']>) {
  const t = useTexts().sessionEditor.methods;
  const rest = METHODS.filter((method) => !value.includes(method));
  const swap = (index: number, by: 1 | -1): void => {
    const next = [...value];
    const [method] = next.splice(index, 1);
    if (method !== undefined) next.splice(index + by, 0, method);
    onChange(next);
  };
  return (
    <ul className={c('stack')} aria-label={t.label}>
      {[...value, ...rest].map((method, index) => {
        const used = index < value.length;
        return (
          <li key={method} className={c('method')}>
            <Checkbox checked={used} onChange={(on) => onChange(on ? [...value, method] : value.filter((other) => other !== method))}>
              {t.names[method]}
            </Checkbox>
            <span className={c('space')} />
            <IconButton
              label={t.earlier(t.names[method])}
              icon={<ArrowUp size={12} aria-hidden />}
              disabled={!used || index === 0}
              onClick={() => swap(index, -1)}
            />
            <IconButton
              label={t.later(t.names[method])}
              icon={<ArrowDown size={12} aria-hidden />}
              disabled={!used || index === value.length - 1}
              onClick={() => swap(index, 1)}
            />
          </li>
        );
      })}
    </ul>
  );
}

/** `dark`: the theme from which the colours come that are not chosen. */
export function ColoursControl({ value, onChange, dark }: OwnControlProps<SessionSettings['colours']> & { readonly dark: boolean }) {
  const t = useTexts().sessionEditor.colours;
  const usual = dark ? DARK_THEME : LIGHT_THEME;
  return (
    <div className={c('colours')}>
      {COLOUR_NAMES.map((name) => {
        const own = value[name];
        const words = t.names[name];
        return (
          <div key={name} className={c('colour')}>
            <input
              type="color"
              aria-label={t.label(words)}
              className={c('swatch', own === undefined && 'unset')}
              value={own ?? usual[name === 'cursorText' ? 'cursorAccent' : name]}
              onChange={(event) => onChange({ ...value, [name]: event.currentTarget.value })}
            />
            <span className={c('colourName')}>{words}</span>
            {own === undefined ? null : (
              <IconButton
                label={t.reset(words)}
                icon={<Trash2 size={11} aria-hidden />}
                onClick={() => {
                  const { [name]: _gone, ...rest } = value;
                  onChange(rest);
                }}
              />
            )}
          </div>
        );
      })}
    </div>
  );
}

export function EnvironmentControl({ value, onChange }: OwnControlProps<SessionSettings['environment']>) {
  const t = useTexts().sessionEditor.variables;
  const put = (index: number, patch: Partial<(typeof value)[number]>): void =>
    onChange(value.map((one, at) => (at === index ? { ...one, ...patch } : one)));
  return (
    <div className={c('stack')}>
      {value.map((one, index) => (
        <div key={index} className={c('variable')}>
          <TextField
            mono
            aria-label={t.name(index + 1)}
            placeholder={t.namePlaceholder}
            value={one.name}
            onChange={(event) => put(index, { name: event.currentTarget.value })}
          />
          <TextField
            mono
            aria-label={t.value(index + 1)}
            placeholder={t.valuePlaceholder}
            value={one.value}
            maxLength={5_000}
            onChange={(event) => put(index, { value: event.currentTarget.value })}
          />
          <IconButton
            label={t.remove(index + 1)}
            icon={<Trash2 size={12} aria-hidden />}
            onClick={() => onChange(value.filter((_one, at) => at !== index))}
          />
        </div>
      ))}
      <div>
        <Button icon={<Plus size={12} aria-hidden />} onClick={() => onChange([...value, { name: '', value: '' }])}>
          {t.add}
        </Button>
      </div>
    </div>
  );
}

/** The first port from 8080 that no other forward here listens on. */
function freePort(forwards: readonly Forward[]): number {
  let port = 8_080;
  while (forwards.some((one) => one.port === port)) port += 1;
  return port;
}

const FORWARDS = ['local', 'remote', 'dynamic'] as const;

export function ForwardsControl({ value, onChange }: OwnControlProps<SessionSettings['forwards']>) {
  const t = useTexts().sessionEditor.forwards;
  const put = (index: number, next: Forward): void => onChange(value.map((one, at) => (at === index ? next : one)));
  return (
    <div className={c('stack')}>
      {value.map((one, index) => (
        <div key={index} className={c('forward')} role="group" aria-label={t.one(index + 1)}>
          <Select
            label={t.kind(index + 1)}
            value={one.kind}
            options={FORWARDS.map((kind) => ({ value: kind, label: t.kinds[kind] }))}
            onChange={(kind) => {
              const { bind, port } = one;
              if (kind === 'dynamic') return put(index, { kind, bind, port });
              put(index, one.kind === 'dynamic' ? { kind, bind, port, host: 'localhost', hostPort: 80 } : { ...one, kind });
            }}
          />
          <TextField
            mono
            aria-label={t.address(index + 1)}
            placeholder="127.0.0.1"
            value={one.bind}
            onChange={(event) => put(index, { ...one, bind: event.currentTarget.value.trim() })}
          />
          <NumberText label={t.port(index + 1)} value={one.port} onChange={(port) => put(index, { ...one, port })} />
          {one.kind === 'dynamic' ? (
            <span className={c('hint', 'wide')}>{t.socks}</span>
          ) : (
            <>
              <TextField
                mono
                aria-label={t.target(index + 1)}
                placeholder={t.targetPlaceholder}
                value={one.host}
                before="→"
                onChange={(event) => put(index, { ...one, host: event.currentTarget.value.trim() })}
              />
              <NumberText label={t.targetPort(index + 1)} value={one.hostPort} onChange={(hostPort) => put(index, { ...one, hostPort })} />
            </>
          )}
          <IconButton
            label={t.remove(index + 1)}
            icon={<Trash2 size={12} aria-hidden />}
            onClick={() => onChange(value.filter((_one, at) => at !== index))}
          />
        </div>
      ))}
      <div>
        <Button
          icon={<Plus size={12} aria-hidden />}
          onClick={() => onChange([...value, { kind: 'local', bind: '', port: freePort(value), host: 'localhost', hostPort: 80 }])}
        >
          {t.add}
        </Button>
      </div>
    </div>
  );
}
