import { displayText } from '../../../shared/model/display-text.ts';
import type { Instance, LoginName } from '../../../shared/model/instance.ts';
import { SSH_USER_TAG } from '../../../shared/model/tags.ts';
import { texts } from '../../../shared/texts/current.ts';

/** Names that images on ECS have besides root; the first user of the usual distributions among them. */
const GUESSES = ['root', 'ecs-user', 'admin', 'ubuntu'] as const;
const TAGS = [SSH_USER_TAG, 'ssh-user', 'ssh_user', 'sshuser', 'login-user', 'user'];

/**
 * The login name of an instance: its tag, what ECS tells of the image (`LoginAsNonRoot`), the operating system. ECS lets root log in unless
 * the image was made otherwise.
 */
export function loginNameOf(instance: Instance): LoginName {
  const t = texts().alibabaLoginNames;
  const told = byTag(instance, [SSH_USER_TAG]);
  if (told !== undefined) return told;
  if (instance.os === 'windows') return { user: 'Administrator', source: 'platform', why: t.windows, candidates: ['Administrator'] };
  if (instance.loginUser === 'ecs-user') {
    return {
      user: 'ecs-user',
      source: 'image',
      why: t.ecsUser,
      candidates: unique(['ecs-user', ...GUESSES]),
    };
  }
  const tagged = byTag(instance, TAGS);
  if (tagged !== undefined) return tagged;
  if (instance.loginUser === 'root') return { user: 'root', source: 'image', why: t.root, candidates: [...GUESSES] };
  const of = instance.platform === '' ? 'ECS' : displayText(instance.platform, 80);
  return {
    user: 'root',
    source: 'platform',
    why: t.usual(of),
    candidates: [...GUESSES],
  };
}

function byTag(instance: Instance, names: readonly string[]): LoginName | undefined {
  const tag = names.flatMap((name) => Object.entries(instance.tags).filter(([key]) => key.toLowerCase() === name))[0];
  const user = tag?.[1].trim();
  // A tag is free text: only what can be a login name is proposed.
  if (tag === undefined || user === undefined || !/^[A-Za-z_][A-Za-z0-9_.@\\-]{0,63}\$?$/u.test(user)) return undefined;
  return { user, source: 'tag', why: texts().alibabaLoginNames.tag(tag[0]), candidates: unique([user, ...GUESSES]) };
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}
