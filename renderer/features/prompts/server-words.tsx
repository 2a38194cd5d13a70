import { useId } from 'react';
import { displayText } from '../../../shared/model/display-text.ts';
import { useTexts } from '../../app/use-texts.ts';
import { classNames } from '../../ui/class-names.ts';
import styles from './server-words.module.css';

const c = classNames(styles);
const LONGEST_TEXT = 4_000;

/** What a server says, as its words: it may write what it likes, and whoever reads it must not take it for the app's. */
export function ServerWords({ lines }: { readonly lines: readonly string[] }) {
  const id = useId();
  const { says } = useTexts().prompts.server;
  if (lines.every((line) => line === '')) return null;
  return (
    <figure className={c('words')} aria-labelledby={id}>
      <figcaption id={id}>{says}</figcaption>
      <blockquote className={`selectable ${c('quote')}`}>
        {lines.map((line, index) => (
          <div key={`${index}-${line}`}>{line}</div>
        ))}
      </blockquote>
    </figure>
  );
}

/** A text of the server as lines fit for the screen. */
export function serverLines(text: string): string[] {
  return text
    .slice(0, LONGEST_TEXT)
    .trim()
    .split(/\r\n|\r|\n/u)
    .map((line) => displayText(line, 500));
}
