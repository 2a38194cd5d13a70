import { readdir, stat } from 'node:fs/promises';
import { join, parse, sep } from 'node:path';
import { matchPattern } from '../../shared/model/match-pattern.ts';

/** Files that one Include may bring; a pattern that fits more takes the first of them. */
const MAX_FOUND = 256;

/** What a pattern came to, and which folders decide about it: a new file in one of them may change the answer. */
export interface Found {
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

/**
 * Files that fit an absolute pattern, sorted as glob(3) does. `*` and `?` do not cross a slash nor find a leading dot; `[…]` is a set. A
 * pattern without any of these is the file itself where it is there.
 */
export async function findFiles(pattern: string): Promise<Found> {
  const { root } = parse(pattern);
  const parts = pattern.slice(root.length).split(sep === '\\' ? /[\\/]+/u : /\/+/u);
  const folders = new Set<string>();
  let places = [root];
  for (const [index, part] of parts.entries()) {
    const last = index === parts.length - 1;
    if (!/[*?[]/u.test(part)) {
      if (last) for (const place of places) folders.add(place);
      places = places.map((place) => join(place, part));
      continue;
    }
    const next: string[] = [];
    for (const place of places) {
      folders.add(place);
      const names = await readdir(place).catch(() => []);
      for (const name of names.toSorted(byBytes)) {
        if (fits(name, part) && next.length < MAX_FOUND) next.push(join(place, name));
      }
    }
    places = next;
  }
  const files: string[] = [];
  for (const place of places) if ((await stat(place).catch(() => undefined)) !== undefined) files.push(place);
  return { files, folders: [...folders] };
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function fits(name: string, pattern: string): boolean {
  if (name.startsWith('.') && !pattern.startsWith('.')) return false;
  return pattern.includes('[') ? fitsWithSets(name, pattern) : matchPattern(name, pattern);
}

type Piece = { readonly kind: 'star' } | { readonly kind: 'one'; readonly fits: (sign: string) => boolean };

// As matchPattern, with sets: one star is taken back at a time.
function fitsWithSets(name: string, pattern: string): boolean {
  const pieces = piecesOf(pattern);
  const signs = [...name];
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let place = 0; place < signs.length; ) {
    const piece = pieces[at];
    if (piece?.kind === 'star') {
      star = at;
      resume = place;
      at += 1;
    } else if (piece?.fits(signs[place] ?? '') === true) {
      at += 1;
      place += 1;
    } else if (star >= 0) {
      resume += 1;
      place = resume;
      at = star + 1;
    } else return false;
  }
  return pieces.slice(at).every(({ kind }) => kind === 'star');
}

function piecesOf(pattern: string): readonly Piece[] {
  const pieces: Piece[] = [];
  const signs = [...pattern];
  for (let place = 0; place < signs.length; place += 1) {
    const sign = signs[place] ?? '';
    const close = sign === '[' ? signs.indexOf(']', place + (signs[place + 1] === '!' || signs[place + 1] === '^' ? 3 : 2)) : -1;
    if (sign === '*') pieces.push({ kind: 'star' });
    else if (sign === '?') pieces.push({ kind: 'one', fits: () => true });
    else if (close < 0) pieces.push({ kind: 'one', fits: (other) => other === sign });
    else {
      pieces.push({ kind: 'one', fits: setOf(signs.slice(place + 1, close)) });
      place = close;
    }
  }
  return pieces;
}

function setOf(signs: readonly string[]): (sign: string) => boolean {
  const negated = signs[0] === '!' || signs[0] === '^';
  const inside = negated ? signs.slice(1) : signs;
  const ranges: (readonly [string, string])[] = [];
  for (let place = 0; place < inside.length; place += 1) {
    const from = inside[place] ?? '';
    const to = inside[place + 1] === '-' ? inside[place + 2] : undefined;
    ranges.push([from, to ?? from]);
    if (to !== undefined) place += 2;
  }
  return (sign) => ranges.some(([from, to]) => from <= sign && sign <= to) !== negated;
}
