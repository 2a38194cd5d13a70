// C0, C1, line and paragraph separators, and the marks that reorder text (bidi embeddings, overrides, isolates).
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/**
 * Text from a cloud or a server made fit for one line of the screen: controls and reordering marks become U+FFFD, the length
 * is capped (in UTF-16 units) with an ellipsis. The stored value stays as it was.
 */
export function displayText(text: string, limit = 256): string {
  const cut = text.length > limit ? `${text.slice(0, limit - 1).replace(/[\ud800-\udbff]$/u, '')}…` : text;
  return cut.replace(UNSAFE, '\ufffd');
}
