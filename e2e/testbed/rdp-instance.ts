import type { WorldInstance } from './data.ts';
import type { World } from './world.ts';

/** A remote desktop server as the world tells of it. */
export interface RdpTarget {
  readonly host: string;
  readonly port: number;
  /** Who may log in there, and becomes the administrator of the instance. */
  readonly user: string;
  readonly password: string;
  /** SHA-1 of the server's certificate, hexadecimal with or without colons. */
  readonly sha1: string;
}

/**
 * Puts a real remote desktop behind a Windows instance: its address, the tag with its port, its password for `GetPasswordData` and the
 * thumbprint for the console log. `patch` wins, to bend one of them.
 */
export function pointAtRdp(world: World, name: string, target: RdpTarget, patch: Partial<WorldInstance> = {}): WorldInstance {
  return world.setInstance(world.instance(name).id, { ...rdpPatch(world.instance(name), target), ...patch });
}

/** The same as a patch, for a world in another process. */
export function rdpPatch(instance: WorldInstance, { host, port, user, password, sha1 }: RdpTarget): Partial<WorldInstance> {
  return {
    state: 'running',
    publicIp: host,
    tags: { ...instance.tags, 'gangway:rdp-port': String(port) },
    windows: { ...instance.windows, user, password, thumbprint: sha1 },
  };
}
