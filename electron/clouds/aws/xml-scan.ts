import { cut, notXml } from './xml-errors.ts';
import { after, bareTagEnd, closingEnd, tagEnd, tagName } from './xml-tags.ts';
import { decodeText } from './xml-text.ts';

export interface XmlVisitor {
  /**
   * `start` is where its tag begins. Whoever knows the very characters of the whole element returns where it ends: it is passed over, and
   * not told of as it closes.
   */
  open(name: string, depth: number, start: number): number | undefined;
  /** `text` gives the element's own decoded text, at most `limit` UTF-16 units; empty if it has element children. `end` is behind its tag. */
  close(name: string, depth: number, text: (limit: number) => string, end: number): void;
}

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
