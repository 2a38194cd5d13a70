import { hash, randomUUID } from 'node:crypto';
import type { AwsInstance } from './instance-row.ts';
import type { ReadBefore } from './instances-xml.ts';

/** A page of a list. Of an instance that is what it was in the list that the host holds only the id. */
export type ListPage = readonly (AwsInstance | string)[];

/** One list while it is read. */
export interface ListInProgress extends ReadBefore {
  /** The host holds the list before this one. */
  readonly again: boolean;
  /** Ends a complete list and names it: what the host says the next time to be sent only what has changed since. */
  end(): string;
}

/**
 * The worker's memory of what it has sent. A refresh mostly brings what is known: that is neither read anew here, nor made again in the
 * host, object by object, while terminals wait. Kept are only digests, and only of the last complete list of each scope.
 */
export interface ListMemory {
  /** `base` names the list that the host holds. Where it is not the last one known here every row is sent. */
  begin(scope: string, base: string | undefined): ListInProgress;
  forget(): void;
}

/** An instance's element as EC2 wrote it. */
interface Seen {
  readonly id: string;
  /** UTF-16 units, from `<item>` to `</item>`. */
  readonly length: number;
  readonly digest: string;
}

/** As EC2 begins an instance; one that begins in another way is read every time. */
const BEGIN = /<item>\s*<instanceId>([^<&]{1,64})</uy;

export function createListMemory(): ListMemory {
  const last = new Map<string, { readonly name: string; readonly seen: ReadonlyMap<string, Seen> }>();
  return {
    begin(scope, base) {
      const before = last.get(scope);
      const known = before !== undefined && before.name === base ? before.seen : undefined;
      const seen = new Map<string, Seen>();
      return {
        again: known !== undefined,
        find(xml, start) {
          if (known === undefined) return undefined;
          BEGIN.lastIndex = start;
          const one = known.get(BEGIN.exec(xml)?.[1] ?? '');
          if (one === undefined || digestOf(xml, start, start + one.length) !== one.digest) return undefined;
          seen.set(one.id, one);
          return { id: one.id, end: start + one.length };
        },
        note(id, xml, start, end) {
          const own = ownCopy(id);
          seen.set(own, { id: own, length: end - start, digest: digestOf(xml, start, end) });
        },
        end() {
          // Unlike a number it is nobody else's, not even that of the thread before this one.
          const name = randomUUID();
          last.set(scope, { name, seen });
          return name;
        },
      };
    },
    forget: () => last.clear(),
  };
}

/** A text cut from an answer holds on to the whole answer as long as it lives. */
function ownCopy(text: string): string {
  return Buffer.from(text).toString();
}

function digestOf(xml: string, start: number, end: number): string {
  return hash('sha256', xml.slice(start, end), 'base64');
}
