import { useRef, useState } from 'react';
import { useStore } from 'zustand';
import { displayText } from '../../../shared/model/display-text.ts';
import type { PasteRisk } from '../../terminals/paste.ts';
import type { TerminalView } from '../../terminals/view.ts';
import type { ViewQuestion } from '../../terminals/view-state.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { PromptCard } from '../prompts/prompt-card.tsx';
import { openExternal } from './open-external.ts';
import styles from './view-question.module.css';
import { useTexts } from '../../app/use-texts.ts';
import { texts } from '../../../shared/texts/current.ts';
import { formatNumber } from '../../../shared/texts/format.ts';

const c = classNames(styles);

/** What the terminal itself asks before it sends a paste or opens a link. */
export function ViewQuestionCard({ view }: { readonly view: TerminalView }) {
  const question = useStore(view.state, (state) => state.question);
  if (question === undefined) return null;
  const done = () => {
    view.state.setState({ question: undefined });
    view.focus();
  };
  return question.kind === 'paste' ? (
    <PasteCard key={question.text} question={question} view={view} done={done} />
  ) : (
    <LinkCard question={question} done={done} />
  );
}

interface PasteProps {
  readonly question: Extract<ViewQuestion, { kind: 'paste' }>;
  readonly view: TerminalView;
  readonly done: () => void;
}

function PasteCard({ question, view, done }: PasteProps) {
  const { common, terminalActions } = useTexts();
  const { paste: t } = terminalActions;
  const [text, setText] = useState(question.text);
  const field = useRef<HTMLTextAreaElement>(null);
  const send = () => {
    view.sendPaste(text);
    done();
  };
  return (
    <PromptCard
      title={t.title}
      width={620}
      first={field}
      onCancel={done}
      onSubmit={send}
      actions={
        <>
          <Button onClick={done}>{common.cancel}</Button>
          <Button type="submit" look="primary" disabled={text === ''}>
            {t.go}
          </Button>
        </>
      }
    >
      <ul className={c('risks')}>
        {question.risks.map((risk) => (
          <li key={risk.kind}>{riskText(risk)}</li>
        ))}
      </ul>
      <textarea
        ref={field}
        className={c('text')}
        aria-label={t.text}
        rows={10}
        spellCheck={false}
        wrap="off"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          send();
        }}
      />
    </PromptCard>
  );
}

export function riskText(risk: PasteRisk): string {
  const { paste: t } = texts().terminalActions;
  switch (risk.kind) {
    case 'lines':
      return risk.runsAtOnce ? t.runsAtOnce(risk.lines) : t.lines(risk.lines);
    case 'size':
      return t.size(formatNumber(Math.round(risk.bytes / 1024)));
    case 'reordered':
      return t.reordered;
  }
}

function LinkCard({ question, done }: { readonly question: Extract<ViewQuestion, { kind: 'link' }>; readonly done: () => void }) {
  const { common, terminalActions } = useTexts();
  const cancel = useRef<HTMLButtonElement>(null);
  return (
    <PromptCard
      title={terminalActions.link.title}
      width={520}
      first={cancel}
      onCancel={done}
      actions={
        <>
          <Button ref={cancel} onClick={done}>
            {common.cancel}
          </Button>
          <Button
            onClick={() => {
              void openExternal(question.url);
              done();
            }}
          >
            {common.open}
          </Button>
        </>
      }
    >
      <p>{question.why}</p>
      <code className={`${c('url')} selectable`}>{displayText(question.url, 2_000)}</code>
    </PromptCard>
  );
}
