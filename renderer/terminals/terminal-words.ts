import { Terminal, type IDisposable } from '@xterm/xterm';
import { onLanguage, texts } from '../../shared/texts/current.ts';

/** Gives xterm's own words, which only screen readers say, in the present language: before `open`, and at each change of the language. */
export function keepWords(term: Terminal): IDisposable {
  const apply = (): void => {
    const { input, tooMuchOutput } = texts().terminal;
    Terminal.strings.promptLabel = input;
    Terminal.strings.tooMuchOutput = tooMuchOutput;
    // It was named as the terminal opened.
    term.textarea?.setAttribute('aria-label', input);
  };
  apply();
  return { dispose: onLanguage(apply) };
}
