import type { MethodHandlers, TopicHandlers } from '../../../shared/rpc/server.ts';
import type { Passwords } from './passwords.ts';

export function createPasswordHandlers(
  passwords: Passwords,
  copy: (password: string) => Promise<{ by: 'host' | 'page' }>,
): {
  readonly methods: Pick<MethodHandlers, 'password.look' | 'password.set' | 'password.copy'>;
  readonly topics: Partial<TopicHandlers>;
} {
  return {
    methods: {
      'password.look': (ref, { signal }) => passwords.look(ref, signal),
      'password.set': ({ remember, typed, ...wish }, { signal }) =>
        passwords.set({ ...wish, remember: remember === true, typed: typed ?? '' }, signal),
      'password.copy': ({ password }) => copy(password),
    },
    topics: {},
  };
}
