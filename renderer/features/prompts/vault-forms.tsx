import { Vault } from 'lucide-react';
import { useRef, useState } from 'react';
import { displayText } from '../../../shared/model/display-text.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { attemptText } from './attempts.ts';
import { PromptCard } from './prompt-card.tsx';
import { answerPrompt, dismissPrompt, type QuestionOf } from './prompts-store.ts';
import { SecretField, takeSecret } from './secret-field.tsx';

const ICON = <Vault size={15} aria-hidden />;

/** The master password, when something that is saved is needed. Without it the login goes on and asks. */
export function VaultUnlockForm({ question }: { readonly question: QuestionOf<'vaultUnlock'> }) {
  const input = useRef<HTMLInputElement>(null);
  const { why, attempt } = question.input;
  return (
    <PromptCard
      title="Unlock the vault"
      icon={ICON}
      width={420}
      first={input}
      onCancel={() => dismissPrompt(question)}
      onSubmit={() => answerPrompt(question, { password: takeSecret(input) })}
      actions={
        <>
          <Button onClick={() => dismissPrompt(question)}>Leave it locked</Button>
          <Button type="submit" look="primary">
            Unlock
          </Button>
        </>
      }
    >
      <p>{displayText(why, 400)}</p>
      <SecretField label="Master password" input={input} purpose="current-password" error={attemptText('master password', attempt)} />
    </PromptCard>
  );
}

/** The first secret is to be kept: who guards the vault. */
export function VaultCreateForm({ question }: { readonly question: QuestionOf<'vaultCreate'> }) {
  const first = useRef<HTMLInputElement>(null);
  const second = useRef<HTMLInputElement>(null);
  const { why, systemAvailable, systemProblem } = question.input;
  const [bySystem, setBySystem] = useState(systemAvailable);
  const [problem, setProblem] = useState<string>();
  const submit = () => {
    if (bySystem) return answerPrompt(question, { protection: 'system' });
    if ((first.current?.value ?? '') === '') return setProblem('Type a master password.');
    if (first.current?.value !== second.current?.value) return setProblem('The two are not the same.');
    takeSecret(second);
    answerPrompt(question, { protection: 'password', password: takeSecret(first) });
  };
  return (
    <PromptCard
      title="Make a vault"
      icon={ICON}
      width={460}
      first={first}
      onCancel={() => dismissPrompt(question)}
      onSubmit={submit}
      actions={
        <>
          <Button onClick={() => dismissPrompt(question)}>Do not save</Button>
          <Button type="submit" look="primary">
            Make the vault
          </Button>
        </>
      }
    >
      <p>{displayText(why, 400)}</p>
      {systemAvailable ? (
        <Checkbox checked={bySystem} onChange={setBySystem}>
          Let this computer’s own key store guard it (opens when you are logged in)
        </Checkbox>
      ) : (
        <p>
          A master password guards it.{' '}
          {systemProblem === undefined ? '' : `This computer’s key store cannot: ${displayText(systemProblem, 300)}`}
        </p>
      )}
      {bySystem ? null : (
        <>
          <SecretField
            label="Master password"
            input={first}
            purpose="new-password"
            hint="Nobody can bring it back. Without it, what is in the vault is lost."
          />
          <SecretField label="Once more" input={second} purpose="new-password" error={problem} />
        </>
      )}
    </PromptCard>
  );
}
