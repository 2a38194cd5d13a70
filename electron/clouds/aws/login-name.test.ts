import { describe, expect, it } from 'vitest';
import type { Instance } from '../../../shared/model/instance.ts';
import { loginNameFrom } from './login-name.ts';
import type { ImageFacts } from './messages.ts';

const instance = (fields: Partial<Instance> = {}): Instance => ({
  account: 'aws:demo',
  region: 'us-east-1',
  instance: 'i-01',
  key: 'aws:demo/us-east-1/i-01',
  cloud: 'aws',
  name: 'web-1',
  state: 'running',
  os: 'linux',
  platform: 'Linux/UNIX',
  type: 't3.micro',
  image: 'ami-1',
  securityGroups: [],
  tags: {},
  ...fields,
});
const image = (fields: Partial<ImageFacts>): ImageFacts => ({
  id: 'ami-1',
  name: '',
  description: '',
  owner: '',
  ownerAlias: '',
  ...fields,
});

describe('the login name', () => {
  const names: readonly (readonly [string, string])[] = [
    ['al2023-ami-2023.6.20241121.0-kernel-6.1-x86_64', 'ec2-user'],
    ['amzn2-ami-kernel-5.10-hvm-2.0.20241113.1-x86_64-gp2', 'ec2-user'],
    ['amzn-ec2-macos-14.6.1-20240817-120011', 'ec2-user'],
    ['ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20241109', 'ubuntu'],
    ['debian-12-amd64-20241004-1890', 'admin'],
    ['RHEL-9.4.0_HVM-20241114-x86_64-0-Hourly2-GP3', 'ec2-user'],
    ['suse-sles-15-sp6-v20241113-hvm-ssd-x86_64', 'ec2-user'],
    ['CentOS Linux 7 x86_64 HVM EBS', 'centos'],
    ['CentOS Stream 9 x86_64 20241125', 'ec2-user'],
    ['Fedora-Cloud-Base-AmazonEC2.x86_64-41-1.4', 'fedora'],
    ['fedora-coreos-41.20241027.3.0-x86_64', 'core'],
    ['Flatcar-stable-4081.2.0-hvm', 'core'],
    ['Rocky-9-EC2-Base-9.4-20240523.0.x86_64', 'rocky'],
    ['AlmaLinux OS 9.5.20241122 x86_64', 'ec2-user'],
    ['OL9.4-x86_64-HVM-2024-05-29', 'ec2-user'],
    ['bitnami-wordpress-6.7.1-r0-debian-12', 'bitnami'],
    ['Deep Learning OSS Nvidia Driver AMI GPU PyTorch 2.5 (Ubuntu 22.04)', 'ubuntu'],
    ['Deep Learning Base OSS Nvidia Driver GPU AMI (Amazon Linux 2023)', 'ec2-user'],
    ['alpine-3.20.3-x86_64-bios-cloudinit-r0', 'alpine'],
    ['nixos/24.05.6668.x86_64-linux', 'root'],
    ['kali-last-snapshot-amd64-2024.3.0', 'kali'],
    ['FreeBSD 14.1-RELEASE-amd64', 'ec2-user'],
    ['bottlerocket-aws-ecs-2-x86_64-v1.27.1', 'ec2-user'],
    ['Windows_Server-2022-English-Full-Base-2024.11.13', 'Administrator'],
    ['Windows_Server-2022-German-Full-Base-2024.11.13', 'Administrator'],
    ['Windows_Server-2022-French-Full-Base-2024.11.13', 'Administrateur'],
  ];
  for (const [name, user] of names) {
    it(`of ${name} is ${user}`, () => {
      const login = loginNameFrom(instance(), [image({ name })]);
      expect(login).toMatchObject({ user, source: 'image' });
      expect(login.why).toContain(name.slice(0, 30));
      expect(login.candidates[0]).toBe(user);
    });
  }

  it('follows the owner where the name tells nothing', () => {
    expect(loginNameFrom(instance(), [image({ name: 'something-1', owner: '099720109477' })])).toMatchObject({
      user: 'ubuntu',
      source: 'image',
    });
  });

  it('follows an own image to the one that it was copied from', () => {
    expect(
      loginNameFrom(instance(), [image({ name: 'golden-42', owner: '111122223333' }), image({ name: 'debian-12-amd64-20241004-1890' })]),
    ).toMatchObject({ user: 'admin', source: 'image' });
  });

  it('takes a tag when the image tells nothing, if it can be a login name', () => {
    expect(loginNameFrom(instance({ tags: { 'SSH-User': ' deploy ' } }), [])).toMatchObject({
      user: 'deploy',
      source: 'tag',
      why: 'the tag SSH-User of the instance says so',
    });
    expect(loginNameFrom(instance({ tags: { user: '-oProxyCommand=x' } }), [])).toMatchObject({ source: 'guess' });
    expect(loginNameFrom(instance({ tags: { user: 'John Smith' } }), [])).toMatchObject({ source: 'guess' });
  });

  it('believes the tag made for it more than the image, and any other tag less', () => {
    const ubuntu = [image({ name: 'ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20261022' })];
    expect(loginNameFrom(instance({ tags: { 'gangway:ssh-user': 'deploy' } }), ubuntu)).toMatchObject({ user: 'deploy', source: 'tag' });
    expect(loginNameFrom(instance({ tags: { user: 'deploy' } }), ubuntu)).toMatchObject({ user: 'ubuntu', source: 'image' });
    expect(loginNameFrom(instance({ tags: { 'gangway:ssh-user': '-oX=y' } }), ubuntu)).toMatchObject({ user: 'ubuntu', source: 'image' });
  });

  it('takes what AWS bills the instance as, then guesses', () => {
    expect(loginNameFrom(instance({ platform: 'Ubuntu Pro' }), [])).toMatchObject({ user: 'ubuntu', source: 'platform' });
    expect(loginNameFrom(instance({ platform: 'Windows', os: 'windows' }), [])).toMatchObject({
      user: 'Administrator',
      candidates: ['Administrator'],
    });
    expect(loginNameFrom(instance(), [])).toMatchObject({
      user: 'ec2-user',
      source: 'guess',
      candidates: ['ec2-user', 'ubuntu', 'admin', 'root'],
    });
  });

  it('shows no control characters of an image name', () => {
    expect(loginNameFrom(instance(), [image({ name: 'debian-\u0007\u202e12' })]).why).toContain('debian-\ufffd\ufffd12');
  });
});
