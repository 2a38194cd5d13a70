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
import { useTexts } from '../../app/use-texts.ts';
import { formatDay } from '../../../shared/texts/format.ts';

const c = classNames(styles);

type Changed = Extract<RdpCertificateQuestion, { kind: 'changed' }>;

/** Whose desktop is this? As with host keys, nothing here says yes by itself: not Enter, not Escape, not a first focus. */
export function RdpCertificateForm({ question }: { readonly question: QuestionOf<'rdpCertificate'> }) {
  const { input } = question;
  return input.kind === 'new' ? <NewCertificate question={question} /> : <ChangedCertificate question={question} input={input} />;
}

function NewCertificate({ question }: { readonly question: QuestionOf<'rdpCertificate'> }) {
  const { title, host, presented, why } = question.input;
  const { trustPrompts } = useTexts();
  const t = trustPrompts.certificate;
  const [before, between, after] = t.choices();
  return (
    <PromptCard
      title={t.newTitle(displayText(title, 120))}
      icon={<Fingerprint size={16} aria-hidden />}
      width={560}
      onCancel={() => dismissPrompt(question)}
      actions={<FirstContactActions question={question} />}
    >
      <p>{t.newText}</p>
      {why === '' ? null : <p className="selectable">{displayText(why, 1_000)}</p>}
      <dl className={c('facts')}>
        <dt>{trustPrompts.host}</dt>
        <dd className="selectable">{displayText(host, 255)}</dd>
        <dt>{t.subject}</dt>
        <dd className="selectable">{displayText(presented.subject, 300)}</dd>
        <dt>SHA-256</dt>
        <dd className={c('print')}>
          <Copyable text={presented.sha256} what={trustPrompts.fingerprint} mono whole />
        </dd>
      </dl>
      <p className={c('small')}>
        {before}
        <strong>{trustPrompts.trust}</strong>
        {between}
        <strong>{trustPrompts.once}</strong>
        {after}
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
  const { trustPrompts, common } = useTexts();
  const t = trustPrompts.certificate;
  return (
    <PromptCard
      alert
      title={byCloud ? t.cloudTitle(displayText(title, 120)) : t.changedTitle(displayText(title, 120))}
      icon={<ShieldAlert size={16} aria-hidden />}
      width={640}
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
      {input.why === '' ? null : <p className="selectable">{displayText(input.why, 1_000)}</p>}
      <div className={c('pair')}>
        <section className={c('side')} aria-label={byCloud ? t.inLog : t.known}>
          <h3 className={c('heading')}>{byCloud ? t.inLog : t.known}</h3>
          {byCloud ? (
            <Print kind="SHA-1" text={input.byCloud.sha1} />
          ) : (
            <>
              <Print kind="SHA-256" text={input.known.sha256} />
              <div className={c('where')}>{t.since(formatDay(input.known.since))}</div>
            </>
          )}
        </section>
        <section className={c('side', 'new')} aria-label={t.shown}>
          <h3 className={c('heading')}>{t.shown}</h3>
          <Presented view={presented} byCloud={byCloud} />
        </section>
      </div>
      <Field label={t.type(displayText(host, 255))}>
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
