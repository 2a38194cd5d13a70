import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import { LogIn } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import type { PromptAnswer } from '../../../shared/contract/contract.ts';
import { displayText } from '../../../shared/model/display-text.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Field } from '../../ui/field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './authentication-form.module.css';
import { KeyFileList } from './key-file-list.tsx';
import { chosenLogin } from '../terminal/open-terminal.ts';
import { PromptCard } from './prompt-card.tsx';
import { answerPrompt, dismissPrompt, type QuestionOf } from './prompts-store.ts';
import { useTexts } from '../../app/use-texts.ts';

const c = classNames(styles);
type Way = PromptAnswer<'authentication'>['choice'];

/** What the choice of no file means among the settings of a session. */
const KEY_OF = { agent: { kind: 'agent', sha256: '' }, password: { kind: 'none' } } as const;

/** How to log in where no key is at hand: a key file, the agent, or a password. */
export function AuthenticationForm({ question }: { readonly question: QuestionOf<'authentication'> }) {
  const { title, why, candidates, keyFiles, agent, likely } = question.input;
  const { prompts, common } = useTexts();
  const t = prompts.authentication;
  const userField = useRef<HTMLInputElement>(null);
  const [user, setUser] = useState(question.input.user);
  const [way, setWay] = useState<Way>(likely ?? (keyFiles.length > 0 || !agent ? 'key' : 'agent'));
  const [file, setFile] = useState(keyFiles[0]?.path ?? '');
  const [remember, setRemember] = useState(true);
  const [tried, setTried] = useState(false);
  const list = useId();

  const userProblem = user.trim() === '' ? t.noUser : undefined;
  const fileProblem = way === 'key' && file.trim() === '' ? prompts.noFile : undefined;
  const submit = () => {
    setTried(true);
    if (userProblem !== undefined || fileProblem !== undefined) return;
    const name = user.trim();
    const { terminal } = question.input;
    if (terminal !== undefined) {
      chosenLogin(terminal, { key: way === 'key' ? { kind: 'file', path: file.trim() } : KEY_OF[way] });
    }
    if (way === 'key') answerPrompt(question, { choice: 'key', file: file.trim(), user: name, remember });
    else answerPrompt(question, { choice: way, user: name });
  };
  return (
    <PromptCard
      title={t.title(displayText(title, 120))}
      icon={<LogIn size={15} aria-hidden />}
      width={520}
      first={userField}
      onCancel={() => dismissPrompt(question)}
      onSubmit={submit}
      actions={
        <>
          <Button onClick={() => dismissPrompt(question)}>{common.cancel}</Button>
          <Button type="submit" look="primary">
            {prompts.logIn}
          </Button>
        </>
      }
    >
      <p>{displayText(why, 1_000)}</p>
      <Field label={common.loginName} error={tried ? userProblem : undefined}>
        <TextField ref={userField} value={user} maxLength={256} list={list} onChange={(event) => setUser(event.currentTarget.value)} />
      </Field>
      <datalist id={list}>
        {candidates.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <RadioGroup aria-label={t.with} className={c('ways')} value={way} onValueChange={(next) => setWay(next)}>
        <Choice value="key" label={t.keyFile} />
        {way === 'key' ? (
          <div className={c('key')}>
            <KeyFileList files={keyFiles} chosen={file} onChoose={setFile} />
            <Field label={prompts.keyPath} error={tried ? fileProblem : undefined}>
              <TextField
                mono
                value={file}
                maxLength={4_096}
                placeholder="~/.ssh/id_ed25519"
                onChange={(event) => setFile(event.currentTarget.value)}
              />
            </Field>
            <Checkbox checked={remember} onChange={setRemember}>
              {t.useFromNow}
            </Checkbox>
          </div>
        ) : null}
        <Choice value="agent" label={agent ? t.agent : t.noAgent} disabled={!agent} />
        <Choice value="password" label={common.password} />
      </RadioGroup>
    </PromptCard>
  );
}

function Choice({ value, label, disabled = false }: { readonly value: Way; readonly label: string; readonly disabled?: boolean }) {
  return (
    <label className={c('choice', disabled && 'disabled')}>
      <Radio.Root value={value} disabled={disabled} className={c('radio')}>
        <Radio.Indicator className={c('dot')} />
      </Radio.Root>
      {label}
    </label>
  );
}
