import { after } from './xml-tags.ts';

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
/** What an element says: its text between `from` and `to`, decoded and without comments, at most `limit` UTF-16 units. */
export function decodeText(xml: string, from: number, to: number, limit: number): string {
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
