import { AppError } from '../../../shared/model/errors.ts';
import { texts } from '../../../shared/texts/current.ts';

export interface XmlVisitor {
  /**
   * `start` is where its tag begins. Whoever knows the very characters of the whole element returns where it ends: it is passed over, and
   * not told of as it closes.
   */
  open(name: string, depth: number, start: number): number | undefined;
  /** `text` gives the element's own decoded text, at most `limit` UTF-16 units; empty if it has element children. `end` is behind its tag. */
  close(name: string, depth: number, text: (limit: number) => string, end: number): void;
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
// A level per nested list; EC2's answers have about ten. Bounds the stack against nonsense.
const MAX_DEPTH = 64;

/**
 * Walks an XML document once, telling elements as they open and close (the root has depth 0). Reads what AWS query answers are made of: elements,
 * text, entities, CDATA; skips declarations, comments and attributes. Throws `protocol` for what is not well formed or cut off.
 */
export function scanXml(xml: string, visitor: XmlVisitor): void {
  const names: string[] = [];
  let at = xml.charCodeAt(0) === 0xfeff ? 1 : 0;
  // Where the current leaf's content starts; -1 once an element closed inside the parent.
  let contentStart = -1;
  let rootSeen = false;
  // One reader for all leaves: a fresh function for each would be most of what a large answer allocates.
  let textStart = 0;
  let textEnd = 0;
  // Lists repeat themselves: for each depth, the name that came after this one. A name guessed right is neither searched for nor cut out again.
  const guesses: Map<string, string>[] = [];
  let previous = '';
  const leafText = (limit: number): string => decodeText(xml, textStart, textEnd, limit);
  for (;;) {
    const open = xml.indexOf('<', at);
    if (names.length === 0 && /\S/u.test(open < 0 ? xml.slice(at) : xml.slice(at, open))) throw notXml('outside');
    if (open < 0) break;
    const next = xml.charCodeAt(open + 1);
    if (next === 0x2f /* / */) {
      const name = names.pop();
      const end = closingEnd(xml, open + 2, name);
      if (name === undefined || end < 0) throw notXml('notOpen');
      textStart = contentStart;
      textEnd = open;
      at = end + 1;
      visitor.close(name, names.length, contentStart < 0 ? noText : leafText, at);
      contentStart = -1;
      if (names.length === 0) {
        // What follows the root cannot change what was read, and the SDK's reader does not look at it either.
        return;
      }
    } else if (next === 0x3f /* ? */) {
      at = after(xml, '?>', open);
    } else if (next === 0x21 /* ! */) {
      if (xml.startsWith('<!--', open)) {
        at = after(xml, '-->', open);
      } else if (xml.startsWith('<![CDATA[', open)) {
        if (names.length === 0) throw notXml('outside');
        at = after(xml, ']]>', open);
      } else {
        if (rootSeen) throw notXml('declaration');
        at = after(xml, '>', open);
      }
    } else {
      if (names.length >= MAX_DEPTH) throw notXml('deep');
      const guess = (guesses[names.length] ??= new Map<string, string>());
      let name = guess.get(previous);
      let end = name === undefined ? -1 : bareTagEnd(xml, open + 1, name);
      if (name === undefined || end < 0) {
        end = tagEnd(xml, open + 1);
        name = tagName(xml, open + 1, xml.charCodeAt(end - 1) === 0x2f ? end - 1 : end);
        guess.set(previous, name);
      }
      previous = name;
      const selfClosing = xml.charCodeAt(end - 1) === 0x2f;
      rootSeen = true;
      const passed = visitor.open(name, names.length, open);
      at = passed ?? end + 1;
      if (passed !== undefined) {
        contentStart = -1;
      } else if (selfClosing) {
        visitor.close(name, names.length, noText, at);
        contentStart = -1;
        if (names.length === 0) return;
      } else {
        names.push(name);
        contentStart = at;
      }
    }
  }
  throw names.length > 0 || !rootSeen ? cut() : notXml('noRoot');
}

const noText = (): string => '';

function after(xml: string, mark: string, from: number): number {
  const end = xml.indexOf(mark, from);
  if (end < 0) throw cut();
  return end + mark.length;
}

/** Where the closing tag of `name`, whose name begins at `from`, ends; -1 when another name stands there. */
function closingEnd(xml: string, from: number, name: string | undefined): number {
  if (name === undefined || !xml.startsWith(name, from)) {
    if (!xml.includes('>', from)) throw cut();
    return -1;
  }
  const after = from + name.length;
  if (xml.charCodeAt(after) === 0x3e /* > */) return after;
  const end = xml.indexOf('>', after);
  if (end < 0) throw cut();
  return xml.slice(after, end).trimEnd() === '' ? end : -1;
}

/** Where the tag of `name`, whose name begins at `from`, ends if nothing else is in it; -1 when something is, or another name stands there. */
function bareTagEnd(xml: string, from: number, name: string): number {
  if (!xml.startsWith(name, from)) return -1;
  const after = from + name.length;
  const char = xml.charCodeAt(after);
  if (char === 0x3e /* > */) return after;
  return char === 0x2f /* / */ && xml.charCodeAt(after + 1) === 0x3e ? after + 1 : -1;
}

// A `>` may stand inside an attribute's quotes. Names are short: looking at each character beats two searches and a slice.
function tagEnd(xml: string, from: number): number {
  for (let at = from; at < xml.length; at++) {
    const char = xml.charCodeAt(at);
    if (char === 0x3e /* > */) return at;
    if (char !== 0x22 /* " */ && char !== 0x27 /* ' */) continue;
    at = xml.indexOf(char === 0x22 ? '"' : "'", at + 1);
    if (at < 0) throw cut();
  }
  throw cut();
}

function tagName(xml: string, from: number, to: number): string {
  for (let at = from; at < to; at++) {
    const char = xml.charCodeAt(at);
    if (char === 0x20 || char === 0x09 || char === 0x0a || char === 0x0d) return checkedName(xml.slice(from, at));
  }
  return checkedName(xml.slice(from, to));
}

function checkedName(name: string): string {
  if (name === '' || name.includes('<')) throw notXml('noName');
  return name;
}

function decodeText(xml: string, from: number, to: number, limit: number): string {
  const plainEnd = xml.indexOf('<', from);
  // An entity is at most ten units long, so this much is enough to fill the limit: a megabyte of text is not decoded to be cut.
  if (plainEnd === to || plainEnd < 0 || plainEnd > to)
    return blankOr(decodeEntities(lines(xml.slice(from, Math.min(to, from + limit * 10)))), limit);
  let text = '';
  for (let at = from; at < to && text.length < limit; ) {
    const mark = xml.indexOf('<', at);
    const end = mark < 0 || mark > to ? to : mark;
    text += decodeEntities(lines(xml.slice(at, Math.min(end, at + limit * 10))));
    if (end === to) break;
    if (xml.startsWith('<![CDATA[', end)) {
      const close = xml.indexOf(']]>', end);
      text += lines(xml.slice(end + 9, Math.min(close, end + 9 + limit)));
      at = close + 3;
    } else {
      at = xml.startsWith('<!--', end) ? after(xml, '-->', end) : after(xml, '?>', end);
    }
  }
  return blankOr(text, limit);
}

function lines(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/gu, '\n') : text;
}

// White space with a line break in it is layout, not a value: the SDK's reader has the same rule.
function blankOr(text: string, limit: number): string {
  if (text.includes('\n') && text.trim() === '') return '';
  return text.length > limit ? text.slice(0, limit).replace(/[\ud800-\udbff]$/u, '') : text;
}

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|([a-zA-Z][a-zA-Z0-9]{0,30}));/gu,
    (_all, hex: string | undefined, decimal: string | undefined, named: string) => {
      const code = hex === undefined ? (decimal === undefined ? undefined : Number.parseInt(decimal, 10)) : Number.parseInt(hex, 16);
      if (code === undefined) return Object.hasOwn(NAMED, named) ? (NAMED[named] ?? '') : '';
      return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
    },
  );
}

function cut(): AppError {
  return new AppError('protocol', texts().awsErrors.answer.cut);
}

function notXml(what: 'outside' | 'notOpen' | 'declaration' | 'deep' | 'noRoot' | 'noName'): AppError {
  const { answer: t } = texts().awsErrors;
  return new AppError('protocol', t.notXml(t[what]));
}
