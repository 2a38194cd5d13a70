import { describe, expect, it } from 'vitest';
import { encode, sign, type SignableRequest } from './signature.ts';

/** A request of the official SDK (openapi-core 1.0.8) with the signature that it had. */
const RECORDED: SignableRequest = {
  method: 'POST',
  host: '127.0.0.1:34017',
  path: '/',
  query: { 'Tag.1.Value': 'prod', RegionId: 'cn-hangzhou', InstanceIds: '["i-bp1"]', MaxResults: '100', 'Tag.1.Key': 'env' },
  body: '',
  headers: {
    accept: 'application/json',
    'x-acs-accesskey-id': 'testid',
    'x-acs-action': 'DescribeInstances',
    'x-acs-credentials-provider': 'static_sts',
    'x-acs-date': '2026-11-21T01:51:55Z',
    'x-acs-signature-nonce': '7d2157ea49e7db64de9e1693b99cbee0a55969edfb109392a2fbf5a30a2f5855',
    'x-acs-version': '2014-05-26',
  },
};
const KEYS = { accessKeyId: 'testid', secretAccessKey: 'testsecret', sessionToken: 'STS-TOK' };

describe('sign', () => {
  it('gives the signature that the official SDK gave', () => {
    const { url, headers } = sign(RECORDED, KEYS);
    expect(url).toBe('/?InstanceIds=%5B%22i-bp1%22%5D&MaxResults=100&RegionId=cn-hangzhou&Tag.1.Key=env&Tag.1.Value=prod');
    expect(headers['authorization']).toContain('Signature=0ded618f8ede1be1dfda6fb2f206bb5f5419ec402b883e93e8f05033481d915b');
    expect(headers['authorization']).toContain(
      'Credential=testid,SignedHeaders=host;x-acs-accesskey-id;x-acs-action;x-acs-content-sha256;x-acs-credentials-provider;x-acs-date;x-acs-security-token;x-acs-signature-nonce;x-acs-version,',
    );
  });

  it.each([
    ['the secret', RECORDED, { ...KEYS, secretAccessKey: 'testsecreT' }],
    ['a parameter', { ...RECORDED, query: { ...RECORDED.query, MaxResults: '99' } }, KEYS],
    ['the body', { ...RECORDED, body: 'a=b' }, KEYS],
    ['the token', RECORDED, { ...KEYS, sessionToken: 'other' }],
    ['the host', { ...RECORDED, host: 'ecs.aliyuncs.com' }, KEYS],
  ])('gives another one when %s is another', (_what, request, keys) => {
    expect(sign(request, keys).headers['authorization']).not.toContain('0ded618f8ede1be1');
  });

  it('encodes what a form would leave', () => {
    expect(encode("a b!'()*~/é")).toBe('a%20b%21%27%28%29%2A~%2F%C3%A9');
  });

  it('leaves the authorization out where there are no keys', () => {
    const { headers } = sign(RECORDED, undefined);
    expect(headers['authorization']).toBeUndefined();
    expect(headers['x-acs-security-token']).toBeUndefined();
  });
});
