import { afterEach, describe, expect, it } from 'vitest';
import type { Cloud } from '../cloud.ts';
import { openTestCloud } from './cloud-for-tests.ts';
import { ec2Answer, ec2Error, type GivenAnswer, type SeenRequest } from './endpoint-for-tests.ts';

const REF = { account: 'aws:demo', region: 'eu-west-1', instance: 'i-0123456789abcdef0' };
const signal = new AbortController().signal;
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function open(answer: (request: SeenRequest) => GivenAnswer): Promise<{
  password(): ReturnType<NonNullable<Cloud['passwordData']>>;
  log(): ReturnType<NonNullable<Cloud['consoleLog']>>;
  readonly seen: readonly SeenRequest[];
}> {
  const { cloud, demo, seen, close } = await openTestCloud(answer);
  ends.push(close);
  if (cloud.passwordData === undefined || cloud.consoleLog === undefined) throw new Error('AWS has both.');
  const { passwordData, consoleLog } = cloud;
  return { password: () => passwordData(demo, REF, signal), log: () => consoleLog(demo, REF, signal), seen };
}

const passwordAnswer = (data: string): GivenAnswer =>
  ec2Answer('GetPasswordData', `<instanceId>${REF.instance}</instanceId><timestamp>2026-11-20T10:04:00.000Z</timestamp>${data}`);
const consoleAnswer = (text: string): GivenAnswer =>
  ec2Answer(
    'GetConsoleOutput',
    `<instanceId>${REF.instance}</instanceId><timestamp>2026-11-20T10:05:00.000Z</timestamp>${text === '' ? '' : `<output>${Buffer.from(text).toString('base64')}</output>`}`,
  );

describe('the administrator password of an instance', () => {
  it('comes without the white space that EC2 puts around it, and with its time', async () => {
    const { password, seen } = await open(() => passwordAnswer('<passwordData>\r\nQUJD\r\nREVG==\r\n</passwordData>'));
    expect(await password()).toEqual({ data: 'QUJDREVG==', at: Date.parse('2026-11-20T10:04:00Z') });
    expect(seen.at(-1)).toMatchObject({ action: 'GetPasswordData', region: 'eu-west-1' });
    expect(seen.at(-1)?.form.get('InstanceId')).toBe(REF.instance);
  });

  it.each(['', '<passwordData/>', '<passwordData>  </passwordData>'])('is empty where there is none yet (%j)', async (data) => {
    const { password } = await open(() => passwordAnswer(data));
    expect(await password()).toMatchObject({ data: '' });
  });

  it.each([
    ['something else', 'Tr0ub4dor &amp; 3'],
    ['an endless text', 'A'.repeat(10_000)],
  ])('is refused when it is %s', async (_, data) => {
    const { password } = await open(() => passwordAnswer(`<passwordData>${data}</passwordData>`));
    await expect(password()).rejects.toMatchObject({ code: 'protocol', message: expect.stringContaining('demo') });
  });

  it('names the profile and the IAM action that is missing', async () => {
    const { password } = await open(() => ec2Error('UnauthorizedOperation', 'You are not authorized to perform this operation.', 403));
    await expect(password()).rejects.toMatchObject({
      code: 'permission-denied',
      message: 'Profile demo has no permission for ec2:GetPasswordData in eu-west-1.',
      hint: expect.stringContaining('administrator'),
    });
  });

  it('says that AWS asks to slow down, after trying again', async () => {
    const { password, seen } = await open(() => ec2Error('RequestLimitExceeded', 'Request limit exceeded.', 503));
    await expect(password()).rejects.toMatchObject({ code: 'throttled', message: expect.stringContaining('demo') });
    expect(seen.length).toBeGreaterThan(1);
  });

  it('of an instance that is gone is not found', async () => {
    const { password } = await open(() => ec2Error('InvalidInstanceID.NotFound', 'The instance ID does not exist'));
    await expect(password()).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('the console log of an instance', () => {
  it('is the live one', async () => {
    const { log, seen } = await open(() => consoleAnswer('Grüße\r\nUsername: Administrator'));
    expect(await log()).toEqual({ text: 'Grüße\r\nUsername: Administrator', at: Date.parse('2026-11-20T10:05:00Z') });
    expect(seen.map(({ form }) => form.get('Latest'))).toEqual(['true']);
  });

  it.each([
    ['has no live log', ec2Error('UnsupportedOperation', 'This instance type does not support retrieving the latest console logs.')],
    ['does not know the question', ec2Error('InvalidParameterCombination', 'The parameter Latest is not supported.')],
    ['has an empty live log', consoleAnswer('')],
  ])('is the kept one where the instance %s', async (_, first) => {
    const { log, seen } = await open(({ form }) => (form.get('Latest') === 'true' ? first : consoleAnswer('kept')));
    expect(await log()).toMatchObject({ text: 'kept' });
    expect(seen.map(({ form }) => form.get('Latest'))).toEqual(['true', null]);
  });

  it('is nothing where nothing is kept', async () => {
    const { log } = await open(() => consoleAnswer(''));
    expect(await log()).toBeUndefined();
  });

  it('is read from its end when it is longer than EC2 keeps', async () => {
    const { log } = await open(() => consoleAnswer(`${'x'.repeat(1_000_000)}end`));
    const text = (await log())?.text ?? '';
    expect(text.length).toBeLessThan(200_000);
    expect(text.endsWith('xend')).toBe(true);
  });

  it('names the IAM action that is missing, and does not ask twice', async () => {
    const { log, seen } = await open(() => ec2Error('UnauthorizedOperation', 'You are not authorized to perform this operation.', 403));
    await expect(log()).rejects.toMatchObject({
      code: 'permission-denied',
      message: 'Profile demo has no permission for ec2:GetConsoleOutput in eu-west-1.',
    });
    expect(seen).toHaveLength(1);
  });
});
