/** One command of a pipe. */
export interface Stage {
  readonly words: readonly string[];
  readonly into?: { readonly path: string; readonly append: boolean };
}

/** Commands joined by `|`, and what has to be true before they run. */
export interface Pipeline {
  readonly when: 'always' | 'success' | 'failure';
  readonly stages: readonly Stage[];
}

export class SyntaxProblem extends Error {}

type Token = { readonly kind: 'word'; readonly text: string } | { readonly kind: 'operator'; readonly text: string };

/** Reads a line: quotes, `$NAME`, `#` comments, `|`, `>`, `>>`, `;`, `&&`, `||`. Throws `SyntaxProblem`. */
export function parseLine(line: string, variable: (name: string) => string): readonly Pipeline[] {
  const pipelines: Pipeline[] = [];
  let when: Pipeline['when'] = 'always';
  let stages: Stage[] = [];
  let words: string[] = [];
  let into: Stage['into'];
  const tokens = tokenize(line, variable);

  const endStage = (operator: string): void => {
    if (words.length === 0) throw new SyntaxProblem(`syntax error near unexpected token \`${operator}'`);
    stages.push(into === undefined ? { words } : { words, into });
    words = [];
    into = undefined;
  };
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined) break;
    if (token.kind === 'word') words.push(token.text);
    else if (token.text === '>' || token.text === '>>') {
      const target = tokens[++at];
      if (target?.kind !== 'word') throw new SyntaxProblem("syntax error near unexpected token `newline'");
      into = { path: target.text, append: token.text === '>>' };
    } else if (token.text === '|') endStage('|');
    else {
      endStage(token.text);
      pipelines.push({ when, stages });
      stages = [];
      when = token.text === '&&' ? 'success' : token.text === '||' ? 'failure' : 'always';
    }
  }
  if (words.length > 0 || stages.length > 0) {
    endStage('newline');
    pipelines.push({ when, stages });
  }
  return pipelines;
}

function tokenize(line: string, variable: (name: string) => string): Token[] {
  const tokens: Token[] = [];
  let word: string | undefined;
  let at = 0;
  const flush = (): void => {
    if (word !== undefined) tokens.push({ kind: 'word', text: word });
    word = undefined;
  };
  const expand = (): string => {
    const match = /^\$(\?|[A-Za-z_]\w*|\{[A-Za-z_]\w*\})/.exec(line.slice(at));
    if (!match) {
      at++;
      return '$';
    }
    at += match[0].length;
    return variable((match[1] ?? '').replace(/[{}]/g, ''));
  };
  while (at < line.length) {
    const char = line.charAt(at);
    if (char === ' ' || char === '\t') {
      flush();
      at++;
    } else if (char === '#' && word === undefined) break;
    else if (char === "'") {
      const end = line.indexOf("'", at + 1);
      if (end < 0) throw new SyntaxProblem("unexpected end of line while looking for matching `''");
      word = (word ?? '') + line.slice(at + 1, end);
      at = end + 1;
    } else if (char === '"') {
      at++;
      let text = '';
      while (line.charAt(at) !== '"') {
        if (at >= line.length) throw new SyntaxProblem('unexpected end of line while looking for matching `"\'');
        if (line.charAt(at) === '$') text += expand();
        else if (line.charAt(at) === '\\' && /["\\$]/.test(line.charAt(at + 1))) {
          text += line.charAt(at + 1);
          at += 2;
        } else text += line.charAt(at++);
      }
      word = (word ?? '') + text;
      at++;
    } else if (char === '\\') {
      word = (word ?? '') + line.charAt(at + 1);
      at += 2;
    } else if (char === '$') word = (word ?? '') + expand();
    else {
      const operator = /^(&&|\|\||>>|[|;>])/.exec(line.slice(at))?.[0];
      if (operator === undefined) {
        word = (word ?? '') + char;
        at++;
      } else {
        flush();
        tokens.push({ kind: 'operator', text: operator });
        at += operator.length;
      }
    }
  }
  flush();
  return tokens;
}
