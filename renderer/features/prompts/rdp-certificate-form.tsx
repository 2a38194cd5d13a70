import { Fingerprint, ShieldAlert } from 'lucide-react';
import { useRef, useState } from 'react';
import type { CertificateView, RdpCertificateQuestion } from '../../../shared/contract/prompts.ts';
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

type Changed = Extract<RdpCertificateQuestion, { kind: 'changed' }>;

/** Whose desktop is this? As with host keys, nothing here says yes by itself: not Enter, not Escape, not a first focus. */
export function RdpCertificateForm({ question }: { readonly question: QuestionOf<'rdpCertificate'> }) {
  const { input } = question;
  return input.kind === 'new' ? <NewCertificate question={question} /> : <ChangedCertificate question={question} input={input} />;
}

function NewCertificate({ question }: { readonly question: QuestionOf<'rdpCertificate'> }) {
  const { title, host, presented, why } = question.input;
  return (
    <PromptCard
      title={`First desktop of ${displayText(title, 120)}`}
      icon={<Fingerprint size={16} aria-hidden />}
      width={560}
      onCancel={() => dismissPrompt(question)}
      actions={<FirstContactActions question={question} />}
    >
      <p>
        Gangway has not seen the certificate of this machine before and cannot tell whether the one that answered is the one you mean. Your
        password goes to whoever it is. Compare the fingerprint with one that came another way, or ask the person who runs it.
      </p>
      {why === '' ? null : <p className="selectable">{displayText(why, 1_000)}</p>}
      <dl className={c('facts')}>
        <dt>Host</dt>
        <dd className="selectable">{displayText(host, 255)}</dd>
        <dt>Subject</dt>
        <dd className="selectable">{displayText(presented.subject, 300)}</dd>
        <dt>SHA-256</dt>
        <dd className={c('print')}>
          <Copyable text={presented.sha256} what="fingerprint" mono />
        </dd>
      </dl>
      <p className={c('small')}>
        <strong>Trust and connect</strong> remembers the certificate and speaks up if it ever changes. <strong>Connect once</strong> asks
        again next time.
      </p>
    </PromptCard>
  );
}

function ChangedCertificate({ question, input }: { readonly question: QuestionOf<'rdpCertificate'>; readonly input: Changed }) {
  const cancel = useRef<HTMLButtonElement>(null);
  const [typed, setTyped] = useState('');
  const { title, host, presented } = input;
  const matches = typed.trim() === host;
  const byCloud = 'byCloud' in input;
  return (
    <PromptCard
      alert
      title={
        byCloud
          ? `The cloud knows ${displayText(title, 120)} by another certificate`
          : `The certificate of ${displayText(title, 120)} has changed`
      }
      icon={<ShieldAlert size={16} aria-hidden />}
      width={640}
      first={cancel}
      onCancel={() => dismissPrompt(question)}
      actions={
        <>
          <Button look="danger" disabled={!matches} onClick={() => answerPrompt(question, { choice: 'replace', typed: typed.trim() })}>
            Replace certificate and connect
          </Button>
          <Button ref={cancel} onClick={() => dismissPrompt(question)}>
            Cancel
          </Button>
        </>
      }
    >
      <p>
        <strong>The desktop is not opened, and your password was not sent.</strong> Either the machine made itself a new certificate, as
        Windows does every few months, or another machine answers in its place and would learn your password. If you do not know why, cancel
        and ask.
      </p>
      {input.why === '' ? null : <p className="selectable">{displayText(input.why, 1_000)}</p>}
      <div className={c('pair')}>
        <section className={c('side')} aria-label={byCloud ? 'The certificate in the console log' : 'The certificate that you trust'}>
          <h3 className={c('heading')}>{byCloud ? 'The certificate in the console log' : 'The certificate that you trust'}</h3>
          {byCloud ? (
            <Print kind="SHA-1" text={input.byCloud.sha1} />
          ) : (
            <>
              <Print kind="SHA-256" text={input.known.sha256} />
              <div className={c('where')}>Trusted since {new Date(input.known.since).toLocaleDateString()}</div>
            </>
          )}
        </section>
        <section className={c('side', 'new')} aria-label="The certificate shown now">
          <h3 className={c('heading')}>The certificate shown now</h3>
          <Presented view={presented} byCloud={byCloud} />
        </section>
      </div>
      <Field label={`If you know why, type ${displayText(host, 255)} to replace the trusted certificate`}>
        <TextField value={typed} onChange={(event) => setTyped(event.currentTarget.value)} mono />
      </Field>
    </PromptCard>
  );
}

/** The same kind of fingerprint as beside it, so that the two can be compared. */
function Presented({ view, byCloud }: { readonly view: CertificateView; readonly byCloud: boolean }) {
  return (
    <>
      {byCloud ? <Print kind="SHA-1" text={view.sha1} /> : <Print kind="SHA-256" text={view.sha256} />}
      <div className={`${c('where')} selectable`}>{displayText(view.subject, 300)}</div>
    </>
  );
}

function Print({ kind, text }: { readonly kind: string; readonly text: string }) {
  return (
    <div>
      <div>{kind}</div>
      <div className={`${c('print')} selectable`}>{displayText(text, 120)}</div>
    </div>
  );
}
