import { cut, notXml } from './xml-errors.ts';

/** What follows `mark`, which is looked for from `from` on. */
export function after(xml: string, mark: string, from: number): number {
  const end = xml.indexOf(mark, from);
  if (end < 0) throw cut();
  return end + mark.length;
}

/** Where the closing tag of `name`, whose name begins at `from`, ends; -1 when another name stands there. */
export function closingEnd(xml: string, from: number, name: string | undefined): number {
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
export function bareTagEnd(xml: string, from: number, name: string): number {
  if (!xml.startsWith(name, from)) return -1;
  const after = from + name.length;
  const char = xml.charCodeAt(after);
  if (char === 0x3e /* > */) return after;
  return char === 0x2f /* / */ && xml.charCodeAt(after + 1) === 0x3e ? after + 1 : -1;
}

/**
 * Where the tag whose name begins at `from` ends. A `>` may stand inside an attribute's quotes. Names are short: looking at each character
 * beats two searches and a slice.
 */
export function tagEnd(xml: string, from: number): number {
  for (let at = from; at < xml.length; at++) {
    const char = xml.charCodeAt(at);
    if (char === 0x3e /* > */) return at;
    if (char !== 0x22 /* " */ && char !== 0x27 /* ' */) continue;
    at = xml.indexOf(char === 0x22 ? '"' : "'", at + 1);
    if (at < 0) throw cut();
  }
  throw cut();
}

/** The name of a tag; `to` is where its attributes end at the latest. */
export function tagName(xml: string, from: number, to: number): string {
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
