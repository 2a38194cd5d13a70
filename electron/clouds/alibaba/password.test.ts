import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { World } from '../../../e2e/testbed/world.ts';
import { AppError } from '../../../shared/model/errors.ts';
import type { Cloud, NewPassword } from '../cloud.ts';
import { openDemoCloud, type DemoCloud } from '../../../e2e/host/alibaba-cloud.ts';
import { createAlibabaClient } from './client.ts';
import { passwordRefused } from './password.ts';
import { RpcFailure } from './rpc.ts';

const signal = new AbortController().signal;
const PASSWORD = 'Correct-Horse-7';
let demo: DemoCloud;
let world: World;
let cloud: Cloud;
let account: DemoCloud['account'];
let look: DemoCloud['look'];

beforeAll(async () => {
  demo = await openDemoCloud();
  ({ world, cloud, account, look } = demo);
});

afterAll(() => demo.close());

async function ways(name: string, profile?: string) {
  return await cloud.passwordWays?.(account(profile), await look(name, profile), signal);
}

async function set(name: string, wanted: Partial<NewPassword>, profile?: string) {
  const whole: NewPassword = { way: 'online', user: 'root', password: PASSWORD, ...wanted };
  return await cloud.setPassword?.(account(profile), await look(name, profile), whole, signal);
}

const calls = (action: string): number => world.calls.filter((call) => call.action === action).length;

describe('the ways to a new password', () => {
  it('is Cloud Assistant where its agent answers', async () => {
    const { id } = world.instance('mall-web-1');
    expect(await ways('mall-web-1')).toMatchObject({ online: 'agent-offline', user: 'root', offlineUser: 'root' });
    world.state.agents.install(id, () => Promise.resolve({ exitCode: 0, output: '' }));
    expect(await ways('mall-web-1')).toMatchObject({ online: 'ready' });
    world.state.agents.remove(id);
  });

  it('is the offline one for all others', async () => {
    expect(await ways('erp-asia')).toMatchObject({ online: 'other-system', offlineUser: 'Administrator', rules: { notFirst: '/' } });
    expect(await ways('batch-night')).toMatchObject({ online: 'not-running' });
    expect(await ways('audit-log', 'acme-audit')).toMatchObject({ online: 'not-allowed' });
    expect(await ways('mall-web-2')).toMatchObject({ offlineUser: 'ecs-user' });
  });
});

describe('a new password', () => {
  it('goes to a running instance as a hash, never as itself', async () => {
    const { id } = world.instance('mall-web-1');
    const ran: string[] = [];
    world.state.agents.install(id, (script) => {
      ran.push(script);
      return Promise.resolve({ exitCode: 0, output: '' });
    });
    expect(await set('mall-web-1', { user: 'deploy' })).toEqual({ user: 'deploy' });
    expect(ran).toHaveLength(1);
    expect(ran[0]).toContain("'deploy:$6$rounds=");
    expect(ran[0]).not.toContain(PASSWORD);
  });

  it.each([
    [44, 'not-found', 'no login root'],
    [45, 'unsupported', 'no chpasswd'],
    [1, 'protocol', 'failed'],
  ] as const)('says what is wrong when the command ends with %i', async (exitCode, code, message) => {
    const { id } = world.instance('mall-web-1');
    world.state.agents.install(id, () => Promise.resolve({ exitCode, output: 'secret things' }));
    const error = await set('mall-web-1', {}).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code, message: expect.stringContaining(message) as string });
    expect(JSON.stringify((error as AppError).toWire())).not.toContain('secret things');
  });

  it('says that the agent went away meanwhile', async () => {
    world.state.agents.remove(world.instance('mall-web-1').id);
    await expect(set('mall-web-1', {})).rejects.toMatchObject({ code: 'unreachable', hint: expect.stringContaining('restart') as string });
  });

  it('takes nothing for a login name that a shell would read', async () => {
    const before = calls('RunCommand');
    await expect(set('mall-web-1', { user: "root'; reboot; '" })).rejects.toMatchObject({ code: 'invalid-input' });
    expect(calls('RunCommand')).toBe(before);
  });

  it('is kept by the cloud until a restart by the API', async () => {
    const { id } = world.instance('legacy-mail');
    expect(await set('legacy-mail', { way: 'offline', user: 'nobody' })).toEqual({ user: 'root' });
    expect(world.instance('legacy-mail').host?.password).toBe('demo');
    await cloud.power?.(account(), await look('legacy-mail'), { action: 'reboot' }, signal);
    expect(world.state.instances.get(id)?.host?.password).toBe(PASSWORD);
  });

  it('is refused before anything is sent where the rules forbid it', async () => {
    const before = calls('ModifyInstanceAttribute');
    for (const password of ['short-1', 'only-small-letters', 'with space in It 1']) {
      await expect(set('legacy-mail', { way: 'offline', password })).rejects.toMatchObject({ code: 'invalid-input' });
    }
    await expect(set('erp-asia', { way: 'offline', password: '/Abcdefg1' })).rejects.toMatchObject({
      message: expect.stringContaining('must not begin') as string,
    });
    expect(calls('ModifyInstanceAttribute')).toBe(before);
  });

  it('is never sent over a wire that others read', async () => {
    const savedKeys = () => Promise.reject(new AppError('vault-locked', 'locked'));
    const client = createAlibabaClient({ homeFolder: demo.folder, env: {}, savedKeys, log: () => {} });
    const connection = { account: 'alibaba:x', profile: 'x', kind: 'static', region: 'cn-hangzhou', vpc: false } as const;
    const call = { service: 'ecs', action: 'ModifyInstanceAttribute', region: 'cn-hangzhou', patience: 'waiting', signal } as const;
    const sent = client.call({ ...connection, endpoint: 'http://192.0.2.1' }, { ...call, body: { Password: PASSWORD } });
    await expect(sent).rejects.toMatchObject({ code: 'bad-endpoint', message: expect.stringContaining('192.0.2.1') as string });
    client.close();
  });

  it('is told what the cloud itself refuses, without the password', async () => {
    const weak = await set('legacy-mail', { way: 'offline', password: 'Passw0rd-123' }).catch((reason: unknown) => reason);
    expect(weak).toMatchObject({ code: 'invalid-input', message: 'Alibaba Cloud refuses this password.' });
    expect(JSON.stringify((weak as AppError).toWire())).not.toContain('Passw0rd');
    await expect(set('scraper', { way: 'offline' })).rejects.toMatchObject({ code: 'locked' });
    await expect(set('audit-log', { way: 'offline' }, 'acme-audit')).rejects.toMatchObject({
      code: 'permission-denied',
      message: expect.stringContaining('ecs:ModifyInstanceAttribute') as string,
    });
  });

  it.each([
    ['IncorrectInstanceStatus', 'wrong-state'],
    ['InvalidInstance.NotRunning', 'wrong-state'],
    ['InvalidAccountStatus.NotEnoughBalance', 'locked'],
    ['InvalidParameter.Password', 'invalid-input'],
    ['Throttling.User', undefined],
  ])('reads the code %s as %s', (code, as) => {
    expect(passwordRefused(new RpcFailure(code, { status: 403 }), 'i-1')?.code).toBe(as);
  });
});
