/** The ways to a machine, and what blocks them. */
export const routeTexts = {
  proxy: (address: string) => `proxy ${address}`,
  publicName: 'Public IPv4 address',
  publicWhy: 'public IPv4 address',
  noPublic: 'The instance has no public IPv4 address.',
  ipv6: 'IPv6 address',
  noIpv6: 'The instance has no IPv6 address.',
  privateName: 'Private IPv4 address',
  privateWhy: 'private IPv4 address, reachable inside the VPC, over a VPN or a peering',
  noPrivate: 'The instance has no private IPv4 address.',
};
