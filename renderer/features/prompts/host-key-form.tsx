import { Fingerprint, ShieldAlert } from 'lucide-react';
import { useRef, useState } from 'react';
import type { HostKeyView, KnownHostKeyView } from '../../../shared/contract/prompts.ts';
import { displayText } from '../../../shared/model/display-text.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Copyable } from '../../ui/copyable.tsx';
import { Field } from '../../ui/field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { FirstContactActions } from './first-contact-actions.tsx';
import styles from './host-key-form.module.css';
import { PromptCard } from './prompt-card.tsx';
import { answerPrompt, dismissPrompt, type QuestionOf } from './prompts-store.ts';
import { texts } from '../../../shared/texts/current.ts';
import { useTexts } from '../../app/use-texts.ts';

const c = classNames(styles);

/** Who is the machine that answered? Nothing here says yes by itself: not Enter, not Escape, not a first focus. */
export function HostKeyForm({ question }: { readonly question: QuestionOf<'hostKey'> }) {
  switch (question.input.kind) {
    case 'new':
      return <NewKey question={question} alsoKnownAs={question.input.alsoKnownAs} />;
    case 'new-type':
      return <NewType question={question} known={question.input.known} />;
    case 'changed':
      return <ChangedKey question={question} known={question.input.known} />;
  }
}

interface Props {
  readonly question: QuestionOf<'hostKey'>;
}

function NewKey({ question, alsoKnownAs }: Props & { readonly alsoKnownAs: readonly string[] }) {
  const { title, host, presented } = question.input;
  const { trustPrompts } = useTexts();
  const t = trustPrompts.hostKey;
  const [before, after] = t.knownAs();
  const [start, between, end] = t.choices();
  return (
    <PromptCard
      title={t.newTitle(displayText(title, 120))}
      icon={<Fingerprint size={16} aria-hidden />}
      width={520}
      onCancel={() => dismissPrompt(question)}
      actions={<FirstContactActions question={question} />}
    >
      <p>{t.newText}</p>
      <Facts host={host} presented={presented} />
      {alsoKnownAs.length === 0 ? null : (
        <p>
          {before}
          <strong className="selectable">{displayText(alsoKnownAs.join(', '), 300)}</strong>
          {after}
        </p>
      )}
      <p className={c('small')}>
        {start}
        <strong>{trustPrompts.trust}</strong>
        {between}
        <strong>{trustPrompts.once}</strong>
        {end}
      </p>
    </PromptCard>
  );
}

function NewType({ question, known }: Props & { readonly known: readonly KnownHostKeyView[] }) {
  const cancel = useRef<HTMLButtonElement>(null);
  const { title, host, presented } = question.input;
  const { trustPrompts, common } = useTexts();
  const t = trustPrompts.hostKey;
  return (
    <PromptCard
      title={t.typeTitle(displayText(title, 120))}
      icon={<ShieldAlert size={16} aria-hidden />}
      width={560}
      first={cancel}
      onCancel={() => dismissPrompt(question)}
      actions={
        <>
          <Button ref={cancel} onClick={() => dismissPrompt(question)}>
            {common.cancel}
          </Button>
          <Button onClick={() => answerPrompt(question, { choice: 'once' })}>{trustPrompts.once}</Button>
          <Button onClick={() => answerPrompt(question, { choice: 'store' })}>{t.trustToo}</Button>
        </>
      }
    >
      <p>{t.typeText}</p>
      <Facts host={host} presented={presented} />
      <Known known={known} label={t.trusted} />
    </PromptCard>
  );
}

function ChangedKey({ question, known }: Props & { readonly known: readonly KnownHostKeyView[] }) {
  const cancel = useRef<HTMLButtonElement>(null);
  const [typed, setTyped] = useState('');
  const { title, host, presented } = question.input;
  const { trustPrompts, common } = useTexts();
  const t = trustPrompts.hostKey;
  const matches = typed.trim() === host;
  return (
    <PromptCard
      alert
      title={t.changedTitle(displayText(title, 120))}
      icon={<ShieldAlert size={16} aria-hidden />}
      width={620}
      first={cancel}
      onCancel={() => dismissPrompt(question)}
      actions={
        <>
          <Button look="danger" disabled={!matches} onClick={() => answerPrompt(question, { choice: 'replace', typed: typed.trim() })}>
            {t.replace}
          </Button>
          <Button ref={cancel} onClick={() => dismissPrompt(question)}>
            {common.cancel}
          </Button>
        </>
      }
    >
      <p>
        <strong>{t.stopped}</strong> {t.changedText}
      </p>
      <div className={c('pair')}>
        <Known known={known} label={t.known} />
        <section className={c('side', 'new')} aria-label={t.shown}>
          <h3 className={c('heading')}>{t.shown}</h3>
          <div>
            <KeyLines view={presented} />
          </div>
        </section>
      </div>
      <Field label={t.type(displayText(host, 255))}>
        <TextField value={typed} onChange={(event) => setTyped(event.currentTarget.value)} mono />
      </Field>
    </PromptCard>
  );
}

function Facts({ host, presented }: { readonly host: string; readonly presented: HostKeyView }) {
  const { trustPrompts: t } = useTexts();
  return (
    <dl className={c('facts')}>
      <dt>{t.host}</dt>
      <dd className="selectable">{displayText(host, 255)}</dd>
      <dt>{t.keyType}</dt>
      <dd>{keyType(presented)}</dd>
      <dt>SHA-256</dt>
      <dd>
        <Copyable text={presented.sha256} what={t.fingerprint} mono whole />
      </dd>
    </dl>
  );
}

function Known({ known, label }: { readonly known: readonly KnownHostKeyView[]; readonly label: string }) {
  return (
    <section className={c('side')} aria-label={label}>
      <h3 className={c('heading')}>{label}</h3>
      {known.map((view) => (
        <div key={`${view.where}-${view.sha256}`}>
          <KeyLines view={view} />
          <div className={`${c('where')} selectable`}>{displayText(view.where, 300)}</div>
        </div>
      ))}
    </section>
  );
}

function KeyLines({ view }: { readonly view: HostKeyView }) {
  return (
    <>
      <div>{keyType(view)}</div>
      <div className={`${c('print')} selectable`}>{displayText(view.sha256, 100)}</div>
    </>
  );
}

const NAMES: Readonly<Record<string, string>> = {
  'ssh-ed25519': 'Ed25519',
  'ssh-rsa': 'RSA',
  'ecdsa-sha2-nistp256': 'ECDSA P-256',
  'ecdsa-sha2-nistp384': 'ECDSA P-384',
  'ecdsa-sha2-nistp521': 'ECDSA P-521',
};

/** `Ed25519 (ssh-ed25519)`, `RSA 3072 bits (ssh-rsa)`. */
export function keyType({ type, bits }: HostKeyView): string {
  const name = NAMES[type];
  const shown = displayText(type, 80);
  if (name === undefined) return shown;
  return `${type === 'ssh-rsa' && bits !== undefined ? texts().trustPrompts.rsa(name, bits) : name} (${shown})`;
}
