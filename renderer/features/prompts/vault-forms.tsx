import { Vault } from 'lucide-react';
import { useRef, useState } from 'react';
import { displayText } from '../../../shared/model/display-text.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { attemptText } from './attempts.ts';
import { PromptCard } from './prompt-card.tsx';
import { answerPrompt, dismissPrompt, type QuestionOf } from './prompts-store.ts';
import { SecretField, takeSecret } from './secret-field.tsx';
import { useTexts } from '../../app/use-texts.ts';

const ICON = <Vault size={15} aria-hidden />;

/** The master password, when something that is saved is needed. Without it the login goes on and asks. */
export function VaultUnlockForm({ question }: { readonly question: QuestionOf<'vaultUnlock'> }) {
  const input = useRef<HTMLInputElement>(null);
  const { why, attempt } = question.input;
  const { prompts, common } = useTexts();
  const t = prompts.vault;
  return (
    <PromptCard
      title={t.unlockTitle}
      icon={ICON}
      width={420}
      first={input}
      onCancel={() => dismissPrompt(question)}
      onSubmit={() => answerPrompt(question, { password: takeSecret(input) })}
      actions={
        <>
          <Button onClick={() => dismissPrompt(question)}>{t.leave}</Button>
          <Button type="submit" look="primary">
            {prompts.unlock}
          </Button>
        </>
      }
    >
      <p>{displayText(why, 400)}</p>
      <SecretField label={common.masterPassword} input={input} purpose="current-password" error={attemptText('masterPassword', attempt)} />
    </PromptCard>
  );
}

/** The first secret is to be kept: who guards the vault. */
export function VaultCreateForm({ question }: { readonly question: QuestionOf<'vaultCreate'> }) {
  const first = useRef<HTMLInputElement>(null);
  const second = useRef<HTMLInputElement>(null);
  const { why, systemAvailable, systemProblem } = question.input;
  const { prompts, common } = useTexts();
  const t = prompts.vault;
  const [bySystem, setBySystem] = useState(systemAvailable);
  const [problem, setProblem] = useState<string>();
  const submit = () => {
    if (bySystem) return answerPrompt(question, { protection: 'system' });
    if ((first.current?.value ?? '') === '') return setProblem(t.missing);
    if (first.current?.value !== second.current?.value) return setProblem(prompts.notSame);
    takeSecret(second);
    answerPrompt(question, { protection: 'password', password: takeSecret(first) });
  };
  return (
    <PromptCard
      title={t.makeTitle}
      icon={ICON}
      width={460}
      first={first}
      onCancel={() => dismissPrompt(question)}
      onSubmit={submit}
      actions={
        <>
          <Button onClick={() => dismissPrompt(question)}>{t.doNotSave}</Button>
          <Button type="submit" look="primary">
            {t.make}
          </Button>
        </>
      }
    >
      <p>{displayText(why, 400)}</p>
      {systemAvailable ? (
        <Checkbox checked={bySystem} onChange={setBySystem}>
          {t.bySystem}
        </Checkbox>
      ) : (
        <p>
          {t.byPassword} {systemProblem === undefined ? '' : t.systemCannot(displayText(systemProblem, 300))}
        </p>
      )}
      {bySystem ? null : (
        <>
          <SecretField label={common.masterPassword} input={first} purpose="new-password" hint={t.lost} />
          <SecretField label={common.onceMore} input={second} purpose="new-password" error={problem} />
        </>
      )}
    </PromptCard>
  );
}
