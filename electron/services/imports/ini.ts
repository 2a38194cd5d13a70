import { eachLine } from './lines.ts';

/** One section of an INI file, in the order of the file; of two values for one key the last counts. */
export interface IniSection {
  readonly name: string;
  readonly values: ReadonlyMap<string, string>;
}

/** Sections end at the last `]` of their line; keys at the first `=`. Comments (`;`) and what is neither are left out. */
export function parseIni(text: string): IniSection[] {
  const sections: IniSection[] = [];
  let values: Map<string, string> | undefined;
  for (const line of eachLine(text.replace(/^\ufeff/u, ''))) {
    const close = line.lastIndexOf(']');
    if (line.startsWith('[') && close > 0) {
      values = new Map();
      sections.push({ name: line.slice(1, close), values });
      continue;
    }
    const equals = line.indexOf('=');
    if (values !== undefined && equals > 0 && !line.startsWith(';')) values.set(line.slice(0, equals), line.slice(equals + 1));
  }
  return sections;
}
