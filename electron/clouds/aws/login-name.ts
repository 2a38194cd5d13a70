import { administratorName, languageOfImage } from '../../../shared/model/administrator-name.ts';
import { displayText } from '../../../shared/model/display-text.ts';
import type { Instance, LoginName } from '../../../shared/model/instance.ts';
import { SSH_USER_TAG } from '../../../shared/model/tags.ts';
import { GUESSES, LOGIN_TABLE, PLATFORM_TABLE, type LoginRow } from './login-table.ts';
import type { ImageFacts } from './messages.ts';
import { texts } from '../../../shared/texts/current.ts';

const TAGS = ['ssh-user', 'ssh_user', 'sshuser', 'login-user', 'user'];

/**
 * The login name of an instance from the evidence at hand: its image (and the image that was copied from), a tag, what AWS bills it
 * as, and last a guess. `images` goes from the instance's own image to its ancestors.
 */
export function loginNameFrom(instance: Instance, images: readonly ImageFacts[]): LoginName {
  const { awsLoginNames: t } = texts();
  const own = byTag(instance, [SSH_USER_TAG]);
  if (own !== undefined) return own;
  for (const [index, image] of images.entries()) {
    const row = byName(LOGIN_TABLE, image.name) ?? byOwner(image) ?? byName(LOGIN_TABLE, image.description);
    if (row !== undefined) {
      const shown = displayText(image.name || image.id, 80);
      const why = index === 0 ? t.image(whatOf(row), shown) : t.copied(whatOf(row), shown);
      return proposal(inLanguage(row, image), 'image', why);
    }
  }
  const tagged = byTag(instance, TAGS);
  if (tagged !== undefined) return tagged;
  const billed = byName(PLATFORM_TABLE, instance.platform);
  if (billed !== undefined) return proposal(billed, 'platform', t.billed(displayText(instance.platform, 80)));
  if (instance.os === 'windows') return { user: 'Administrator', source: 'platform', why: t.windows, candidates: ['Administrator'] };
  if (instance.os === 'macos') return { user: 'ec2-user', source: 'platform', why: t.mac, candidates: ['ec2-user'] };
  return {
    user: GUESSES[0],
    source: 'guess',
    why: t.guess,
    candidates: GUESSES,
  };
}

function byTag(instance: Instance, names: readonly string[]): LoginName | undefined {
  const tag = names.flatMap((name) => Object.entries(instance.tags).filter(([key]) => key.toLowerCase() === name))[0];
  const user = tag?.[1].trim();
  // A tag is free text: only what can be a login name is proposed.
  if (tag === undefined || user === undefined || !/^[A-Za-z_][A-Za-z0-9_.@\\-]{0,63}\$?$/u.test(user)) return undefined;
  return { user, source: 'tag', why: texts().awsLoginNames.tag(tag[0]), candidates: unique([user, ...GUESSES]) };
}

/** Its name as it stands, or in the present language where it is more than a name. */
function whatOf({ what }: LoginRow): string {
  return typeof what === 'string' ? what : texts().awsLoginNames.what[what.say];
}

function byName(table: readonly LoginRow[], text: string): LoginRow | undefined {
  return text === '' ? undefined : table.find((row) => row.name?.test(text) === true);
}

function byOwner(image: ImageFacts): LoginRow | undefined {
  return LOGIN_TABLE.find((row) => row.name === undefined && row.owners?.includes(image.owner) === true);
}

function proposal(row: LoginRow, source: LoginName['source'], why: string): LoginName {
  const guesses = row.users.includes('Administrator') ? [] : GUESSES;
  return { user: row.users[0], source, why, candidates: unique([...row.users, ...guesses]) };
}

/** Windows calls its administrator in its own language, and the names of Amazon's images say which that is. */
function inLanguage(row: LoginRow, image: ImageFacts): LoginRow {
  const language = row.users[0] === 'Administrator' ? languageOfImage(image.name) : undefined;
  return language === undefined ? row : { ...row, users: [administratorName(language), ...row.users] };
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}
