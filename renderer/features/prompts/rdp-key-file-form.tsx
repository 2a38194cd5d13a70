import { FileKey } from 'lucide-react';
import { useRef, useState } from 'react';
import { displayText } from '../../../shared/model/display-text.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Field } from '../../ui/field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { KeyFileList } from './key-file-list.tsx';
import { PromptCard } from './prompt-card.tsx';
import { answerPrompt, dismissPrompt, type QuestionOf } from './prompts-store.ts';
import { useTexts } from '../../app/use-texts.ts';

/** Which private key decrypts the first password of a Windows instance. */
export function RdpKeyFileForm({ question }: { readonly question: QuestionOf<'rdpKeyFile'> }) {
  const { title, keyName, why, keyFiles } = question.input;
  const field = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState('');
  const [remember, setRemember] = useState(true);
  const [problem, setProblem] = useState<string>();
  const { desktopPrompts, prompts, common } = useTexts();
  const t = desktopPrompts.keyFile;
  const [before, after] = t.text();
  const choose = (path: string): void => {
    setFile(path);
    setProblem(undefined);
  };
  const submit = () => {
    if (file.trim() === '') return setProblem(prompts.noFile);
    answerPrompt(question, { choice: 'file', file: file.trim(), remember });
  };
  return (
    <PromptCard
      title={t.title(displayText(title, 120))}
      icon={<FileKey size={15} aria-hidden />}
      width={520}
      first={field}
      onCancel={() => dismissPrompt(question)}
      onSubmit={submit}
      actions={
        <>
          <Button onClick={() => dismissPrompt(question)}>{common.cancel}</Button>
          <Button onClick={() => answerPrompt(question, { choice: 'password' })}>{t.byPassword}</Button>
          <Button type="submit" look="primary">
            {t.decrypt}
          </Button>
        </>
      }
    >
      <p>
        {before}
        <strong>{displayText(keyName, 120)}</strong>
        {after}
      </p>
      {why === '' ? null : <p className="selectable">{displayText(why, 1_000)}</p>}
      <KeyFileList files={keyFiles} chosen={file} onChoose={choose} />
      <Field label={prompts.keyPath} error={problem}>
        <TextField
          ref={field}
          mono
          value={file}
          maxLength={4_096}
          placeholder="~/.ssh/key.pem"
          onChange={(event) => choose(event.currentTarget.value)}
        />
      </Field>
      <Checkbox checked={remember} onChange={setRemember}>
        {t.useFromNow}
      </Checkbox>
    </PromptCard>
  );
}
