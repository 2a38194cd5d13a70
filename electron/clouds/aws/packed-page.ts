import type { AwsInstance } from './instance-row.ts';
import type { ListPage } from './list-memory.ts';

/**
 * A page of a list on its way from the worker to the host: texts that instances share once, the rows as numbers that name them. Most texts of an account
 * are the same for many instances: to copy them object by object is a quarter of what a large list costs, most of it the collector's.
 */
export interface PackedPage {
  readonly texts: readonly string[];
  /** Row by row: `KNOWN` and an id; or `READ`, what `textsOf` gives, then a count and as many pairs for the security groups, the same for the tags. */
  readonly rows: Uint32Array;
}

const KNOWN = 0;
const READ = 1;
/** The first so many of `textsOf` are an instance's own: to look for them among those of the others would find nothing. */
const OWN = 6;

function textsOf(row: AwsInstance) {
  return [
    row.id,
    row.publicIp,
    row.privateIp,
    row.publicDns,
    row.privateDns,
    row.launchTime,
    row.name,
    row.state,
    row.stateReason,
    row.platform,
    row.platformDetails,
    row.type,
    row.image,
    row.eip,
    row.ipv6,
    row.keyName,
    row.zone,
    row.vpc,
    row.subnet,
  ];
}

export interface PagePacker {
  put(row: AwsInstance | string): void;
  end(): PackedPage;
}

export function createPagePacker(): PagePacker {
  const texts = [''];
  const places = new Map([['', 0]]);
  const rows: number[] = [];
  // Most fields say what they said of the instance before.
  let last: readonly string[] = [];
  let lastPlaces: number[] = [];

  const add = (text: string): number => texts.push(text) - 1;
  function find(text: string): number {
    let place = places.get(text);
    if (place === undefined) {
      place = add(text);
      places.set(text, place);
    }
    return place;
  }

  return {
    put(row) {
      if (typeof row === 'string') return void rows.push(KNOWN, add(row));
      rows.push(READ);
      const own = textsOf(row);
      const ownPlaces: number[] = [];
      for (let field = 0; field < own.length; field++) {
        const text = own[field] ?? '';
        const place = text === last[field] ? lastPlaces[field] : field < OWN && text !== '' ? add(text) : find(text);
        ownPlaces.push(place ?? 0);
        rows.push(place ?? 0);
      }
      last = own;
      lastPlaces = ownPlaces;
      rows.push(row.securityGroups.length);
      for (const { id, name } of row.securityGroups) rows.push(find(id), find(name));
      rows.push(row.tags.length);
      for (const [key, value] of row.tags) rows.push(find(key), find(value));
    },
    end: () => ({ texts, rows: Uint32Array.from(rows) }),
  };
}

/** The page as it was packed. Neighbours that have the same security groups share them. */
export function unpackPage({ texts, rows }: PackedPage): ListPage {
  const page: (AwsInstance | string)[] = [];
  let at = 0;
  const next = (): number => rows[at++] ?? 0;
  const text = (): string => texts[next()] ?? '';
  let groups: AwsInstance['securityGroups'] = [];
  let groupsAt = 0;
  /** The groups that follow are those which begin at `groupsAt`. */
  function isRepeated(): boolean {
    const length = 1 + 2 * (rows[at] ?? 0);
    for (let step = 0; step < length; step++) if (rows[at + step] !== rows[groupsAt + step]) return false;
    return groupsAt > 0;
  }
  while (at < rows.length) {
    if (next() === KNOWN) {
      page.push(text());
      continue;
    }
    // Written out: an object that is made as one has a shape that the engine knows, and is made in no time.
    const row = {
      id: text(),
      publicIp: text(),
      privateIp: text(),
      publicDns: text(),
      privateDns: text(),
      launchTime: text(),
      name: text(),
      state: text(),
      stateReason: text(),
      platform: text(),
      platformDetails: text(),
      type: text(),
      image: text(),
      eip: text(),
      ipv6: text(),
      keyName: text(),
      zone: text(),
      vpc: text(),
      subnet: text(),
    };
    if (isRepeated()) at += 1 + 2 * groups.length;
    else {
      groupsAt = at;
      groups = Array.from({ length: next() }, () => ({ id: text(), name: text() }));
    }
    const tags = Array.from({ length: next() }, (): [string, string] => [text(), text()]);
    page.push({ ...row, securityGroups: groups, tags });
  }
  return page;
}
