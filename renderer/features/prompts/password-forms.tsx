import { KeyRound } from 'lucide-react';
import { useRef, useState } from 'react';
import { displayText } from '../../../shared/model/display-text.ts';
import { Button } from '../../ui/button.tsx';
import { attemptText } from './attempts.ts';
import { PromptCard } from './prompt-card.tsx';
import { answerPrompt, dismissPrompt, type QuestionOf } from './prompts-store.ts';
import { useRemember } from './remember.tsx';
import { SecretField, takeSecret } from './secret-field.tsx';

const ICON = <KeyRound size={15} aria-hidden />;

export function PasswordForm({ question }: { readonly question: QuestionOf<'password'> }) {
  const input = useRef<HTMLInputElement>(null);
  const { title, user, attempt } = question.input;
  const remember = useRemember('password', question.input);
  return (
    <PromptCard
      title={`Password for ${displayText(user, 64)}`}
      icon={ICON}
      width={400}
      first={input}
      onCancel={() => dismissPrompt(question)}
      onSubmit={() => answerPrompt(question, { password: takeSecret(input), ...remember.answer })}
      actions={<Actions question={question} go="Log in" />}
    >
      <p>
        <strong>{displayText(title, 200)}</strong> asks for the password of <strong>{displayText(user, 64)}</strong>.
      </p>
      <SecretField label="Password" input={input} purpose="current-password" error={attemptText('password', attempt)} />
      {remember.box}
    </PromptCard>
  );
}

export function ProxyPasswordForm({ question }: { readonly question: QuestionOf<'proxyPassword'> }) {
  const input = useRef<HTMLInputElement>(null);
  const { title, proxy, user, attempt } = question.input;
  const remember = useRemember('password', question.input);
  return (
    <PromptCard
      title={`Password for the proxy ${displayText(proxy, 120)}`}
      icon={ICON}
      width={420}
      first={input}
      onCancel={() => dismissPrompt(question)}
      onSubmit={() => answerPrompt(question, { password: takeSecret(input), ...remember.answer })}
      actions={<Actions question={question} go="Continue" />}
    >
      <p>
        The way to <strong>{displayText(title, 200)}</strong> leads through a proxy that wants the password of{' '}
        <strong>{displayText(user, 64)}</strong>.
      </p>
      <SecretField label="Proxy password" input={input} error={attemptText('password', attempt)} />
      {remember.box}
    </PromptCard>
  );
}

export function NewPasswordForm({ question }: { readonly question: QuestionOf<'newPassword'> }) {
  const first = useRef<HTMLInputElement>(null);
  const second = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string>();
  const { title, user, text } = question.input;
  const submit = () => {
    if ((first.current?.value ?? '') === '') return setProblem('Type the new password.');
    if (first.current?.value !== second.current?.value) return setProblem('The two are not the same.');
    takeSecret(second);
    answerPrompt(question, { password: takeSecret(first) });
  };
  return (
    <PromptCard
      title={`New password for ${displayText(user, 64)}`}
      icon={ICON}
      width={400}
      first={first}
      onCancel={() => dismissPrompt(question)}
      onSubmit={submit}
      actions={<Actions question={question} go="Change password" />}
    >
      <p>
        <strong>{displayText(title, 200)}</strong> requires a new password before it lets you in.
      </p>
      {text === '' ? null : <p className="selectable">{displayText(text, 1_000)}</p>}
      <SecretField label="New password" input={first} purpose="new-password" />
      <SecretField label="Once more" input={second} purpose="new-password" error={problem} />
    </PromptCard>
  );
}

export function PassphraseForm({ question }: { readonly question: QuestionOf<'passphrase'> }) {
  const input = useRef<HTMLInputElement>(null);
  const { file, attempt, title } = question.input;
  const remember = useRemember('passphrase', question.input);
  return (
    <PromptCard
      title="Passphrase of a private key"
      icon={ICON}
      width={440}
      first={input}
      onCancel={() => dismissPrompt(question)}
      onSubmit={() => answerPrompt(question, { passphrase: takeSecret(input), ...remember.answer })}
      actions={<Actions question={question} go="Unlock" />}
    >
      <p>
        The key file <strong className="selectable">{displayText(file, 400)}</strong> is encrypted. It is needed for{' '}
        <strong>{displayText(title, 200)}</strong>. The passphrase stays on this computer.
      </p>
      <SecretField label="Passphrase" input={input} error={attemptText('passphrase', attempt)} />
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
  return (
    <>
      <Button onClick={() => dismissPrompt(question)}>Cancel</Button>
      <Button type="submit" look="primary">
        {go}
      </Button>
    </>
  );
}
