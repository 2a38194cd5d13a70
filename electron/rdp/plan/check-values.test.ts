import { describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/model/errors.ts';
import { RDP_BUILT_IN } from '../../../shared/model/rdp.ts';
import { plan, type PlanInput } from './plan.ts';
import { CLIENTS, inputFor, SHA1, SHA256 } from './testing/sample-input.ts';

const refusal = (work: () => unknown): AppError => {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('It was not refused');
};

const CONTROLS = [
  ...Array.from({ length: 0x20 }, (_, code) => code),
  ...Array.from({ length: 0x21 }, (_, at) => 0x7f + at),
  0x2028,
  0x2029,
].map((code) => String.fromCodePoint(code));

describe('a value that no generator may see', () => {
  const PLACES: Record<string, (text: string) => Partial<PlanInput>> = {
    label: (label) => ({ label }),
    user: (user) => ({ user }),
    domain: (domain) => ({ domain }),
    host: (host) => ({ host }),
    folder: (text) => ({ folder: `/tmp/${text}` }),
    home: (text) => ({ home: `/home/${text}` }),
    token: (token) => ({ token }),
    gateway: (rdpGateway) => ({ options: { ...RDP_BUILT_IN, rdpGateway } }),
    line: (value) => ({ options: { ...RDP_BUILT_IN, rdpExtraLines: [`winposstr:s:${value}`] } }),
    program: (text) => ({ client: { id: 'freerdp', program: `/usr/bin/${text}`, version: [3] } }),
    fingerprint: (text) => ({ certificate: { sha1: SHA1, sha256: `${SHA256}${text}` } }),
  };

  it.each(Object.keys(PLACES))('is any control character in the %s', (place) => {
    for (const control of CONTROLS) {
      for (const text of [control, `a${control}b`, `a${control}`, `${control}a`]) {
        for (const name of Object.keys(CLIENTS)) {
          expect(() => plan(inputFor(name, PLACES[place]?.(text))), JSON.stringify(text)).toThrow(AppError);
        }
      }
    }
  });

  it('is a line that would make Remmina run a command', () => {
    const error = refusal(() => plan(inputFor('remmina', { label: 'web\nprecommand=touch /tmp/owned' })));
    expect(error.code).toBe('invalid-input');
    expect(error.message).not.toContain('\n');
    expect(error.hint).toBeTruthy();
  });

  it.each<[string, Partial<PlanInput>]>([
    ['a user name of 300 characters', { user: 'u'.repeat(300) }],
    ['half of a character', { label: 'a\ud800b' }],
    ['port 0', { port: 0 }],
    ['port 65536', { port: 65_536 }],
    ['half a port', { port: 1.5 }],
    ['an option for a host', { host: '-oProxyCommand=x' }],
    ['a host with a blank', { host: 'a b' }],
    ['a host with a switch', { host: 'a /p:x' }],
    ['half an address', { host: '127.0.1' }],
    ['no address', { host: '' }],
    ['a relative folder', { folder: 'tmp/x' }],
    ['a size of nothing', { options: { ...RDP_BUILT_IN, rdpWidth: 0 } }],
    ['a gateway with a path', { options: { ...RDP_BUILT_IN, rdpGateway: 'a/b' } }],
    ['a gateway with port 99999', { options: { ...RDP_BUILT_IN, rdpGateway: 'a:99999' } }],
    ['a fingerprint that is too short', { certificate: { sha1: SHA1, sha256: SHA1 } }],
    ['a hundred and one lines', { options: { ...RDP_BUILT_IN, rdpExtraLines: Array.from({ length: 101 }, () => 'a:i:1') } }],
  ])('is %s', (_what, change) => expect(refusal(() => plan(inputFor('freerdp3', change))).code).toBe('invalid-input'));

  it.each([
    'password 51:b:01000000',
    'Password:s:x',
    'gatewaypassword:s:x',
    'gatewayaccesstoken:s:x',
    'full address:s:evil.example',
    'Alternate Full Address:s:evil.example',
    'username:s:x',
    'authentication level:i:0',
    'enablecredsspsupport:i:0',
    'prompt for credentials:i:1',
    'gatewayhostname:s:evil.example',
    '/p:x',
    'no line',
    'name:x:1',
    'name:i:one',
    'name:b:xyz',
    'na=me:s:1',
    '',
  ])('is the further line “%s”', (line) =>
    expect(refusal(() => plan(inputFor('mstsc', {}, { rdpExtraLines: [line] }))).code).toBe('invalid-input'),
  );
});
