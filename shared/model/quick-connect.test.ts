import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostName } from '../contract/common.ts';
import { addressText, parseQuickConnect, parseRdpAddress } from './quick-connect.ts';

describe('an address', () => {
  it.each([
    ['web.example', { host: 'web.example' }],
    ['  web.example ', { host: 'web.example' }],
    ['admin@web.example', { host: 'web.example', user: 'admin' }],
    ['admin@web.example:2222', { host: 'web.example', port: 2222, user: 'admin' }],
    ['user@corp@web.example', { host: 'web.example', user: 'user@corp' }],
    ['ssh://web.example', { host: 'web.example' }],
    ['SSH://admin@web.example:2222/', { host: 'web.example', port: 2222, user: 'admin' }],
    ['ssh://a%40b@web.example', { host: 'web.example', user: 'a@b' }],
    ['ssh://admin;fingerprint=ssh-rsa-1@web.example', { host: 'web.example', user: 'admin' }],
    ['ssh://admin@[2001:db8::1]:22', { host: '2001:db8::1', port: 22, user: 'admin' }],
    ['[::1]:2222', { host: '::1', port: 2222 }],
    ['[::1]', { host: '::1' }],
    ['::1', { host: '::1' }],
    ['root@fe80::1%eth0', { host: 'fe80::1%eth0', user: 'root' }],
    ['::ffff:192.0.2.1', { host: '::ffff:192.0.2.1' }],
    ['192.0.2.1:65535', { host: '192.0.2.1', port: 65_535 }],
    ['i-0123456789abcdef0', { host: 'i-0123456789abcdef0' }],
  ])('%s is read', (text, address) => expect(parseQuickConnect(text)).toEqual({ kind: 'address', ...address }));

  it.each([
    ['@web', /login name is missing/u],
    ['admin:secret@web', /Leave the password out/u],
    ['ssh://admin:secret@web', /Leave the password out/u],
    ['admin@', /host is missing/u],
    ['web:', /port is missing/u],
    ['web:0', /1 to 65535/u],
    ['web:65536', /1 to 65535/u],
    ['web:22x', /1 to 65535/u],
    ['[::1', /closing bracket/u],
    ['[web]:22', /IPv6/u],
    ['[::1]22', /colon and the port/u],
    ['1:2:3', /\[address\]:port/u],
    ['::1::2', /no IPv6/u],
    ['12345::', /no IPv6/u],
    ['192.0.2.256', /IPv4/u],
    ['192.0.2', /IPv4/u],
    ['-oProxyCommand=x', /letters/u],
    ['-web', /hyphen/u],
    ['two words', /spaces/u],
    ['a b@web', /spaces/u],
    ['wéb', /letters/u],
    ['http://web', /not http/u],
    ['ssh://web/path', /ends after/u],
    ['ssh://%zz@web', /broken %/u],
    ['we\u0007b', /control/u],
    ['x'.repeat(2_000), /too long/u],
  ])('%s is refused with a reason', (text, why) =>
    expect(parseQuickConnect(text)).toEqual({ kind: 'bad', why: expect.stringMatching(why) }),
  );

  it('that is empty is nothing yet', () => expect(parseQuickConnect('  ')).toEqual({ kind: 'empty' }));
});

const host = fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6());
const address = fc.record(
  { host, port: fc.integer({ min: 1, max: 65_535 }), user: fc.stringMatching(/^[a-z_][a-z0-9_.@-]{0,20}[a-z]$/u) },
  { requiredKeys: ['host'] },
);

describe('any text', () => {
  it('comes back as it was written', () => {
    fc.assert(
      fc.property(address, (one) => {
        expect(parseQuickConnect(addressText(one as { host: string }))).toEqual({ kind: 'address', ...one });
      }),
    );
  });

  it('gives only hosts that the host process takes, and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[a-z0-9.:@[\]/%-]{0,40}$/u)), (text) => {
        const read = parseQuickConnect(text);
        if (read.kind === 'address') expect(hostName().safeParse(read.host).success).toBe(true);
        if (read.kind === 'bad') expect(read.why).not.toBe('');
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('an rdp:// address', () => {
  it.each([
    ['rdp://win.example', { host: 'win.example' }],
    ['RDP://win.example:3390/', { host: 'win.example', port: 3390 }],
    ['rdp://Administrator@[::1]:3389', { host: '::1', port: 3389, user: 'Administrator' }],
    ['rdp://CORP%5Canna@win.example', { host: 'win.example', user: 'CORP\\anna' }],
  ])('%s is read', (text, address) => expect(parseRdpAddress(text)).toEqual({ kind: 'address', ...address }));

  it.each([
    ['rdp://', /host is missing/u],
    ['rdp://a:secret@win', /Leave the password out/u],
    ['rdp://win:0', /1 to 65535/u],
    ['rdp://full%20address=s:win:3389', /without attributes/u],
    ['rdp://win/x', /An rdp:\/\/ address ends/u],
    ['rdp://a%0ab@win', /no spaces/u],
  ])('%s is refused', (text, why) => expect(parseRdpAddress(text)).toEqual({ kind: 'bad', why: expect.stringMatching(why) as string }));

  it('is nothing else', () => {
    expect(parseRdpAddress('ssh://win')).toBeUndefined();
    expect(parseRdpAddress('win')).toBeUndefined();
  });
});
