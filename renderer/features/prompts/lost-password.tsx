import { useTexts } from '../../app/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { inventory } from '../instances/instance-store.ts';
import { askNewPassword, canSetPassword } from '../password/password-store.ts';
import type { QuestionOf } from './prompts-store.ts';

/** "I lost it": where the cloud of the machine that asks can set a new password. The question stays, and is answered by what was set. */
export function LostPassword({ question }: { readonly question: QuestionOf<'password' | 'rdpCredentials'> }) {
  const { setPassword: t } = useTexts();
  const { machine, user } = question.input;
  const instance = machine === undefined ? undefined : inventory.rows.get(machine)?.instance;
  if (instance === undefined || !canSetPassword(instance)) return null;
  const ask = (): void => askNewPassword({ key: instance.key, question: { id: question.id, user } });
  return (
    <div>
      <Button look="quiet" onClick={ask}>
        {t.lost}
      </Button>
    </div>
  );
}
