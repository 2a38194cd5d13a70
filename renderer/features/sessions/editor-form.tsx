import { CircleAlert } from 'lucide-react';
import { useEffect, useId, useMemo, useState, type FormEvent, type KeyboardEvent } from 'react';
import { displayText } from '../../../shared/model/display-text.ts';
import type { Protocol } from '../../../shared/model/session.ts';
import type { SessionSettings, SettingKey } from '../../../shared/model/session-settings.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useSettings } from '../settings/settings-store.ts';
import { categoriesFor } from './categories-for.ts';
import styles from './editor.module.css';
import { canOpen, canSave, problemsOfDraft, problemsOfRefusal, type Problems } from './editor-state.ts';
import { closeEditor, editor, leaveEditor, type Draft } from './editor-store.ts';
import { folderChoices, TOP } from './folder-choices.ts';
import { below, formValues, same, withoutSetting, withSetting, type Below } from './inheritance.ts';
import { splitHost } from './save-this.ts';
import { openDraft, saveDraft } from './save-draft.ts';
import { useSessions } from './session-store.ts';
import { SettingLine } from './setting-line.tsx';
import { categoryOf, noteOf } from './setting-lines.ts';
import { TargetField } from './target-field.tsx';
import { UnsavedChanges } from './unsaved-changes.tsx';
import { useTexts } from '../../app/use-texts.ts';

const c = classNames(styles);
const NOTHING: Problems = { settings: {} };
const PROTOCOLS: readonly Protocol[] = ['ssh', 'rdp'];

/** What a session opens; folders and the Default Settings are for both. */
function protocolOf(draft: Draft): Protocol | undefined {
  return draft.kind === 'session' ? (draft.protocol ?? 'ssh') : undefined;
}

/** The form of one record. Only what differs from what it inherits is kept in the draft. */
export function EditorForm({ draft: given }: { readonly draft: Draft }) {
  const [draft, setDraft] = useState(given);
  const [category, setCategory] = useState(() => categoriesFor(protocolOf(given), {})[0]?.id ?? '');
  const [refused, setRefused] = useState<Problems>(NOTHING);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const book = useSessions((state) => state.book);
  const fontSize = useSettings((settings) => settings.terminalFontSize);
  const scrollback = useSettings((settings) => settings.terminalScrollback);
  const id = useId();
  const { sessionEditor: t, common } = useTexts();

  const folder = draft.kind === 'defaults' ? undefined : draft.folder;
  const base = useMemo(
    () => below(folder === undefined ? 'defaults' : { folder }, book, { fontSize, scrollback }),
    [folder, book, fontSize, scrollback],
  );
  const values = useMemo(() => formValues(draft.settings, base), [draft.settings, base]);
  const found = problemsOfDraft(draft);
  // A field that was not touched yet is not called wrong before the person is done.
  const problems: Problems = {
    ...(tried && found.name !== undefined ? { name: found.name } : {}),
    ...(tried && found.target !== undefined ? { target: found.target } : {}),
    ...refused,
    settings: { ...refused.settings, ...found.settings },
  };

  const change = (next: Draft): void => {
    setDraft(next);
    setRefused(NOTHING);
  };
  const set = <K extends SettingKey>(key: K, value: SessionSettings[K]): void =>
    change({ ...draft, settings: withSetting(draft.settings, key, value, base) });
  const splitTarget = (): void => {
    const split = withSplitTarget(draft, base);
    if (!same(split, draft)) change(split);
  };
  const dirty = !same(draft, given);
  useEffect(() => editor.setState({ dirty }), [dirty]);

  const show = (wrong: Problems): void => {
    setRefused(wrong);
    const isWrong = (of: string): boolean => (Object.keys(wrong.settings) as SettingKey[]).some((key) => categoryOf(key) === of);
    // What is in sight already stays there.
    if (isWrong(category)) return;
    const first = categories.find(({ id: of }) => isWrong(of));
    if (first !== undefined) setCategory(first.id);
  };
  const save = async (open: boolean): Promise<void> => {
    // Enter saves from within the host field too, which was not left then.
    const whole = withSplitTarget(draft, base);
    const wrong = problemsOfDraft(whole);
    setTried(true);
    setDraft(whole);
    if (busy || !canSave(wrong)) return show({ ...NOTHING, settings: wrong.settings });
    setBusy(true);
    try {
      await saveDraft(whole, open);
      closeEditor();
    } catch (error) {
      show(problemsOfRefusal(error));
    } finally {
      setBusy(false);
    }
  };
  const openOnly = (): void => {
    setTried(true);
    if (draft.kind !== 'session' || !canOpen(found)) return show({ ...NOTHING, settings: found.settings });
    closeEditor();
    openDraft(draft, book, draft.protocol === 'rdp' ? values.rdpPort.value : values.port.value);
  };

  const categories = categoriesFor(protocolOf(draft), draft.settings);
  const shown = categories.find((one) => one.id === category) ?? categories[0];
  const note = shown === undefined ? undefined : noteOf(shown);
  const wrongIn = (of: string): boolean => (Object.keys(problems.settings) as SettingKey[]).some((key) => categoryOf(key) === of);
  return (
    <>
      <form
        className={c('form')}
        noValidate
        onKeyDown={(event) => {
          // Enter alone is a new line in some fields, and opens the choices in others.
          if (event.key !== 'Enter' || event.shiftKey || event.altKey || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          void save(false);
        }}
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          void save(false);
        }}
      >
        {draft.kind === 'defaults' ? (
          <p className={c('about')}>{t.aboutDefaults}</p>
        ) : (
          <div className={c('head')}>
            <Field label={t.name} error={problems.name}>
              <TextField value={draft.name} maxLength={200} onChange={(event) => change({ ...draft, name: event.currentTarget.value })} />
            </Field>
            <Field label={draft.kind === 'session' ? t.folder : t.insideOf}>
              <Select
                label={draft.kind === 'session' ? t.folder : t.insideOf}
                value={draft.folder ?? TOP}
                options={folderChoices(book).filter(({ value }) => value !== (draft.kind === 'folder' ? draft.id : undefined))}
                onChange={(next) => change({ ...draft, folder: next === TOP ? null : next })}
              />
            </Field>
            {draft.kind === 'session' ? (
              <div className={c('whole', 'leads')}>
                <Select
                  label={t.protocol}
                  value={draft.protocol ?? 'ssh'}
                  options={PROTOCOLS.map((value) => ({ value, label: t.protocols[value] }))}
                  onChange={(protocol) => {
                    change({ ...draft, protocol });
                    setCategory(categoriesFor(protocol, draft.settings)[0]?.id ?? '');
                  }}
                />
                <TargetField target={draft.target} onChange={(target) => change({ ...draft, target })} onLeave={splitTarget} />
                {problems.target === undefined ? null : (
                  <p className={c('problem')} role="alert">
                    {problems.target}
                  </p>
                )}
              </div>
            ) : null}
          </div>
        )}
        <div className={c('parts')}>
          <div
            role="tablist"
            aria-orientation="vertical"
            aria-label={t.categories}
            tabIndex={-1}
            className={c('categories')}
            onKeyDown={stepCategory}
          >
            {categories.map((one) => (
              <button
                key={one.id}
                type="button"
                role="tab"
                id={`${id}-${one.id}`}
                aria-selected={one.id === category}
                aria-controls={`${id}-panel`}
                tabIndex={one.id === category ? 0 : -1}
                className={c('category', one.id === category && 'chosen')}
                onClick={() => setCategory(one.id)}
                onFocus={() => setCategory(one.id)}
              >
                <span className={c('categoryName')}>{t.category[one.id]}</span>
                {wrongIn(one.id) ? (
                  <CircleAlert size={12} className={c('wrong')} role="img" aria-label={t.hasProblems} />
                ) : one.lines.some(({ key }) => values[key].own) ? (
                  <span className={c('dot')} title={t.hasOwn} />
                ) : null}
              </button>
            ))}
          </div>
          <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${category}`} tabIndex={0} className={c('panel')}>
            {shown?.lines.map((spec) => (
              <SettingLine
                key={spec.key}
                spec={spec}
                values={values}
                problem={problems.settings[spec.key]}
                onChange={set}
                onReset={(key) => change({ ...draft, settings: withoutSetting(draft.settings, key) })}
              />
            ))}
            {note === undefined ? null : <p className={c('note')}>{note}</p>}
          </div>
        </div>
        <footer className={c('footer')}>
          <span className={c('general')} role="alert">
            {displayText(problems.general ?? '', 400)}
          </span>
          <Button onClick={leaveEditor}>{common.cancel}</Button>
          {draft.kind === 'session' ? <Button onClick={openOnly}>{common.open}</Button> : null}
          <Button look={draft.kind === 'session' ? 'plain' : 'primary'} type="submit" disabled={busy}>
            {common.save}
          </Button>
          {draft.kind === 'session' ? (
            <Button look="primary" disabled={busy} onClick={() => void save(true)}>
              {t.saveAndOpen}
            </Button>
          ) : null}
        </footer>
      </form>
      <UnsavedChanges onSave={() => void save(false)} />
    </>
  );
}

/** `user@host:port` in the host field goes to where each belongs. */
function withSplitTarget(draft: Draft, base: Below): Draft {
  if (draft.kind !== 'session' || draft.target.kind !== 'host') return draft;
  const desktop = draft.protocol === 'rdp';
  const { host, settings } = splitHost(draft.target.host);
  let own = draft.settings;
  if (settings.port !== undefined) own = withSetting(own, desktop ? 'rdpPort' : 'port', settings.port, base);
  if (settings.user !== undefined) own = withSetting(own, desktop ? 'rdpUser' : 'user', settings.user, base);
  return { ...draft, target: { kind: 'host', host }, settings: own };
}

function stepCategory(event: KeyboardEvent<HTMLElement>): void {
  const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (by === 0) return;
  event.preventDefault();
  const tabs = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="tab"]')];
  const at = tabs.findIndex((tab) => tab === document.activeElement);
  tabs.at((at + by + tabs.length) % tabs.length)?.focus();
}
