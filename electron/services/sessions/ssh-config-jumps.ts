import type { EvaluatedHost } from '../../ssh-config/evaluate.ts';

/** Jump hosts of jump hosts; a longer way is cut off, and a ring of them ends where it closes. */
const MAX_HOPS = 8;

interface Hop {
  readonly user: string | undefined;
  readonly host: string;
  readonly port: number | undefined;
}

/** `[user@]host[:port]`, the host perhaps in brackets. */
export function parseHop(text: string): Hop | undefined {
  const parts = /^(?:([^@]+)@)?(?:\[([^\]]+)\]|([^@:[\]]+|[0-9A-Fa-f:.%]*:[0-9A-Fa-f:.%]*:[0-9A-Fa-f:.%]*))(?::(\d{1,5}))?$/u.exec(text);
  const host = parts?.[2] ?? parts?.[3];
  if (parts === null || host === undefined) return undefined;
  return { user: parts[1], host, port: parts[4] === undefined ? undefined : Number(parts[4]) };
}

/**
 * Jump hosts as the config has them, with what it says about each of them: a name there may be an alias with its own HostName, User, Port
 * and jump hosts, which ssh looks up too. Each becomes `user@host:port`, so that it stands for itself anywhere. Jump hosts of any but the
 * first do not count, for it is reached through the one before it.
 */
export function resolveJumps(
  jump: readonly string[],
  look: (alias: string, user: string | undefined) => EvaluatedHost | undefined,
): readonly string[] {
  let way = jump;
  const done: string[] = [];
  const seen = new Set<string>();
  for (let first = true; first; ) {
    first = false;
    const hops = way.map((text) => ({ text, hop: parseHop(text) }));
    const named = hops.map(({ text, hop }) => {
      const found = hop === undefined ? undefined : look(hop.host, hop.user);
      return hop === undefined || found === undefined ? { text, own: [], host: text } : { ...spelled(hop, found), host: hop.host };
    });
    done.unshift(...named.map(({ text }) => text));
    const [head] = named;
    if (head === undefined || head.own.length === 0 || seen.has(head.host) || done.length >= MAX_HOPS) break;
    seen.add(head.host);
    way = head.own;
    first = true;
  }
  return done.slice(-MAX_HOPS);
}

function spelled(hop: Hop, found: EvaluatedHost): { text: string; own: readonly string[] } {
  const host = found.host.includes(':') ? `[${found.host}]` : found.host;
  return { text: `${hop.user ?? found.user}@${host}:${hop.port ?? found.port}`, own: found.jump };
}
