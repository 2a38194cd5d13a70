import { displayText } from '../../shared/model/display-text.ts';
import { texts } from '../../shared/texts/current.ts';

/** What may happen with a link that a remote program printed. `url` is the address that would be opened. */
export type LinkVerdict =
  | { readonly kind: 'open'; readonly url: string }
  | { readonly kind: 'ask'; readonly url: string; readonly why: string }
  | { readonly kind: 'refuse'; readonly why: string };

/** UTF-16 units; as the host process limits it. */
const LONGEST = 8_192;
// eslint-disable-next-line no-control-regex -- controls are what it looks for
const CONTROLS = /[\u0000-\u0020\u007f-\u009f]/u;
const HOST_IN_TEXT =
  /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^\s/@]*@)?((?:[\p{L}\p{N}-]+\.)+[\p{L}]{2,}|\[[0-9a-f:]+\]|(?:\d{1,3}\.){3}\d{1,3})(?=[:/?#]|$)/iu;

/**
 * Judges a link of a terminal. `text` is what stands on the screen: text that looks like one host and leads to another is
 * asked about, and so is everything that hides where it leads. Only web and mail addresses are ever opened.
 */
export function judgeLink(target: string, text: string): LinkVerdict {
  const { link: t } = texts().terminalActions;
  if (target.length > LONGEST) return { kind: 'refuse', why: t.tooLong };
  if (CONTROLS.test(target)) return { kind: 'refuse', why: t.controls };
  let url: URL;
  try {
    url = new URL(target);
  } catch {
    return { kind: 'refuse', why: t.noAddress(displayText(target, 80)) };
  }
  if (url.protocol === 'mailto:') return { kind: 'ask', url: url.href, why: t.mail };
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return { kind: 'refuse', why: t.otherProtocol(displayText(url.protocol, 32)) };
  }
  if (url.username !== '' || url.password !== '') {
    return { kind: 'ask', url: url.href, why: t.login(url.host) };
  }
  const shown = hostInText(text);
  if (shown !== undefined && shown !== url.hostname) {
    return { kind: 'ask', url: url.href, why: t.otherHost(displayText(shown, 80), url.host) };
  }
  if (/(?:^|\.)xn--/u.test(url.hostname)) {
    return { kind: 'ask', url: url.href, why: t.lookalike(url.host) };
  }
  return { kind: 'open', url: url.href };
}

function hostInText(text: string): string | undefined {
  const found = HOST_IN_TEXT.exec(text.trim())?.[1];
  if (found === undefined) return undefined;
  try {
    return new URL(`http://${found}`).hostname;
  } catch {
    return found.toLowerCase();
  }
}
