import type { Instance } from '../model/instance.ts';
import { RDP_PORT_TAG, SSH_PORT_TAG } from '../model/tags.ts';
import { texts } from '../texts/current.ts';

/** How bytes reach a port of a machine, as data. */
export interface Route {
  readonly hops: readonly Hop[];
  /** Why this way is there and stands where it stands in the ranking. */
  readonly why: string;
}

export interface DirectHop {
  readonly kind: 'direct';
  readonly host: string;
  readonly port: number;
}

/** One step of a route. What comes after a proxy or a jump host is reached from there; a route ends with a `direct` one. */
export type Hop =
  | DirectHop
  | { readonly kind: 'proxy'; readonly proxy: 'socks5' | 'http'; readonly host: string; readonly port: number; readonly user: string }
  /** `to` as the settings have it: `[user@]host[:port]` or the name of a saved session. */
  | { readonly kind: 'ssh-jump'; readonly to: string };

/** Where a route ends. */
export function routeTarget(route: Route): DirectHop {
  const last = route.hops.at(-1);
  if (last?.kind !== 'direct') throw new Error('A route ends at a port.');
  return last;
}

/** For people: `proxy 192.0.2.1:1080 → bastion → [2001:db8::1]:22`. */
export function routeText(route: Route): string {
  const address = (host: string, port: number): string => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`);
  const hops = route.hops.map((hop) => {
    if (hop.kind === 'ssh-jump') return hop.to;
    return hop.kind === 'proxy' ? texts().routeTexts.proxy(address(hop.host, hop.port)) : address(hop.host, hop.port);
  });
  return hops.join(' → ');
}

/** A way that is known but closed, with what closes it. */
export interface BlockedRoute {
  readonly what: string;
  readonly blockers: readonly string[];
}

export interface RoutePlan {
  readonly routes: readonly Route[];
  readonly blocked: readonly BlockedRoute[];
}

export type RouteName = 'public' | 'ipv6' | 'private';

/** What a person wants of a route: one kind of address only, a port other than the one that the tag says. */
export interface RouteWishes {
  readonly route?: 'auto' | RouteName;
  readonly port?: number;
  /** Reached from a jump host, which usually stands in the same network: the private address comes first. */
  readonly fromInside?: boolean;
}

const SSH_PORT = 22;
const RDP_PORT = 3_389;

export function sshPort(instance: Pick<Instance, 'tags'>): number {
  return taggedPort(instance, SSH_PORT_TAG) ?? SSH_PORT;
}

/** Where the remote desktop of an instance listens: by its tag, else the usual port. */
export function rdpPort(instance: Pick<Instance, 'tags'>): number {
  return taggedPort(instance, RDP_PORT_TAG) ?? RDP_PORT;
}

function taggedPort({ tags }: Pick<Instance, 'tags'>, name: string): number | undefined {
  const text = tags[name] ?? '';
  const port = /^\d{1,5}$/u.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : undefined;
}

/**
 * Every way to a port of an instance, by default its SSH port, the best first. Public IPv4 before IPv6, since many networks have no IPv6; the
 * private address last: it answers only inside the VPC, over a VPN or a peering. Pure.
 */
export function planRoutes(instance: Instance, wishes: RouteWishes = {}): RoutePlan {
  const port = wishes.port ?? sshPort(instance);
  const routes: Route[] = [];
  const blocked: BlockedRoute[] = [];
  const wanted = wishes.route ?? 'auto';
  const add = (route: RouteName, host: string | undefined, what: string, why: string, blocker: string): void => {
    if (wanted !== 'auto' && wanted !== route) return;
    if (host === undefined || host === '') blocked.push({ what, blockers: [blocker] });
    else if (!routes.some((route) => routeTarget(route).host === host)) routes.push({ hops: [{ kind: 'direct', host, port }], why });
  };
  add('public', instance.publicIp, texts().routeTexts.publicName, texts().routeTexts.publicWhy, texts().routeTexts.noPublic);
  add('ipv6', instance.ipv6, texts().routeTexts.ipv6, texts().routeTexts.ipv6, texts().routeTexts.noIpv6);
  add('private', instance.privateIp, texts().routeTexts.privateName, texts().routeTexts.privateWhy, texts().routeTexts.noPrivate);
  if (wishes.fromInside === true) routes.sort((a, b) => Number(isPrivate(b)) - Number(isPrivate(a)));
  return { routes, blocked };

  function isPrivate(route: Route): boolean {
    return routeTarget(route).host === instance.privateIp;
  }
}
