/** Every control of C0 (save tab, CR, LF) and C1, DEL and with them ESC: a paste can neither leave bracketed paste nor steer. */
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/gu;
/** Marks that show text in another order than the shell gets it. */
const REORDERING = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/u;

const MANY_LINES = 10;
/** Bytes of UTF-8. */
const LARGE = 5 * 1024;

/** Text from the clipboard made safe to type: no controls, every line end one CR as the Enter key sends it. */
export function cleanPaste(text: string): string {
  return text.replace(/\r\n|\n/gu, '\r').replace(CONTROLS, '');
}

/** What a cleaned paste is sent as. */
export function wrapPaste(clean: string, bracketed: boolean): string {
  return bracketed ? `\u001b[200~${clean}\u001b[201~` : clean;
}

/** A reason to show a paste before it is sent. */
export type PasteRisk =
  | { readonly kind: 'lines'; readonly lines: number; readonly runsAtOnce: boolean }
  | { readonly kind: 'size'; readonly bytes: number }
  | { readonly kind: 'reordered' };

/** Why a cleaned paste should be looked at first; nothing for a harmless one. `bracketed`: the program asked to be told of pastes. */
export function pasteRisks(clean: string, bracketed: boolean): PasteRisk[] {
  const risks: PasteRisk[] = [];
  const ends = clean.split('\r').length - 1;
  // A line end after the last line makes the shell run it, but does not make it two lines.
  const lines = clean.endsWith('\r') ? ends : ends + 1;
  if (lines > MANY_LINES || (ends > 0 && !bracketed)) risks.push({ kind: 'lines', lines, runsAtOnce: !bracketed });
  const bytes = new TextEncoder().encode(clean).length;
  if (bytes > LARGE) risks.push({ kind: 'size', bytes });
  if (REORDERING.test(clean)) risks.push({ kind: 'reordered' });
  return risks;
}
