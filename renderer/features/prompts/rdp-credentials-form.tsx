import { KeyRound } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import { displayText } from '../../../shared/model/display-text.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { attemptText } from './attempts.ts';
import { PromptCard } from './prompt-card.tsx';
import { answerPrompt, dismissPrompt, type QuestionOf } from './prompts-store.ts';
import { useRemember } from './remember.tsx';
import { SecretField, takeSecret } from './secret-field.tsx';

/** User and password of a remote desktop, with the names that the administrator has in other languages. */
export function RdpCredentialsForm({ question }: { readonly question: QuestionOf<'rdpCredentials'> }) {
  const { title, candidates, why, attempt } = question.input;
  const userField = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const [user, setUser] = useState(question.input.user);
  const [problem, setProblem] = useState<string>();
  const list = useId();
  const remember = useRemember('password', question.input);
  const submit = () => {
    if (user.trim() === '') return setProblem('Type a user name.');
    answerPrompt(question, { user: user.trim(), password: takeSecret(password), ...remember.answer });
  };
  return (
    <PromptCard
      title={`Log in to the desktop of ${displayText(title, 120)}`}
      icon={<KeyRound size={15} aria-hidden />}
      width={460}
      first={question.input.user === '' ? userField : password}
      onCancel={() => dismissPrompt(question)}
      onSubmit={submit}
      actions={
        <>
          <Button onClick={() => dismissPrompt(question)}>Cancel</Button>
          <Button type="submit" look="primary">
            Open desktop
          </Button>
        </>
      }
    >
      {why === '' ? null : <p className="selectable">{displayText(why, 1_000)}</p>}
      <Field label="User" hint="DOMAIN\user or user@domain for an account of a domain." error={problem}>
        <TextField
          ref={userField}
          mono
          value={user}
          maxLength={256}
          list={list}
          autoComplete="off"
          onChange={(event) => {
            setUser(event.currentTarget.value);
            setProblem(undefined);
          }}
        />
      </Field>
      <datalist id={list}>
        {candidates.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <SecretField label="Password" input={password} purpose="current-password" error={attemptText('password', attempt)} />
      {remember.box}
    </PromptCard>
  );
}
