import { describe, expect, it } from 'vitest';
import type { Instance } from '../model/instance.ts';
import { planRoutes, rdpPort, routeTarget, routeText, sshPort, type Hop } from './plan-routes.ts';

const instance: Instance = {
  account: 'aws:a',
  region: 'eu-central-1',
  instance: 'i-1',
  key: 'aws:a/eu-central-1/i-1',
  cloud: 'aws',
  name: 'web-1',
  state: 'running',
  os: 'linux',
  platform: 'Linux/UNIX',
  type: 't3.micro',
  image: 'ami-1',
  securityGroups: [],
  tags: {},
};

describe('planRoutes', () => {
  it('ranks public IPv4, IPv6, private IPv4', () => {
    const { routes } = planRoutes({ ...instance, privateIp: '10.0.0.5', ipv6: '2001:db8::1', publicIp: '203.0.113.5' });
    expect(routes.map((route) => routeTarget(route).host)).toEqual(['203.0.113.5', '2001:db8::1', '10.0.0.5']);
  });

  it('names what closes each way that is not there', () => {
    const { routes, blocked } = planRoutes(instance);
    expect(routes).toEqual([]);
    expect(blocked).toHaveLength(3);
    expect(blocked.every((way) => way.blockers.length > 0)).toBe(true);
  });

  it('ranks the private address first for whoever comes from a jump host', () => {
    const { routes } = planRoutes(
      { ...instance, privateIp: '10.0.0.5', ipv6: '2001:db8::1', publicIp: '203.0.113.5' },
      { fromInside: true },
    );
    expect(routes.map((route) => routeTarget(route).host)).toEqual(['10.0.0.5', '203.0.113.5', '2001:db8::1']);
  });

  it('is told in its order, by hops', () => {
    const hops: Hop[] = [
      { kind: 'proxy', proxy: 'http', host: '192.0.2.1', port: 3128, user: '' },
      { kind: 'ssh-jump', to: 'bastion' },
      { kind: 'direct', host: '2001:db8::1', port: 22 },
    ];
    expect(routeText({ hops, why: '' })).toBe('proxy 192.0.2.1:3128 → bastion → [2001:db8::1]:22');
  });

  it('lists an address once', () => {
    expect(planRoutes({ ...instance, privateIp: '203.0.113.5', publicIp: '203.0.113.5' }).routes).toHaveLength(1);
  });

  it.each([
    ['2222', 2222],
    ['', 22],
    ['0', 22],
    ['65536', 22],
    ['22; rm', 22],
    ['1e3', 22],
  ])('reads the port tag %j as %i', (tag, port) => {
    expect(sshPort({ tags: { 'gangway:ssh-port': tag } })).toBe(port);
  });

  it.each([
    ['33890', 33890],
    ['', 3389],
    ['70000', 3389],
    ['3389 ', 3389],
  ])('reads the port tag of the remote desktop %j as %i', (tag, port) => {
    expect(rdpPort({ tags: { 'gangway:rdp-port': tag, 'gangway:ssh-port': '2222' } })).toBe(port);
  });
});
