import { ChevronDown, KeyRound } from 'lucide-react';
import { useRef, useState } from 'react';
import { displayText } from '../../../shared/model/display-text.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu } from '../../ui/menu.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { attemptText } from './attempts.ts';
import { LostPassword } from './lost-password.tsx';
import { PromptCard } from './prompt-card.tsx';
import { answerPrompt, dismissPrompt, type QuestionOf } from './prompts-store.ts';
import { useRemember } from './remember.tsx';
import { SecretField, takeSecret } from './secret-field.tsx';
import { useTexts } from '../../app/use-texts.ts';

/** User and password of a remote desktop, with the names that the administrator has in other languages. */
export function RdpCredentialsForm({ question }: { readonly question: QuestionOf<'rdpCredentials'> }) {
  const { title, candidates, why, attempt, first = false } = question.input;
  const userField = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const [user, setUser] = useState(question.input.user);
  const [problem, setProblem] = useState<string>();
  const remember = useRemember('password', question.input);
  const { desktopPrompts, common } = useTexts();
  const t = desktopPrompts.credentials;
  const submit = () => {
    if (user.trim() === '') return setProblem(t.noUser);
    answerPrompt(question, { user: user.trim(), password: takeSecret(password), ...remember.answer });
  };
  return (
    <PromptCard
      title={t.title(displayText(title, 120))}
      icon={<KeyRound size={15} aria-hidden />}
      width={460}
      first={question.input.user === '' || first ? userField : password}
      onCancel={() => dismissPrompt(question)}
      onSubmit={submit}
      actions={
        <>
          <Button onClick={() => dismissPrompt(question)}>{common.cancel}</Button>
          <Button type="submit" look="primary">
            {t.go}
          </Button>
        </>
      }
    >
      {why === '' ? null : <p className="selectable">{displayText(why, 1_000)}</p>}
      <Field label={t.user} hint={t.userHint} error={problem}>
        <TextField
          ref={userField}
          mono
          value={user}
          maxLength={256}
          autoComplete="off"
          after={candidates.length < 2 ? undefined : <Names names={candidates} choose={setUser} />}
          onChange={(event) => {
            setUser(event.currentTarget.value);
            setProblem(undefined);
          }}
        />
      </Field>
      <SecretField
        label={common.password}
        input={password}
        purpose="current-password"
        error={first ? undefined : attemptText('password', attempt)}
        {...(first ? { hint: t.emptyForFirst } : {})}
      />
      {remember.box}
      <LostPassword question={question} />
    </PromptCard>
  );
}

/** What the administrator is called, by language. */
function Names({ names, choose }: { readonly names: readonly string[]; readonly choose: (name: string) => void }) {
  const { desktopPrompts } = useTexts();
  return (
    <Menu
      align="end"
      trigger={<IconButton label={desktopPrompts.credentials.names} icon={<ChevronDown size={13} aria-hidden />} />}
      lines={names.map((name) => ({ kind: 'item', id: name, label: displayText(name, 80), run: () => choose(name) }))}
    />
  );
}
