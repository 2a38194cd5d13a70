import { displayText } from '../../../shared/model/display-text.ts';
import type { KeyInfo, KeyPairMatch } from '../../../shared/model/key.ts';
import { texts } from '../../../shared/texts/current.ts';

/** One key twice in a list (agent and file) is two rows. */
export function keyId({ place, sha256 }: KeyInfo): string {
  if (place.kind === 'file') return `file:${place.path}`;
  return place.kind === 'vault' ? `vault:${place.id}` : `agent:${sha256 ?? ''}`;
}

export function placeText({ place, certificate }: KeyInfo): string {
  const where = place.kind === 'file' ? place.path : place.kind === 'agent' ? texts().keys.agent : texts().keys.vault;
  return displayText(certificate === undefined ? where : texts().keys.withCertificate(where), 400);
}

export function matchText(matches: readonly KeyPairMatch[]): string {
  return displayText(matches.map(({ keyName, region }) => `${keyName} (${region})`).join(', '), 400);
}

/** What the search looks into, in lower case. */
export function keyText(key: KeyInfo): string {
  return [key.type, placeText(key), key.format, key.sha256, key.comment, matchText(key.matches)].join(' ').toLowerCase();
}
