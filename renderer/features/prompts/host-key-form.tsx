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
  return (
    <PromptCard
      title={`First connection to ${displayText(title, 120)}`}
      icon={<Fingerprint size={16} aria-hidden />}
      width={520}
      onCancel={() => dismissPrompt(question)}
      actions={<FirstContactActions question={question} />}
    >
      <p>
        Gangway has not seen this machine before and cannot tell whether the one that answered is the one you mean. Compare its fingerprint
        with one that came another way: the instance’s system log in the cloud console, or the person who runs it.
      </p>
      <Facts host={host} presented={presented} />
      {alsoKnownAs.length === 0 ? null : (
        <p>
          You already trust this very key as <strong className="selectable">{displayText(alsoKnownAs.join(', '), 300)}</strong>.
        </p>
      )}
      <p className={c('small')}>
        <strong>Trust and connect</strong> remembers the key and speaks up if it ever changes. <strong>Connect once</strong> asks again next
        time.
      </p>
    </PromptCard>
  );
}

function NewType({ question, known }: Props & { readonly known: readonly KnownHostKeyView[] }) {
  const cancel = useRef<HTMLButtonElement>(null);
  const { title, host, presented } = question.input;
  return (
    <PromptCard
      title={`${displayText(title, 120)} shows a key of another type`}
      icon={<ShieldAlert size={16} aria-hidden />}
      width={560}
      first={cancel}
      onCancel={() => dismissPrompt(question)}
      actions={
        <>
          <Button ref={cancel} onClick={() => dismissPrompt(question)}>
            Cancel
          </Button>
          <Button onClick={() => answerPrompt(question, { choice: 'once' })}>Connect once</Button>
          <Button onClick={() => answerPrompt(question, { choice: 'store' })}>Trust this key too</Button>
        </>
      }
    >
      <p>
        You know this machine by other keys, and it offered none of them. An upgrade can bring a key of a new type. A machine that only
        pretends to be this one looks just the same: ask whoever runs it, or compare the fingerprint with the system log.
      </p>
      <Facts host={host} presented={presented} />
      <Known known={known} label="Keys that you trust" />
    </PromptCard>
  );
}

function ChangedKey({ question, known }: Props & { readonly known: readonly KnownHostKeyView[] }) {
  const cancel = useRef<HTMLButtonElement>(null);
  const [typed, setTyped] = useState('');
  const { title, host, presented } = question.input;
  const matches = typed.trim() === host;
  return (
    <PromptCard
      alert
      title={`The key of ${displayText(title, 120)} has changed`}
      icon={<ShieldAlert size={16} aria-hidden />}
      width={620}
      first={cancel}
      onCancel={() => dismissPrompt(question)}
      actions={
        <>
          <Button look="danger" disabled={!matches} onClick={() => answerPrompt(question, { choice: 'replace', typed: typed.trim() })}>
            Replace key and connect
          </Button>
          <Button ref={cancel} onClick={() => dismissPrompt(question)}>
            Cancel
          </Button>
        </>
      }
    >
      <p>
        <strong>The connection is stopped, and nothing of yours was sent.</strong> Either the machine was rebuilt and has a new key, or
        another machine answers in its place and would read what you type. If you do not know why the key changed, cancel and ask.
      </p>
      <div className={c('pair')}>
        <Known known={known} label="The key that you trust" />
        <section className={c('side', 'new')} aria-label="The key shown now">
          <h3 className={c('heading')}>The key shown now</h3>
          <div>
            <KeyLines view={presented} />
          </div>
        </section>
      </div>
      <Field label={`If you know why, type ${displayText(host, 255)} to replace the trusted key`}>
        <TextField value={typed} onChange={(event) => setTyped(event.currentTarget.value)} mono />
      </Field>
    </PromptCard>
  );
}

function Facts({ host, presented }: { readonly host: string; readonly presented: HostKeyView }) {
  return (
    <dl className={c('facts')}>
      <dt>Host</dt>
      <dd className="selectable">{displayText(host, 255)}</dd>
      <dt>Key type</dt>
      <dd>{keyType(presented)}</dd>
      <dt>SHA-256</dt>
      <dd>
        <Copyable text={presented.sha256} what="fingerprint" mono />
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
  return `${name}${type === 'ssh-rsa' && bits !== undefined ? ` ${bits} bits` : ''} (${shown})`;
}
