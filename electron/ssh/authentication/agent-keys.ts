import { displayText } from '../../../shared/model/display-text.ts';
import { fingerprint } from '../host-keys/fingerprint.ts';
import { blobType } from '../wire.ts';
import type { AgentIdentity } from './agent.ts';
import { isCertificateType, plainBlobOf } from './certificate.ts';
import { texts } from '../../../shared/texts/current.ts';

/** As many keys as a message names. */
const SHOWN = 10;

/** The identities of one key, its certificates first: by fingerprint of the key, or by its public half (or a certificate of it). */
export function findInAgent(
  identities: readonly AgentIdentity[],
  wanted: { readonly sha256: string } | { readonly publicBlob: Buffer },
): AgentIdentity[] {
  const sha256 =
    'sha256' in wanted ? wanted.sha256.replace(/=+$/u, '') : fingerprint(plainBlobOf(blobType(wanted.publicBlob) ?? '', wanted.publicBlob));
  const found = identities.filter((identity) => fingerprint(plainBlobOf(identity.type, identity.publicBlob)) === sha256);
  return found.toSorted((a, b) => Number(isCertificateType(b.type)) - Number(isCertificateType(a.type)));
}

/** A sentence that names what the agent holds. */
export function describeIdentities(identities: readonly AgentIdentity[]): string {
  if (identities.length === 0) return texts().loginTexts.holdsNone;
  const shown = identities.slice(0, SHOWN).map((identity) => {
    const comment = identity.comment === '' ? identity.type : displayText(identity.comment, 80);
    return `${fingerprint(plainBlobOf(identity.type, identity.publicBlob))} (${comment})`;
  });
  const more = identities.length > SHOWN ? texts().loginTexts.more(identities.length - SHOWN) : '';
  return texts().loginTexts.holds(shown.join(', ') + more);
}
