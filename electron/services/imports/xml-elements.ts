import { SaxesParser } from 'saxes';
import { AppError } from '../../../shared/model/errors.ts';

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
    throw new AppError('invalid-input', `${what} has a DOCTYPE, which is not read.`, {
      hint: 'Export the file again with the program that made it.',
    });
  });
  parser.on('error', (error) => {
    throw new AppError('invalid-input', `${what} is not a whole XML file.`, {
      hint: 'Export it again; it may have been cut off.',
      detail: error.message.slice(0, 200),
    });
  });
  parser.on('opentag', ({ name, attributes }) => {
    count += 1;
    if (stack.length >= MAX_DEPTH || count > MAX_ELEMENTS) throw new AppError('limit', `${what} is too deep or too large.`);
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
  if (root === undefined) throw new AppError('invalid-input', `${what} is not an XML file.`);
  return root;
}
