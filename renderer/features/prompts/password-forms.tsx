import { KeyRound } from 'lucide-react';
import { useRef, useState } from 'react';
import { displayText } from '../../../shared/model/display-text.ts';
import { Button } from '../../ui/button.tsx';
import { attemptText } from './attempts.ts';
import { PromptCard } from './prompt-card.tsx';
import { LostPassword } from './lost-password.tsx';
import { answerPrompt, dismissPrompt, type QuestionOf } from './prompts-store.ts';
import { useRemember } from './remember.tsx';
import { SecretField, takeSecret } from './secret-field.tsx';
import { serverLines, ServerWords } from './server-words.tsx';
import { useTexts } from '../../app/use-texts.ts';

const ICON = <KeyRound size={15} aria-hidden />;

export function PasswordForm({ question }: { readonly question: QuestionOf<'password'> }) {
  const input = useRef<HTMLInputElement>(null);
  const { title, user, attempt } = question.input;
  const remember = useRemember('password', question.input);
  const { prompts, common } = useTexts();
  const t = prompts.password;
  const [before, between, after] = t.text();
  return (
    <PromptCard
      title={t.title(displayText(user, 64))}
      icon={ICON}
      width={400}
      first={input}
      onCancel={() => dismissPrompt(question)}
      onSubmit={() => answerPrompt(question, { password: takeSecret(input), ...remember.answer })}
      actions={<Actions question={question} go={prompts.logIn} />}
    >
      <p>
        {before}
        <strong>{displayText(title, 200)}</strong>
        {between}
        <strong>{displayText(user, 64)}</strong>
        {after}
      </p>
      <SecretField label={common.password} input={input} purpose="current-password" error={attemptText('password', attempt)} />
      {remember.box}
      <LostPassword question={question} />
    </PromptCard>
  );
}

export function ProxyPasswordForm({ question }: { readonly question: QuestionOf<'proxyPassword'> }) {
  const input = useRef<HTMLInputElement>(null);
  const { title, proxy, user, attempt } = question.input;
  const remember = useRemember('password', question.input);
  const { prompts } = useTexts();
  const t = prompts.proxy;
  const [before, between, after] = t.text();
  return (
    <PromptCard
      title={t.title(displayText(proxy, 120))}
      icon={ICON}
      width={420}
      first={input}
      onCancel={() => dismissPrompt(question)}
      onSubmit={() => answerPrompt(question, { password: takeSecret(input), ...remember.answer })}
      actions={<Actions question={question} go={prompts.continue} />}
    >
      <p>
        {before}
        <strong>{displayText(title, 200)}</strong>
        {between}
        <strong>{displayText(user, 64)}</strong>
        {after}
      </p>
      <SecretField label={t.password} input={input} error={attemptText('password', attempt)} />
      {remember.box}
    </PromptCard>
  );
}

export function NewPasswordForm({ question }: { readonly question: QuestionOf<'newPassword'> }) {
  const first = useRef<HTMLInputElement>(null);
  const second = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string>();
  const { title, user, text } = question.input;
  const { prompts, common } = useTexts();
  const t = prompts.newPassword;
  const [before, after] = t.text();
  const submit = () => {
    if ((first.current?.value ?? '') === '') return setProblem(t.missing);
    if (first.current?.value !== second.current?.value) return setProblem(prompts.notSame);
    takeSecret(second);
    answerPrompt(question, { password: takeSecret(first) });
  };
  return (
    <PromptCard
      title={t.title(displayText(user, 64))}
      icon={ICON}
      width={400}
      first={first}
      onCancel={() => dismissPrompt(question)}
      onSubmit={submit}
      actions={<Actions question={question} go={t.go} />}
    >
      <p>
        {before}
        <strong>{displayText(title, 200)}</strong>
        {after}
      </p>
      <ServerWords lines={serverLines(text)} />
      <SecretField label={t.label} input={first} purpose="new-password" />
      <SecretField label={common.onceMore} input={second} purpose="new-password" error={problem} />
    </PromptCard>
  );
}

export function PassphraseForm({ question }: { readonly question: QuestionOf<'passphrase'> }) {
  const input = useRef<HTMLInputElement>(null);
  const { file, attempt, title } = question.input;
  const remember = useRemember('passphrase', question.input);
  const { prompts, common } = useTexts();
  const t = prompts.passphrase;
  const [before, between, after] = t.text();
  return (
    <PromptCard
      title={t.title}
      icon={ICON}
      width={440}
      first={input}
      onCancel={() => dismissPrompt(question)}
      onSubmit={() => answerPrompt(question, { passphrase: takeSecret(input), ...remember.answer })}
      actions={<Actions question={question} go={prompts.unlock} />}
    >
      <p>
        {before}
        <strong className="selectable">{displayText(file, 400)}</strong>
        {between}
        <strong>{displayText(title, 200)}</strong>
        {after}
      </p>
      <SecretField label={common.passphrase} input={input} error={attemptText('passphrase', attempt)} />
      {remember.box}
    </PromptCard>
  );
}

function Actions({
  question,
  go,
}: {
  readonly question: QuestionOf<'password' | 'newPassword' | 'passphrase' | 'proxyPassword'>;
  readonly go: string;
}) {
  const { common } = useTexts();
  return (
    <>
      <Button onClick={() => dismissPrompt(question)}>{common.cancel}</Button>
      <Button type="submit" look="primary">
        {go}
      </Button>
    </>
  );
}
