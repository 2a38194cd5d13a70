import { displayText } from '../../shared/model/display-text.ts';

/** Texts of a server before login are shown to a person: RFC 4252 section 5.4 asks for filtering controls. */
const TEXT_LIMIT = 64 * 1024;

// Everything in C0 and C1 but tab and line feed, and the marks that reorder text.
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]/gu;
// Whole escape sequences go first, or their printable tail would stay behind.
// eslint-disable-next-line no-control-regex -- taking them out is the point
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[ -/]*[0-~])/gu;

/** Printable lines of what the server sent. */
export function plainText(text: string): string {
  return text.slice(0, TEXT_LIMIT).replaceAll('\r\n', '\n').replace(ESCAPES, '').replace(CONTROLS, '');
}

/** Takes texts until 64 KiB are reached in all; what comes after is dropped. `add` gives what was taken, nothing for a blank. */
export function createTextCollector(): { add(text: string): string | undefined; all(): string } {
  let all = '';
  return {
    add(raw) {
      const text = plainText(raw).slice(0, TEXT_LIMIT - all.length);
      if (text.trim() === '') return undefined;
      all += text;
      return text;
    },
    all: () => all,
  };
}

/** As one line to stand in quotation marks: neither a line end nor a mark of its own lets a server's text go on as ours. */
export function quotable(text: string, limit: number): string {
  return displayText(text.replace(/\s+/gu, ' ').trim().replace(/[“”]/gu, '"'), limit);
}

const WORDS_BYTES = 1_024;
const WORDS_SHOWN = 200;

/**
 * What a host says in the place of an identification, as one short line to stand in quotation marks: OpenSSH's "Exceeded MaxStartups",
 * a gateway's reason.
 */
export function createWordsCollector(): { add(bytes: Uint8Array): void; all(): string } {
  let first = Buffer.alloc(0);
  return {
    add(bytes) {
      if (first.length < WORDS_BYTES) first = Buffer.concat([first, bytes.subarray(0, WORDS_BYTES - first.length)]);
    },
    all() {
      return quotable(plainText(first.toString()), WORDS_SHOWN);
    },
  };
}

/**
 * The login name that a server asks for, as cloud images do for `root`:
 * `Please login as the user "ubuntu" rather than the user "root".`
 */
export function wantedUser(text: string): string | undefined {
  const found = /please log ?in as the (?:user )?["'“]?([a-z_][a-z0-9_.-]{0,31})["'”]? (?:user )?rather than/iu.exec(text);
  return found?.[1];
}
