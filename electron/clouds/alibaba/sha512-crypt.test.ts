import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sha512Crypt } from './sha512-crypt.ts';

describe('SHA-512 crypt', () => {
  // From the specification.
  it.each([
    [
      ...(['Hello world!', 'saltstring', 5_000] as const),
      '$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1',
    ],
    [
      ...(['Hello world!', 'saltstringsaltstring', 10_000] as const),
      '$6$rounds=10000$saltstringsaltst$OW1/O6BYHV6BcXZu8QVeXbDWra3Oeqh0sbHbbMCVNSnCM/UrjmM0Dp8vOuZeHBy/YTBmSK6H9qs/y3RnOaw5v.',
    ],
  ])('of %j with salt %s and %i rounds', async (password, salt, rounds, hash) => {
    expect(await sha512Crypt(password, { salt, rounds })).toBe(hash);
  });

  it.skipIf(!existsSync('/usr/bin/openssl'))('is what OpenSSL makes of passwords of any length', async () => {
    for (const length of [1, 8, 30, 63, 64, 65, 130]) {
      const password = 'aZ3-'.repeat(40).slice(0, length);
      const other = execFileSync('/usr/bin/openssl', ['passwd', '-6', '-salt', 'abcdefgh', '-stdin'], {
        input: `${password}\n`,
        encoding: 'utf8',
      });
      expect(await sha512Crypt(password, { salt: 'abcdefgh', rounds: 5_000 })).toBe(other.trim());
    }
  });

  it('takes a salt of its own each time', async () => {
    const [one, two] = await Promise.all([sha512Crypt('a', { rounds: 1_000 }), sha512Crypt('a', { rounds: 1_000 })]);
    expect(one).toMatch(/^\$6\$rounds=1000\$[./0-9A-Za-z]{16}\$[./0-9A-Za-z]{86}$/u);
    expect(one).not.toBe(two);
  });
});
