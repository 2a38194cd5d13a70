import { stateCodes, type WorldImage, type WorldInstance } from '../e2e/testbed/data.ts';
import { createRandom } from './bytes.ts';

export const REGION = 'eu-central-1';
export const ACCOUNT = '111122223333';

export const IMAGE: WorldImage = {
  id: 'ami-0bench0000000001',
  // Of no known maker: the login name then comes from the instance's tag.
  name: 'fleet-base-2026-09-01',
  description: 'Base image of the fleet',
  owner: ACCOUNT,
  platformDetails: 'Linux/UNIX',
  architecture: 'x86_64',
  created: '2026-09-01T00:00:00.000Z',
};

const ROLES = ['web', 'api', 'queue', 'cache', 'search', 'batch', 'ingest', 'billing'];
const TEAMS = ['payments', 'growth', 'platform', 'data', 'mobile'];
const TYPES = ['t3.micro', 'm7g.large', 'c7i.xlarge', 'r6i.2xlarge'];

/** `count` instances as a large account has them: names in groups, some six tags, two security groups, most running. */
export function makeFleet(count: number, own: readonly WorldInstance[] = []): WorldInstance[] {
  const random = createRandom('fleet');
  const pick = <T>(list: readonly T[]): T => list[random() % list.length] as T;
  const fleet = [...own];
  for (let n = fleet.length; n < count; n++) {
    const role = pick(ROLES);
    const team = pick(TEAMS);
    fleet.push(
      instance(n, {
        name: `${role}-${team}-${String(n).padStart(5, '0')}`,
        type: pick(TYPES),
        state: random() % 8 === 0 ? 'stopped' : 'running',
        tags: {
          Team: team,
          Role: role,
          Environment: pick(['prod', 'staging', 'dev']),
          CostCenter: String(4_000 + (random() % 90)),
          Patch: 'auto',
        },
      }),
    );
  }
  return fleet;
}

/** One instance; `n` makes its id and addresses. */
export function instance(
  n: number,
  wishes: {
    name: string;
    type?: string;
    state?: keyof typeof stateCodes;
    tags?: Record<string, string>;
    publicIp?: string;
    keyName?: string;
  },
): WorldInstance {
  const hex = n.toString(16).padStart(17, '0');
  const octets = `${(n >> 16) & 0xff}.${(n >> 8) & 0xff}.${n & 0xff}`;
  return {
    id: `i-${hex}`,
    account: ACCOUNT,
    region: REGION,
    state: wishes.state ?? 'running',
    type: wishes.type ?? 't3.micro',
    image: IMAGE.id,
    zone: `${REGION}a`,
    vpc: 'vpc-0123456789abcdef0',
    subnet: 'subnet-0123456789abcdef0',
    privateIp: `10.${octets}`,
    publicIp: wishes.publicIp ?? `100.${octets}`,
    publicDns: `ec2-100-${octets.replaceAll('.', '-')}.${REGION}.compute.amazonaws.com`,
    keyName: wishes.keyName ?? 'bench',
    launched: new Date(1_790_000_000_000 - n * 61_000).toISOString(),
    groups: [
      { id: 'sg-0aaaaaaaaaaaaaaa1', name: 'ssh-from-office' },
      { id: 'sg-0aaaaaaaaaaaaaaa2', name: 'web' },
    ],
    tags: { Name: wishes.name, ...wishes.tags },
  };
}
