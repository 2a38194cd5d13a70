import { displayText } from '../../../shared/model/display-text.ts';
import { naturalKey } from '../instances/columns.ts';
import { folderPath } from './session-lines.ts';
import type { Book } from './session-store.ts';
import { texts } from '../../../shared/texts/current.ts';

/** Stands for the top level where a choice must be a text; no id has a space. */
export const TOP = 'top level';

/** All folders by their path, the top level first. */
export function folderChoices({ folders }: Book): readonly { readonly value: string; readonly label: string }[] {
  const paths = [...folders.keys()].map((value) => ({ value, label: displayText(folderPath(value, folders), 160) }));
  return [
    { value: TOP, label: texts().sessionEditor.topLevel },
    ...paths.toSorted((a, b) => (naturalKey(a.label) < naturalKey(b.label) ? -1 : 1)),
  ];
}
