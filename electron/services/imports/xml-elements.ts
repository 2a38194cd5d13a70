import { SaxesParser } from 'saxes';
import { AppError } from '../../../shared/model/errors.ts';
import { texts } from '../../../shared/texts/current.ts';

/** One element; text between elements is kept together in `text`. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  text: string;
}

const MAX_DEPTH = 64;
const MAX_ELEMENTS = 200_000;

/**
 * A small XML document as a tree. A DOCTYPE is refused, so that there are no entities but the five of XML itself, and nothing is ever fetched.
 * Throws `invalid-input` for what is not well-formed and `limit` for what is too deep or too large.
 */
export function parseXml(text: string, what: string): XmlElement {
  const parser = new SaxesParser({ xmlns: false, position: true });
  const stack: XmlElement[] = [];
  let root: XmlElement | undefined;
  let count = 0;
  parser.on('doctype', () => {
    throw new AppError('invalid-input', texts().importErrors.doctype(what), {
      hint: texts().importErrors.exportFrom,
    });
  });
  parser.on('error', (error) => {
    throw new AppError('invalid-input', texts().importErrors.notWholeXml(what), {
      hint: texts().importErrors.cutOff,
      detail: error.message.slice(0, 200),
    });
  });
  parser.on('opentag', ({ name, attributes }) => {
    count += 1;
    if (stack.length >= MAX_DEPTH || count > MAX_ELEMENTS) throw new AppError('limit', texts().importErrors.tooDeep(what));
    // No prototype: an attribute may have any name.
    const element: XmlElement = { name, attributes: Object.assign(Object.create(null), attributes), children: [], text: '' };
    const parent = stack.at(-1);
    if (parent === undefined) root = element;
    else parent.children.push(element);
    stack.push(element);
  });
  parser.on('text', (part) => {
    const element = stack.at(-1);
    if (element !== undefined) element.text += part;
  });
  parser.on('cdata', (part) => {
    const element = stack.at(-1);
    if (element !== undefined) element.text += part;
  });
  parser.on('closetag', () => void stack.pop());
  parser.write(text.replace(/^\ufeff/u, '')).close();
  if (root === undefined) throw new AppError('invalid-input', texts().importErrors.notXml(what));
  return root;
}
