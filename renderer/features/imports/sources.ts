import type { ImportSource } from '../../../shared/model/import.ts';
import { texts } from '../../../shared/texts/current.ts';

/** What each source is called, and which file to look for. */
export function importSources(): readonly { readonly value: ImportSource; readonly label: string; readonly file: string }[] {
  const { sources } = texts().imports;
  return (Object.keys(sources) as ImportSource[]).map((value) => ({ value, ...sources[value] }));
}

export function sourceLabel(source: ImportSource): string {
  return texts().imports.sources[source].label;
}
