import { displayText } from '../../../shared/model/display-text.ts';
import { folderPath } from './session-lines.ts';
import type { Book } from './session-store.ts';
import { texts } from '../../../shared/texts/current.ts';
import { compareNames } from '../../../shared/texts/format.ts';

/** Stands for the top level where a choice must be a text; no id has a space. */
export const TOP = 'top level';

/** All folders by their path, the top level first. */
export function folderChoices({ folders }: Book): readonly { readonly value: string; readonly label: string }[] {
  const paths = [...folders.keys()].map((value) => ({ value, label: displayText(folderPath(value, folders), 160) }));
  return [{ value: TOP, label: texts().sessionEditor.topLevel }, ...paths.toSorted((a, b) => compareNames(a.label, b.label))];
}
