/** No line of any format here is longer; one that is would be split into millions of parts. UTF-16 units. */
export const MAX_LINE = 1024 * 1024;

/**
 * The lines of a text, without their ends (LF or CRLF), one by one: an array of all lines of a large file is more than V8 can hold, and asking for it
 * ends the process. A line over `MAX_LINE` comes as an empty one.
 */
export function* eachLine(text: string): Generator<string> {
  for (let from = 0; from <= text.length; ) {
    const newline = text.indexOf('\n', from);
    const next = newline === -1 ? text.length : newline;
    const end = next > from && text[next - 1] === '\r' ? next - 1 : next;
    yield end - from > MAX_LINE ? '' : text.slice(from, end);
    from = next + 1;
  }
}
