/** XML as the EC2 and STS endpoints write it: elements in order, lists as `<item>` or `<member>`, nothing for `undefined`. */

export type XmlValue = string | number | boolean | undefined | readonly XmlValue[] | { readonly [name: string]: XmlValue };

const special = /[&<>"'\u0000-\u001f\u007f-\u009f\u2028\ufffe\uffff]/g;
const named: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** Control characters become numeric references. XML 1.0 forbids even those and strict readers refuse them; the JavaScript SDK reads them. */
export function escapeXml(text: string): string {
  return text.replace(special, (char) => named[char] ?? `&#x${char.charCodeAt(0).toString(16)};`);
}

export function element(name: string, value: XmlValue, listItem = 'item'): string {
  if (value === undefined) return '';
  return `<${name}>${content(value, listItem)}</${name}>`;
}

export function content(value: XmlValue, listItem = 'item'): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return escapeXml(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (isList(value)) return value.map((item) => element(listItem, item, listItem)).join('');
  let text = '';
  for (const [name, child] of Object.entries(value)) text += element(name, child, listItem);
  return text;
}

function isList(value: XmlValue): value is readonly XmlValue[] {
  return Array.isArray(value);
}
